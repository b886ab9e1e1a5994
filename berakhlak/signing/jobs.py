"""What workers of each host do again and again about issued files."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from berakhlak.extensions import db
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.registry import JobKind
from berakhlak.signing.issued_files import issued_files_of

EVERY = 900.0  # Seconds that another host's folder keeps a file of deleted results at most.


def clear_folder(_at: datetime) -> None:
    """Results are deleted, and documents withdrawn, at one host alone."""
    issued_files_of(current_app.config["BERAKHLAK"]).clear_folder_of_host(db.session())
    db.session.rollback()


JOB_KINDS: tuple[JobKind, ...] = ()
PERIODIC_TASKS = (PeriodicTask("issued files", EVERY, clear_folder),)
