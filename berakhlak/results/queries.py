"""Reading the frozen result of a cycle for its reports. No individual answer is within reach."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from berakhlak.cycles.models import ENDED, Cycle
from berakhlak.cycles.queries import units_of
from berakhlak.people.models import Agency
from berakhlak.results.report import ResultsSource, UnitSource
from berakhlak.sealing.queries import (
    ResultNotFound,
    load_cycle_figures,
    load_unit_figures,
    result_stamp,
)
from berakhlak.sealing.result_leaves import stored_root_code
from berakhlak.statistics.frozen_result import UnitFigures


def results_source(session: Session, cycle: Cycle, timezone: str) -> ResultsSource:
    """Every fact behind the reports on a sealed cycle; raises ResultNotFound before sealing."""
    if cycle.state not in ENDED or cycle.sealed_at is None:
        raise ResultNotFound
    rules_version, sha256 = result_stamp(session, cycle.id)
    figures = load_unit_figures(session, cycle.id)
    return ResultsSource(
        cycle=cycle.name,
        agency=session.get_one(Agency, cycle.agency_id).name,
        opens_on=cycle.opens_on,
        closes_on=cycle.closes_on,
        sealed_on=_day(cycle.sealed_at, timezone),
        published_on=_day(cycle.published_at, timezone) if cycle.published_at else None,
        rules_version=rules_version,
        sha256=sha256,
        root=stored_root_code(session, cycle.id),
        instrument=cycle.instrument.content,
        policy=cycle.policy,
        whole=load_cycle_figures(session, cycle.id),
        units=tuple(
            UnitSource(
                id=unit.id, name=unit.name, figures=figures.get(unit.id, UnitFigures(values=()))
            )
            for unit in units_of(session, cycle)
        ),
    )


def _day(at: datetime, timezone: str) -> date:
    return at.astimezone(ZoneInfo(timezone)).date()
