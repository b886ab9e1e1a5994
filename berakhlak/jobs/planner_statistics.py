"""A worker keeps the database's knowledge of its own tables fresh: see docs/decisions/0189."""

from __future__ import annotations

from datetime import datetime

from berakhlak.engines import gather_statistics
from berakhlak.extensions import db
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.registry import JobKind

EVERY = 600.0  # Seconds: an import or an opening makes a small table a large one.


def keep_statistics_fresh(_at: datetime) -> None:
    """What SQLite guesses without them reads the forms of a cycle where it wants those of one."""
    gather_statistics(db.engine)


JOB_KINDS: tuple[JobKind, ...] = ()
PERIODIC_TASKS = (PeriodicTask("statistics", EVERY, keep_statistics_fresh),)
