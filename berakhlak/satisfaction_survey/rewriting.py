"""Each night rows of running surveys are written anew together, on PostgreSQL.

It keeps the number of the transaction that wrote a row, and rows lie in the order of their coming:
by either, a spent ticket would lie beside the answers that it let in, and what somebody said of
themselves beside what they answered. Afterwards all of them have one number and lie in the order of
their keys, which is that of chance. SQLite keeps no number, and its tables lie so from the first.
"""

from __future__ import annotations

from operator import itemgetter

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from berakhlak.engines import insert_rows, is_sqlite
from berakhlak.satisfaction_survey.boxes import SatisfactionBox
from berakhlak.satisfaction_survey.models import (
    SatisfactionSurvey,
    SpentSurveyForm,
    SpentSurveyTicket,
)

WRITTEN_TOGETHER = (
    (SatisfactionBox, ("id", "survey_id", "box")),
    (SpentSurveyForm, ("digest", "survey_id")),
    (SpentSurveyTicket, ("digest", "survey_id")),
)


def rewrite_answers(session: Session, agency_id: int) -> None:
    """Of an agency's surveys that are not closed. The caller commits.

    What comes meanwhile is left alone: only what was taken out, in one statement, is put back. Who
    closes meanwhile finds fewer boxes than were counted, and stops.
    """
    if is_sqlite(session):
        return
    running = select(SatisfactionSurvey.id).where(
        SatisfactionSurvey.agency_id == agency_id, SatisfactionSurvey.closed_on.is_(None)
    )
    for table, columns in WRITTEN_TOGETHER:
        taken = delete(table).where(table.survey_id.in_(running))
        found = session.execute(taken.returning(*(getattr(table, each) for each in columns)))
        insert_rows(session, table, columns, sorted(map(tuple, found), key=itemgetter(0)))
    session.expire_all()
