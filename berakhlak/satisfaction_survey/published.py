"""What is open to everybody: surveys that are closed, attacked and published, and nothing else.

Publishing (`satisfaction_administration.closing`) attacks the figures before it sets the day, so
that no row with a day has figures that were not. Nothing here names an officer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.queries import plan_of
from berakhlak.statistics.satisfaction_index import Grade
from berakhlak.statistics.told_satisfaction import Bound, SurveyFigures


@dataclass(frozen=True, kw_only=True)
class PublishedIndex:
    """One published survey. `ikm`: 25 to 100 at two places, with its 95 % interval `low`..`high`;
    `element_means`: NRR of U1 to U9, 1 to 4; `element_bounds`: what each of them stands for;
    `plan`: of action, as the unit wrote it, by element."""

    survey_id: int
    unit_id: int
    starts_on: date
    ends_on: date
    published_on: date
    respondents: int
    ikm: float
    low: float
    high: float
    grade: Grade
    element_means: tuple[float, ...]
    element_bounds: tuple[Bound, ...]
    plan: tuple[FollowUp, ...]


def published_indices(session: Session, agency_id: int) -> Sequence[PublishedIndex]:
    """Of all units of an agency, by unit and period, the oldest first."""
    rows = session.scalars(_published().where(SatisfactionSurvey.agency_id == agency_id))
    return [each for row in rows if (each := _told(session, row)) is not None]


def published_of_unit(session: Session, unit_id: int) -> Sequence[PublishedIndex]:
    """The same of one unit."""
    rows = session.scalars(_published().where(SatisfactionSurvey.unit_id == unit_id))
    return [each for row in rows if (each := _told(session, row)) is not None]


def _published() -> Select[SatisfactionSurvey]:
    return (
        select(SatisfactionSurvey)
        .where(
            SatisfactionSurvey.published_on.is_not(None),
            SatisfactionSurvey.erased_on.is_not(None),
            SatisfactionSurvey.figures_json.is_not(None),
        )
        .order_by(SatisfactionSurvey.unit_id, SatisfactionSurvey.starts_on, SatisfactionSurvey.id)
    )


def _told(session: Session, survey: SatisfactionSurvey) -> PublishedIndex | None:
    """None where too few answered."""
    whole = SurveyFigures.from_json(survey.figures_json or "{}").whole
    if whole is None or survey.published_on is None:
        return None
    return PublishedIndex(
        survey_id=survey.id,
        unit_id=survey.unit_id,
        starts_on=survey.starts_on,
        ends_on=survey.last_day,
        published_on=survey.published_on,
        respondents=whole.respondents,
        ikm=whole.ikm,
        low=whole.low,
        high=whole.high,
        grade=whole.grade,
        element_means=whole.means,
        element_bounds=tuple(each.bound for each in whole.elements),
        plan=tuple(plan_of(session, survey)),
    )
