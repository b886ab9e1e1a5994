"""What one application has for its jobs: kinds, queue, leases, notes on progress, files."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from flask import current_app

from berakhlak import clock
from berakhlak.jobs.files import JobFiles
from berakhlak.jobs.models import Job
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.queue import JobQueue
from berakhlak.jobs.registry import JobKinds
from berakhlak.stored_files.sharing import shared_files
from config import Config

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Leases:
    """Which runs are alive: each renews a note, and counts as dead once that is too old."""

    queue: JobQueue
    seconds: float
    own: set[str] = field(default_factory=set)

    @contextmanager
    def held(self, holder: str) -> Iterator[None]:
        """Renew a lease from a thread until the end; a process that dies renews nothing."""
        ended = threading.Event()
        self.own.add(holder)
        self._renew(holder)
        thread = threading.Thread(target=self._keep, args=(holder, ended), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self.own.discard(holder)
            self.queue.drop_note(f"lease:{holder}")

    def drop_own(self) -> None:
        """At the end of a process: whoever comes next need not wait for what it was at."""
        for holder in list(self.own):
            self.queue.drop_note(f"lease:{holder}")

    def is_held(self, holder: str) -> bool:
        """Whether the run has shown a sign of life within the lease, or is our own: a machine so
        busy that this process comes too late to renew it has not killed it.
        """
        if holder in self.own:
            return True
        left = self.queue.read_note(f"lease:{holder}").get("until", 0) - clock.utc_now().timestamp()
        # More than that was noted before the clock was set back: who lives notes it anew.
        return bool(0 < left <= 2 * self.seconds)

    def _keep(self, holder: str, ended: threading.Event) -> None:
        while not ended.wait(self.seconds / 5):
            try:
                self._renew(holder)
            except Exception:  # The queue's server restarts; the next time it may answer.
                logger.warning("a lease could not be renewed", exc_info=True)

    def _renew(self, holder: str) -> None:
        self.queue.note(f"lease:{holder}", until=clock.utc_now().timestamp() + self.seconds)


@dataclass(frozen=True)
class ProgressNote:
    """What a run told last: a code of its kind's phases, and counts.

    `first` and `since`: where and when the run that tells it began to count.
    """

    phase: str = ""
    done: int = 0
    total: int = 0
    at: float = 0.0
    first: int = 0
    since: float = 0.0
    holder: str = ""


@dataclass(frozen=True)
class Progress:
    """How far one job is, as its run told it last."""

    queue: JobQueue
    job_id: int

    def tell(self, holder: str, phase: str, done: int, total: int) -> None:
        before, now = self.read(), clock.utc_now().timestamp()
        if before.holder != holder or before.total != total:
            before = ProgressNote(first=done, since=now)
        note = ProgressNote(phase, done, total, now, before.first, before.since, holder)
        self.queue.note(f"progress:{self.job_id}", **asdict(note))

    def last_heard(self) -> ProgressNote:
        """As `read`, for whoever only looks: nothing while the queue's store is away."""
        try:
            return self.read()
        except Exception:  # Whatever the library of that store raises.
            return ProgressNote()

    def read(self) -> ProgressNote:
        note = self.queue.read_note(f"progress:{self.job_id}")
        return ProgressNote(**note) if note else ProgressNote()

    def forget(self) -> None:
        self.queue.drop_note(f"progress:{self.job_id}")


class JobService:
    """Kept by the application under `extensions["jobs"]`."""

    def __init__(self, config: Config, execute: Callable[[int], object]) -> None:
        self.kinds = JobKinds()
        self.queue = JobQueue(config, execute)
        self.leases = Leases(self.queue, config.job_lease_seconds)
        self.worker_reports: list[Callable[[], dict[str, object]]] = []
        self.periodic_tasks: list[PeriodicTask] = []
        self.files = JobFiles(config.job_dir, shared_files(config))

    def note_worker(self, name: str) -> None:
        """A worker's sign of life, with what it says of itself; for `doctor`."""
        told: dict[str, object] = {}
        for report in self.worker_reports:
            told |= report()
        self.queue.note(f"worker:{name}", at=clock.utc_now().timestamp(), **told)

    def workers(self) -> dict[str, dict[str, Any]]:
        """What each worker said last, by its name."""
        return self.queue.notes("worker:")

    def progress(self, job_id: int) -> Progress:
        return Progress(self.queue, job_id)

    def folder_of(self, job_id: int) -> Path:
        """Where a job keeps files, for its owner alone; on this host."""
        return self.files.folder_of(job_id)

    def has_file(self, job: Job) -> bool:
        """Whether the file of its result is there: it expires, and a restored backup has none."""
        return job.result_file is not None and self.files.has(job.id, job.result_file)

    def forget_everything(self) -> None:
        """After a backup was restored: its jobs have other numbers, or none at all.

        Removes files of results and all ids that wait; what the table asks for is handed out again
        by the sweeper.
        """
        self.files.remove_all()
        if self.queue.is_made():
            self.queue.huey.flush()

    def remove_folder(self, job_id: int) -> None:
        self.files.remove(job_id)


def job_service() -> JobService:
    """The service of the running application; for views, commands and workers."""
    service: JobService = current_app.extensions["jobs"]
    return service
