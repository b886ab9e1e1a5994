"""Pages of a cycle as HR of some units sees them: how far these are, whom to remind, counters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.cycle_administration.coarse_progress import DatedProgress
from berakhlak.cycle_administration.confirmation import cycle_row_today
from berakhlak.cycle_administration.cycle_list import split_archived
from berakhlak.cycle_administration.unit_progress import PartOfProgress, progress_within
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import BEFORE_OPENING, Cycle
from berakhlak.cycles.scope import cycle_units_of, cycles_within
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Reach
from berakhlak.web.pages import render_page

FEW = 10  # Late raters beside other things; the rest has a page of its own.


@dataclass(frozen=True)
class UnitCycleRow:
    """A cycle, and how far the units of the reader are in it."""

    cycle: Cycle
    progress: PartOfProgress | None


def unit_cycle_rows(session: Session, cycles: Sequence[Cycle], reach: Reach) -> list[UnitCycleRow]:
    """Cycles that cover any of these units, in their order."""
    today, keys = local_today(), key_store()
    return [
        UnitCycleRow(cycle, progress_within(session, cycle, reach, keys=keys, today=today))
        for cycle in cycles
    ]


def unit_cycles_page(reach: Reach, *, of_archive: bool) -> tuple[str, int]:
    """All of them, or those in the archive."""
    session = db.session()
    listed, archived = split_archived(cycles_within(session, reach))
    return render_page(
        "cycle_administration/unit_cycles.html",
        rows=unit_cycle_rows(session, archived if of_archive else listed, reach),
        of_archive=of_archive,
        n_archived=len(archived),
    )


def unit_cycle_page(cycle: Cycle, reach: Reach) -> tuple[str, int]:
    """One of them."""
    session = db.session()
    return render_page(
        "cycle_administration/unit_cycle.html",
        cycle=cycle,
        units=cycle_units_of(session, cycle, reach),
        progress=late_progress(cycle, reach),
        few=FEW,
        is_before=cycle.state in BEFORE_OPENING,
    )


def late_progress(cycle: Cycle, reach: Reach) -> DatedProgress | PartOfProgress | None:
    """Of an open cycle, what the reader may see today: all of it, or what is about their units."""
    if reach.is_whole:
        return cycle_row_today(cycle).progress_today
    return progress_within(db.session(), cycle, reach, keys=key_store(), today=local_today())
