"""The queue's own tables, made by whichever process needs them first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest

from berakhlak.jobs.queue import SCHEMA, JobQueue
from berakhlak.jobs.queue_stores import queue_in_postgres
from config import Config

AT_ONCE = 4


class MeetingQueue(JobQueue):
    """Goes on with its first connection when the others have theirs, too."""

    together: Barrier
    has_met = False

    def _plain_connection(self):
        connection = super()._plain_connection()
        if not self.has_met:
            self.has_met = True
            self.together.wait(timeout=60)
        return connection


@pytest.mark.postgres
def test_processes_that_need_the_queue_first_at_the_same_time_all_get_it(postgres_url, tmp_path):
    config = Config(database_url=postgres_url, job_dir=tmp_path)
    for _again in range(5):
        together = Barrier(AT_ONCE)

        def make(_number, together=together):
            queue = MeetingQueue(config, lambda _job: None)
            queue.together = together
            huey = queue_in_postgres(queue._connect, queue._making_tables)
            huey.storage.put_data("mark", b"1")
            huey.storage.close()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(make, range(AT_ONCE)))
        with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
            connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
