"""A worker counts raters of large cycles anew, where anything changed since."""

from __future__ import annotations

from datetime import datetime

from berakhlak.cycle_administration.kept_coverage import cycles_to_count, keep_coverage
from berakhlak.extensions import db
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.registry import JobKind

EVERY = 30.0  # Seconds; counting rests for longer where it takes long.


def keep_all_coverage(at: datetime) -> None:
    """Each cycle in a transaction of its own: nobody waits until all are counted."""
    session = db.session()
    for cycle in cycles_to_count(session):
        if keep_coverage(session, cycle, at=at):
            session.commit()


JOB_KINDS: tuple[JobKind, ...] = ()
PERIODIC_TASKS = (PeriodicTask("coverage", EVERY, keep_all_coverage),)
