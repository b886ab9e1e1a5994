"""Reading frozen results and released comments."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import IS_MAIN, IS_NO_PULSE, Cycle
from berakhlak.engines import is_any_of
from berakhlak.errors import NotFound
from berakhlak.sealing.models import CycleResult, UnitResult
from berakhlak.statistics.frozen_result import FIRST_RULES, CycleFigures, UnitFigures


class ResultNotFound(NotFound):
    """The cycle is not sealed, or the officer was not rated in it."""


def result_stamp(session: Session, cycle_id: int) -> tuple[str, str]:
    """Rules version and hash of the frozen result; raises ResultNotFound."""
    row = session.get(CycleResult, cycle_id)
    if row is None:
        raise ResultNotFound
    return row.rules_version, row.sha256


def load_cycle_figures(session: Session, cycle_id: int) -> CycleFigures:
    """Cycle-wide figures; raises ResultNotFound."""
    row = session.get(CycleResult, cycle_id)
    if row is None:
        raise ResultNotFound
    return CycleFigures.from_json(row.payload)


def has_unlinked_parts(result: CycleResult) -> bool:
    """Whether a cycle falls into parts that no rater links; rules version 1 did not ask."""
    if result.rules_version == FIRST_RULES:
        return False
    return (CycleFigures.from_json(result.payload).n_components or 1) > 1


def latest_variance_components(session: Session, agency_id: int) -> dict[str, Any] | None:
    """Variance components of the agency's last sealed cycle that has any; None without one."""
    rows = session.scalars(
        select(CycleResult)
        .join(Cycle, Cycle.id == CycleResult.cycle_id)
        .where(Cycle.agency_id == agency_id, CycleResult.rules_version != FIRST_RULES, IS_MAIN)
        .where(IS_NO_PULSE)
        .order_by(Cycle.opens_on.desc(), Cycle.id.desc())
    )
    return next(
        (found for row in rows if (found := CycleFigures.from_json(row.payload).components)), None
    )


def load_unit_figures(
    session: Session, cycle_id: int, some: Collection[int] | None = None
) -> dict[int, UnitFigures]:
    """Figures of the cycle's units, or of some of them, by cycle unit id."""
    wanted = select(UnitResult.cycle_unit_id, UnitResult.payload)
    wanted = wanted.where(UnitResult.cycle_id == cycle_id)
    if some is not None:
        wanted = wanted.where(is_any_of(UnitResult.cycle_unit_id, sorted(some)))
    return {unit: UnitFigures.from_json(text) for unit, text in session.execute(wanted)}


def load_overall_figures(session: Session, cycle_id: int) -> dict[int, UnitFigures]:
    """The same of all units with nothing but the figure over all values: reading all that results
    say of a unit takes five times as long."""
    every = select(UnitResult.cycle_unit_id, UnitResult.payload)
    rows = session.execute(every.where(UnitResult.cycle_id == cycle_id))
    return {unit: UnitFigures.overall_of(text) for unit, text in rows}
