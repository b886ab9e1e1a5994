"""Where the queue lies: in a file beside SQLite, in a schema of PostgreSQL, or in Redis.

Apart from `queue`, because huey loads the client of Redis, which takes time at each start, and
few commands ask for a job.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer
from redis import ConnectionPool

from berakhlak.disk import new_private_file

NAME = "berakhlak"
# Seconds. Huey's workers ask with a wait of one second, which an answer must have time for.
CONNECTING, ANSWERING = 1.0, 3.0


class JsonMessages(Serializer):  # type: ignore[misc]  # Huey ships no types.
    """Plain JSON instead of Python's own format, by which whoever writes there runs anything."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps([data.id, data.name, data.args, data.kwargs]).encode()

    def _deserialize(self, data: bytes) -> Message:
        number, name, arguments, named = json.loads(bytes(data))
        return Message(id=number, name=name, args=tuple(arguments), kwargs=named)


COMMON: dict[str, Any] = {"results": False, "serializer": JsonMessages()}


def queue_in_redis(url: str) -> Huey:
    """A Redis that has fallen silent must not hold a request; it is asked anew each time."""
    patience = {"socket_connect_timeout": CONNECTING, "socket_timeout": ANSWERING}
    pool = ConnectionPool.from_url(url, health_check_interval=30, **patience)
    return RedisHuey(NAME, connection_pool=pool, **COMMON)


def queue_in_postgres(
    connect: Callable[[], psycopg.Connection],
    making_tables: Callable[[], AbstractContextManager[None]],
) -> Huey:
    """`making_tables` is held while huey makes what is missing of its tables."""
    huey = PostgresHuey(NAME, connection=connect, create_tables=False, **COMMON)
    with making_tables():
        huey.storage.initialize_schema()
    return huey


def queue_in_file(file: Path) -> Huey:
    """Makes the folder and the file, which only the owner may read."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        new_private_file(file).close()
    return SqliteHuey(NAME, filename=str(file), **COMMON)
