"""Open cycles that have no partitions of their own on PostgreSQL; see docs/decisions/0245."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.partitions import cycles_without_partitions
from berakhlak.inspection.findings import InspectionFinding, warning_finding


def inspect_partitions(engine: Engine) -> Iterator[InspectionFinding]:
    """Of each cycle that an older version opened, or while others held the tables for long:
    nothing is lost, but rows that are erased with it lie among those of others like it."""
    with Session(engine) as session:
        numbers = cycles_without_partitions(session.connection())
        wanted = select(Cycle.id, Cycle.name).where(Cycle.id.in_(numbers)).order_by(Cycle.id)
        rows = session.execute(wanted).all() if numbers else []
    for row in rows:
        yield warning_finding(
            _("Siklus %(id)s (%(name)s)", id=row.id, name=row.name),
            _("tidak punya partisi sendiri; saat ditutup, penilai siklus lain dapat menunggu"),
            _("tutup siklus ini di luar jam kerja"),
        )
