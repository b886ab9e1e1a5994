"""Frozen results against the root that was recorded when they were sealed."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.inspection.findings import InspectionFinding, good_finding, problem_finding
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.result_leaves import RootStatus, root_status

SUBJECT = lazy_gettext("Hasil siklus")


def inspect_results(engine: Engine) -> Iterator[InspectionFinding]:
    """Whether every result of every sealed cycle is the one that closing fixed."""
    with Session(engine) as session:
        cycles = session.scalars(
            select(Cycle).join(CycleResult, CycleResult.cycle_id == Cycle.id).order_by(Cycle.id)
        ).all()
        found = [(cycle.id, cycle.name, root_status(session, cycle)) for cycle in cycles]
    for number, name, state in found:
        if state is RootStatus.BROKEN:
            yield problem_finding(
                _("Siklus %(id)s (%(name)s)", id=number, name=name),
                _("hasil tersimpan tidak sama dengan yang dikunci saat ditutup"),
                _(
                    "jangan terbitkan; bandingkan dengan Berita Acara Penutupan dan pulihkan "
                    "(restore)"
                ),
            )
    states = [state for _number, _name, state in found]
    if held := states.count(RootStatus.HOLDS):
        words = ngettext(
            "%(num)s siklus cocok dengan kode keaslian hasil saat ditutup",
            "%(num)s siklus cocok dengan kode keaslian hasil saat ditutup",
            held,
        )
        yield good_finding(SUBJECT, words)
    if old := states.count(RootStatus.NONE):
        words = ngettext(
            "%(num)s siklus ditutup oleh versi lama, sebelum ada kode keaslian",
            "%(num)s siklus ditutup oleh versi lama, sebelum ada kode keaslian",
            old,
        )
        yield good_finding(SUBJECT, words)
