"""Each night rows of running surveys are written anew together, on PostgreSQL.

It keeps the number of the transaction that wrote a row: by that, a spent ticket would lie beside
the answers that it let in, and what somebody said of themselves beside what they answered.
Afterwards all of a survey's rows have one number. SQLite keeps none.
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.engines import is_sqlite
from berakhlak.satisfaction_survey.boxes import SatisfactionBox
from berakhlak.satisfaction_survey.models import (
    SatisfactionSurvey,
    SpentSurveyForm,
    SpentSurveyTicket,
)

WRITTEN_TOGETHER = (SatisfactionBox, SpentSurveyForm, SpentSurveyTicket)


def rewrite_answers(session: Session, agency_id: int) -> None:
    """Of an agency's surveys that are not closed. The caller commits."""
    if is_sqlite(session):
        return
    running = select(SatisfactionSurvey.id).where(
        SatisfactionSurvey.agency_id == agency_id, SatisfactionSurvey.closed_on.is_(None)
    )
    for table in WRITTEN_TOGETHER:
        mine = update(table).where(table.survey_id.in_(running))
        session.execute(
            mine.values(survey_id=table.survey_id),
            execution_options={"synchronize_session": False},
        )
