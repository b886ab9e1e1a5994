"""Backups that updates made: which there are, and which ought to be gone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from berakhlak.backups.before_migrating import kept_backups, stale_backups
from berakhlak.inspection.findings import InspectionFinding, good_finding, problem_finding

SUBJECT = lazy_gettext("Cadangan pemutakhiran")


def inspect_upgrade_backups(engine: Engine, folder: Path, now: datetime) -> InspectionFinding:
    """Whether one lies there that still holds what has been erased since."""
    with Session(engine) as session:
        stale = list(stale_backups(folder, session, now))
    if stale:
        words = _("%(path)s masih memuat yang sudah dihapus", path=stale[0])
        return problem_finding(SUBJECT, words, f"rm -r {stale[0]}")
    kept = kept_backups(folder)
    if not kept:
        return good_finding(SUBJECT, _("tidak ada"))
    words = _("%(path)s; dihapus sendiri saat siklus ditutup", path=kept[-1])
    return good_finding(SUBJECT, words)
