"""Finding surveys, and how many have answered so far."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Subquery, func, select, update
from sqlalchemy.orm import Session

from berakhlak.errors import NotFound
from berakhlak.people.models import Unit
from berakhlak.people.scope import is_within
from berakhlak.permissions import Reach
from berakhlak.satisfaction_survey.boxes import SatisfactionBox
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.short_codes import new_short_code
from berakhlak.statistics.told_satisfaction import SurveyFigures

BOXES_OF_ONE = 2
STEP = 5  # Numbers of a survey that runs are told in steps of so many.


class SurveyNotFound(NotFound):
    """No survey has this number or code, or the role does not reach its unit."""


def survey_by_code(session: Session, code: str) -> SatisfactionSurvey:
    """The survey behind the letters of a poster. Raises SurveyNotFound."""
    found = session.scalar(select(SatisfactionSurvey).where(SatisfactionSurvey.code == code))
    if found is None:
        raise SurveyNotFound
    return found


def survey_within(session: Session, survey_id: int, reach: Reach) -> SatisfactionSurvey:
    """A survey of a unit that a role reaches. Raises SurveyNotFound."""
    found = session.scalar(
        select(SatisfactionSurvey).where(
            SatisfactionSurvey.id == survey_id,
            SatisfactionSurvey.agency_id == reach.agency_id,
            is_within(SatisfactionSurvey.unit_id, reach),
        )
    )
    if found is None:
        raise SurveyNotFound
    return found


def lock_survey(session: Session, survey: SatisfactionSurvey) -> None:
    """Hold its row until the transaction ends, and read it anew: what is asked next stays so."""
    mine = update(SatisfactionSurvey).where(SatisfactionSurvey.id == survey.id)
    session.execute(mine.values(least=SatisfactionSurvey.least))  # SQLite locks by writing alone.
    session.refresh(survey)


def surveys_of_unit(session: Session, unit_id: int) -> Sequence[SatisfactionSurvey]:
    """All of them, the newest first."""
    mine = select(SatisfactionSurvey).where(SatisfactionSurvey.unit_id == unit_id)
    newest = (SatisfactionSurvey.starts_on.desc(), SatisfactionSurvey.id.desc())
    return session.scalars(mine.order_by(*newest)).all()


def figures_of(survey: SatisfactionSurvey) -> SurveyFigures | None:
    """What was frozen; None before closing, and where it was ended without figures."""
    return None if survey.figures_json is None else SurveyFigures.from_json(survey.figures_json)


def count_boxes(session: Session, survey: SatisfactionSurvey) -> int:
    """How many boxes a survey has: two of each respondent."""
    mine = select(func.count()).where(SatisfactionBox.survey_id == survey.id)
    return session.scalar(mine) or 0


def respondents_so_far(session: Session, survey: SatisfactionSurvey) -> int:
    """As HR reads it while the survey runs: rounded down, so that nobody sees one come."""
    return count_boxes(session, survey) // BOXES_OF_ONE // STEP * STEP


def survey_names() -> Subquery:
    """Columns id, unit_id, agency_id and name (of the unit) of every survey, to be joined."""
    columns = (SatisfactionSurvey.id, SatisfactionSurvey.unit_id, SatisfactionSurvey.agency_id)
    named = select(*columns, Unit.name).join(Unit, Unit.id == SatisfactionSurvey.unit_id)
    return named.subquery("survey_name")


def plan_of(session: Session, survey: SatisfactionSurvey) -> Sequence[FollowUp]:
    """Its plan of action, by element."""
    mine = select(FollowUp).where(FollowUp.survey_id == survey.id)
    return session.scalars(mine.order_by(FollowUp.element, FollowUp.id)).all()


def free_code(session: Session) -> str:
    """Letters that no survey has."""
    while True:
        code = new_short_code()
        taken = select(SatisfactionSurvey.id).where(SatisfactionSurvey.code == code)
        if session.scalar(taken) is None:
            return code
