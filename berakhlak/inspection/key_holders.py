"""How each cycle stands whose key is with holders: who, how many codes, each tested when."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.formats import short_date
from berakhlak.inspection.findings import InspectionFinding, good_finding, warning_finding
from berakhlak.key_holders.holders import KeyHolder, KeyHolders, holders_from


def inspect_key_holders(engine: Engine) -> Iterator[InspectionFinding]:
    """Of every open cycle that has holders; a code that was never typed back is told of."""
    held = (Cycle.holders_json.is_not(None), Cycle.state == CycleState.OPEN)
    columns = (Cycle.id, Cycle.name, Cycle.holders_json)
    with Session(engine) as session:
        rows = session.execute(select(*columns).where(*held).order_by(Cycle.id)).all()
    for row in rows:
        if holders := holders_from(row.holders_json):
            yield _finding(row.id, row.name, holders)


def _finding(number: int, name: str, holders: KeyHolders) -> InspectionFinding:
    subject = _("Siklus %(id)s (%(name)s)", id=number, name=name)
    words = _(
        "kunci pada pemegang kunci: %(needed)s dari %(all)s kode menutup siklus, satu di antaranya "
        "kode saksi. Diuji: %(tested)s",
        needed=holders.needed,
        all=len(holders.holders),
        tested="; ".join(_tested(each) for each in holders.holders),
    )
    if holders.is_complete:
        return good_finding(subject, words)
    lacking = ", ".join(each.name for each in holders.holders if not each.is_confirmed)
    remedy = _(
        "minta %(names)s mengetik kodenya: %(command)s",
        names=lacking,
        command=f"cycle holders test {number}",
    )
    return warning_finding(subject, words, remedy)


def _tested(holder: KeyHolder) -> str:
    if holder.is_confirmed and holder.tested_on:
        return f"{holder.name} {short_date(holder.tested_on)}"
    return str(_("%(name)s belum", name=holder.name))
