"""Reading the frozen result of a cycle for its reports. No individual answer is within reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import ENDED, Cycle, CycleUnit, Participant
from berakhlak.cycles.queries import newest_round_first
from berakhlak.cycles.rater_groups import Relation
from berakhlak.engines import is_any_of
from berakhlak.people.models import Agency
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.change_parts import asked_of_citizens
from berakhlak.results.report import EarlierResults, ResultsSource, UnitSource
from berakhlak.results.synergy import Synergy, build_synergy, service_of_units
from berakhlak.sealing.models import OfficerResult
from berakhlak.sealing.queries import (
    ResultNotFound,
    load_cycle_figures,
    load_overall_figures,
    load_unit_figures,
    result_stamp,
)
from berakhlak.sealing.result_leaves import stored_root_code
from berakhlak.statistics.frozen_result import OfficerFigures, UnitFigures


def require_results(cycle: Cycle) -> datetime:
    """When the cycle was sealed; raises ResultNotFound before."""
    if cycle.state not in ENDED or cycle.sealed_at is None:
        raise ResultNotFound
    return cycle.sealed_at


def results_source(
    session: Session, cycle: Cycle, timezone: str, about: int | None = None
) -> ResultsSource:
    """Every fact behind the reports on a sealed cycle; raises ResultNotFound before sealing.

    `about`: the cycle unit whose report alone is wanted. Figures of others are then read only where
    that report needs them: of those directly below it, and the overall ones where it tells of a
    change. Without a change to tell, other units are not in the source.
    """
    sealed_at = require_results(cycle)
    rules_version, sha256 = result_stamp(session, cycle.id)
    earlier = _earlier(session, cycle)
    units = _units_near(session, cycle, about) if about and not earlier else _units(session, cycle)
    figures = _figures(session, cycle, units, about, is_compared=earlier is not None)
    return ResultsSource(
        cycle=cycle.name,
        agency=session.get_one(Agency, cycle.agency_id).name,
        opens_on=cycle.opens_on,
        closes_on=cycle.closes_on,
        sealed_on=_day(sealed_at, timezone),
        published_on=_day(cycle.published_at, timezone) if cycle.published_at else None,
        rules_version=rules_version,
        sha256=sha256,
        root=stored_root_code(session, cycle.id),
        instrument=cycle.instrument.content,
        policy=cycle.policy,
        whole=load_cycle_figures(session, cycle.id),
        units=tuple(
            UnitSource(
                id=unit.id,
                name=unit.name,
                figures=figures.get(unit.id, UnitFigures(values=())),
                unit_id=unit.unit_id,
                code=unit.code,
                parent_id=unit.parent_id,
            )
            for unit in units
        ),
        earlier=earlier,
        citizen_form=cycle.citizen_form,
        citizens=citizens_heard(session, cycle),
    )


def _units(session: Session, cycle: Cycle, *which: ColumnElement[bool]) -> Sequence[Any]:
    """Rows of the cycle's units, by code; of all, or those of which this is true."""
    names = ("id", "name", "unit_id", "code", "parent_id")
    columns = select(*(getattr(CycleUnit, name) for name in names))
    return session.execute(
        columns.where(CycleUnit.cycle_id == cycle.id, *which).order_by(CycleUnit.code)
    ).all()


def _units_near(session: Session, cycle: Cycle, about: int) -> Sequence[Any]:
    """Those that a report about one unit names: itself, those directly below it, and those whose
    figures are not in the ones of all below it."""
    own = load_unit_figures(session, cycle.id, {about}).get(about)
    left_out = own.subtree.left_out if own and own.subtree else ()
    is_near = or_(CycleUnit.id == about, CycleUnit.parent_id == about)
    return _units(session, cycle, or_(is_near, is_any_of(CycleUnit.code, left_out)))


def _figures(
    session: Session, cycle: Cycle, units: Iterable[Any], about: int | None, *, is_compared: bool
) -> dict[int, UnitFigures]:
    """By cycle unit id: all, or what a report about one unit needs."""
    if about is None:
        return load_unit_figures(session, cycle.id)
    figures = load_overall_figures(session, cycle.id) if is_compared else {}
    figures |= load_unit_figures(session, cycle.id, {about})
    if about in figures and figures[about].subtree is not None:
        below = {unit.id for unit in units if unit.parent_id == about}
        figures |= load_unit_figures(session, cycle.id, below)
    return figures


def synergy_of(session: Session, cycle: Cycle, own: ResultsSource, timezone: str) -> Synergy | None:
    """Both instruments and service side by side; None where the cycle asked one instrument.

    `own`: the facts of `cycle`, which is that of either instrument.
    """
    if len(cycle.both) == 1:
        return None
    main = cycle.both[0]
    first, second = (
        own if each is cycle else results_source(session, each, timezone) for each in cycle.both
    )
    earlier = earlier_cycle(session, main)
    return build_synergy(
        first,
        second,
        _service(session, main),
        _service(session, earlier) if earlier else {},
    )


def _service(session: Session, cycle: Cycle) -> dict[int, float | None]:
    rows = session.execute(
        select(CycleUnit.unit_id, OfficerResult.payload)
        .join(Participant, Participant.unit_id == CycleUnit.id)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(OfficerResult.cycle_id == cycle.id)
    )
    officers = [(unit, OfficerFigures.from_json(text)) for unit, text in rows]
    return service_of_units(officers, cycle.policy.min_officers_per_unit)


def _earlier(session: Session, cycle: Cycle) -> EarlierResults | None:
    found = earlier_cycle(session, cycle)
    if found is None:
        return None
    figures = load_overall_figures(session, found.id)
    return EarlierResults(
        cycle=found.name,
        instrument=found.instrument.content,
        policy=found.policy,
        rules_version=result_stamp(session, found.id)[0],
        citizens=citizens_heard(session, found),
        units={
            unit.unit_id: figures[unit.id] for unit in _units(session, found) if unit.id in figures
        },
    )


def citizens_heard(session: Session, cycle: Cycle) -> str:
    """How the answers of citizens came about that are in its figures; empty where none are."""
    heard = load_cycle_figures(session, cycle.id).n_sheets.get(Relation.CITIZEN, 0)
    return asked_of_citizens(cycle.citizen_form, cycle.policy) if heard else ""


def earlier_cycle(session: Session, cycle: Cycle) -> Cycle | None:
    """The agency's cycle before, as far as published before this one: what is published later
    changes no report that is already out."""
    before = select(Cycle).where(
        Cycle.agency_id == cycle.agency_id,
        Cycle.state.in_(RELEASED),
        Cycle.opens_on < cycle.opens_on,
    )
    if cycle.published_at is not None:
        before = before.where(Cycle.published_at < cycle.published_at)
    found: Cycle | None = session.scalar(before.order_by(*newest_round_first(cycle)).limit(1))
    return found


def _day(at: datetime, timezone: str) -> date:
    return at.astimezone(ZoneInfo(timezone)).date()
