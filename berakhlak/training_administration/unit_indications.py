"""What published results say of units, for whoever decides on trainings.

The very rule of the reports on units, on figures that were frozen, suppressed and audited before
they were released: nothing is computed here that is not out. See docs/decisions/0230.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import IS_MAIN, IS_NO_PULSE, Cycle
from berakhlak.people.models import Unit
from berakhlak.profiles.access import RELEASED
from berakhlak.results.queries import results_source
from berakhlak.results.report import ResultsSource
from berakhlak.results.rules import (
    ComparedValue,
    compare_with_agency,
    is_figure_shown,
    outstanding_needs,
)
from berakhlak.results.tables import value_codes
from berakhlak.sealing.queries import result_stamp
from berakhlak.training.plans import PlaceRequest


@dataclass(frozen=True)
class UnitIndication:
    """`below_agency`: codes of values that stand out below the agency; None where all are withheld.

    `asked`: how many places officers of the unit asked for by name."""

    unit: str
    below_agency: list[str] | None = None
    asked: int = 0


@dataclass(frozen=True)
class Indications:
    """By unit, hints that decide nothing; and from which cycle, where one is published."""

    cycle: Cycle | None
    rows: Sequence[UnitIndication] = field(default=())


def indications_by_unit(
    session: Session, agency_id: int, asked: Sequence[PlaceRequest], timezone: str
) -> Indications:
    """Units about which there is something to say, or whose figures are withheld, by code."""
    cycle = _latest(session, agency_id)
    lower = [_kept_lower(session, each, timezone) for each in (cycle.both if cycle else ())]
    places = Counter(request.unit.id for request in asked)
    units = select(Unit.id, Unit.name).where(Unit.agency_id == agency_id).order_by(Unit.code)
    rows = [
        UnitIndication(unit, _codes_of(unit_id, lower), places[unit_id])
        for unit_id, unit in session.execute(units)
        if places[unit_id] or any(each.get(unit_id) for each in lower)
    ]
    return Indications(cycle, rows)


def _codes_of(unit_id: int, lower: Sequence[Mapping[int, list[str] | None]]) -> list[str] | None:
    told = [codes for each in lower if (codes := each.get(unit_id)) is not None]
    return [code for codes in told for code in codes] if told else None


def _latest(session: Session, agency_id: int) -> Cycle | None:
    """The results of a pulse are no one's but the officers': it is passed over."""
    ours = (Cycle.agency_id == agency_id, Cycle.state.in_(RELEASED))
    wanted = select(Cycle).where(*ours, IS_MAIN, IS_NO_PULSE)
    return session.scalars(wanted.order_by(Cycle.published_at.desc(), Cycle.id.desc())).first()


_KEPT: dict[tuple[int, str], Mapping[int, list[str] | None]] = {}
_MOST_KEPT = 8  # Cycles in a process: some agencies, with two instruments each.


def _kept_lower(session: Session, cycle: Cycle, timezone: str) -> Mapping[int, list[str] | None]:
    """As `_lower`. Results never change, and of thousands of units take a while to be read."""
    key = (cycle.id, result_stamp(session, cycle.id)[1])
    if key not in _KEPT:
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
        _KEPT[key] = _lower(results_source(session, cycle, timezone))
    return _KEPT[key]


def _lower(source: ResultsSource) -> Mapping[int, list[str] | None]:
    """By unit of today, what stands out below; None where no figure of the unit is shown."""
    found: dict[int, list[str] | None] = {}
    for unit in source.units:
        rows = compare_with_agency(unit.figures, source.whole, value_codes(source))
        if unit.unit_id is not None:
            found[unit.unit_id] = _codes(rows)
    return found


def _codes(rows: Sequence[ComparedValue]) -> list[str] | None:
    if not any(is_figure_shown(row.figure) for row in rows):
        return None
    return [row.code for row in outstanding_needs(rows)]
