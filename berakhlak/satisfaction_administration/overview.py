"""Which units have run their survey this year: PermenPANRB 14/2017 wants one at least."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Unit
from berakhlak.people.scope import units_within
from berakhlak.permissions import Reach
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.satisfaction_survey.queries import figures_of
from berakhlak.statistics.told_satisfaction import ToldIndex

PER_PAGE = 50


class SurveyState(StrEnum):
    """Where a unit's survey of the year stands."""

    NONE = "none"
    RUNNING = "running"
    OVER = "over"  # The last day is past, and nobody has closed it.
    CLOSED = "closed"
    PUBLISHED = "published"


@dataclass(frozen=True)
class UnitSurvey:
    """A unit, and its newest survey of the year; `whole`: its figures, where there are any."""

    unit: Unit
    survey: SatisfactionSurvey | None
    state: SurveyState
    whole: ToldIndex | None


@dataclass(frozen=True)
class YearCount:
    """Of how many units, how many have closed a survey in a year."""

    done: int
    units: int


def state_of(survey: SatisfactionSurvey | None, today: date) -> SurveyState:
    if survey is None:
        return SurveyState.NONE
    if survey.published_on is not None:
        return SurveyState.PUBLISHED
    if survey.closed_on is not None:
        return SurveyState.CLOSED
    return SurveyState.OVER if today > survey.last_day else SurveyState.RUNNING


def units_of_year(session: Session, reach: Reach, today: date, page: int) -> Pagination:
    """A page of the units that a role reaches, by name, with their newest survey of this year."""

    def _row(unit: Unit, survey: SatisfactionSurvey | None) -> UnitSurvey:
        figures = figures_of(survey) if survey else None
        whole = figures.whole if figures else None
        return UnitSurvey(unit, survey, state_of(survey, today), whole)

    newest = _newest(today.year).subquery()
    wanted = (
        select(Unit, SatisfactionSurvey)
        .outerjoin(newest, newest.c.unit_id == Unit.id)
        .outerjoin(SatisfactionSurvey, SatisfactionSurvey.id == newest.c.survey_id)
        .where(Unit.id.in_(units_within(reach)))
        .order_by(Unit.name, Unit.id)
    )
    return paginate_rows(session, wanted, page, PER_PAGE, _row)


def count_of_year(session: Session, reach: Reach, year: int) -> YearCount:
    """Closed ones with figures count; those that were ended without do not."""
    mine = units_within(reach)
    units = session.scalar(select(func.count()).where(Unit.id.in_(mine))) or 0
    done = select(func.count(func.distinct(SatisfactionSurvey.unit_id))).where(
        SatisfactionSurvey.unit_id.in_(mine),
        SatisfactionSurvey.figures_json.is_not(None),
        _in_year(year),
    )
    return YearCount(session.scalar(done) or 0, units)


def _newest(year: int) -> Select[int, int]:
    """Those that were ended without figures are passed over."""
    last = func.max(SatisfactionSurvey.id).label("survey_id")
    kept = or_(SatisfactionSurvey.closed_on.is_(None), SatisfactionSurvey.figures_json.is_not(None))
    return (
        select(SatisfactionSurvey.unit_id, last)
        .where(kept, _in_year(year))
        .group_by(SatisfactionSurvey.unit_id)
    )


def _in_year(year: int) -> ColumnElement[bool]:
    return SatisfactionSurvey.last_day.between(date(year, 1, 1), date(year, 12, 31))
