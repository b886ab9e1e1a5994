"""The queue that hands ids of jobs to workers, and the small store of what they are at.

Huey keeps both: in a schema of its own on PostgreSQL, in a file of its own beside SQLite, or in
Redis beside SQLite. On PostgreSQL never in Redis: jobs would stand still while it is away. It loses
what a killed worker was at, and must: the table of jobs is what counts, and `sweeping` gives the
queue back whatever it lost. So an id may come twice, and does no harm.

The leases lie here and not in the table of jobs: closing a cycle writes for minutes in one
transaction, and SQLite lets nobody else write meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy.engine import make_url

from berakhlak.connections import patience_of_network
from config import Config

if TYPE_CHECKING:
    from huey import Huey

SCHEMA = "job_queue"  # Of PostgreSQL; our own migrations and backups do not know it.
MAKING_TABLES = 7_360_361  # The number of PostgreSQL's lock; any, but no other lock's.


class JobQueue:
    """Ids on their way to workers, and short notes that are overwritten: leases and progress."""

    def __init__(self, config: Config, execute: Callable[[int], object]) -> None:
        """`execute` does a job, in the worker's process."""
        self._config, self._execute = config, execute

    @cached_property
    def huey(self) -> Huey:
        """Built when first needed: most commands never ask for a job."""
        from berakhlak.jobs import queue_stores

        if self._is_on_postgres:
            return queue_stores.queue_in_postgres(self._connect, self._making_tables)
        if self._config.uses_redis:
            return queue_stores.queue_in_redis(self._config.rate_limit_storage)
        return queue_stores.queue_in_file(self._file)

    @property
    def _is_on_postgres(self) -> bool:
        return make_url(self._config.database_url).get_backend_name() == "postgresql"

    @property
    def _file(self) -> Path:
        return self._config.job_dir / "queue.sqlite3"

    def is_made(self) -> bool:
        """Whether anybody has used it yet; looking makes nothing."""
        if not self._is_on_postgres:
            return self._config.uses_redis or self._file.exists()
        with self._plain_connection() as connection:
            known = "SELECT to_regnamespace(%s) IS NOT NULL"
            found = connection.execute(known, [SCHEMA]).fetchone()
        return bool(found and found[0])

    @cached_property
    def task(self) -> Any:
        """The one task that the queue knows: do the job with this id."""
        return self.huey.task(name="do_job")(self._execute)

    def _plain_connection(self) -> psycopg.Connection:
        url = make_url(self._config.database_url).set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        return psycopg.connect(address, autocommit=True, **patience_of_network(url))

    def _connect(self) -> psycopg.Connection:
        connection = self._plain_connection()
        connection.execute(f"SET search_path = {SCHEMA}")
        return connection

    @contextmanager
    def _making_tables(self) -> Iterator[None]:
        """One process at a time: of two that CREATE ... IF NOT EXISTS at once, one may fail."""
        with self._plain_connection() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [MAKING_TABLES])
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            yield

    def deliver(self, job_ids: Iterable[int]) -> None:
        """Hand ids to whichever worker is free."""
        for job_id in job_ids:
            self.huey.enqueue(self.task.s(job_id))

    def waiting_ids(self) -> set[int]:
        """Ids that no worker has taken yet."""
        return {int(task.args[0]) for task in self.huey.pending()}

    def note(self, key: str, **content: object) -> None:
        """Keep or overwrite a note."""
        self.huey.storage.put_data(key, json.dumps(content).encode())

    def read_note(self, key: str) -> dict[str, Any]:
        """The note; empty where there is none."""
        found = self.huey.storage.peek_data(key)
        return dict(json.loads(bytes(found))) if isinstance(found, bytes | memoryview) else {}

    def drop_note(self, key: str) -> None:
        self.huey.storage.delete_data(key)

    def notes(self, beginning: str) -> dict[str, dict[str, Any]]:
        """All notes whose key begins so, by the rest of it."""
        found = {
            key.decode() if isinstance(key, bytes) else str(key): value
            for key, value in self.huey.storage.result_items().items()
        }
        return {
            key.removeprefix(beginning): dict(json.loads(bytes(value)))
            for key, value in found.items()
            if key.startswith(beginning)
        }

    def close(self) -> None:
        """Let go of the connection, as before a fork; the next use opens another."""
        if "huey" in self.__dict__:
            self.huey.storage.close()
            self.__dict__.pop("huey")
            self.__dict__.pop("task", None)
