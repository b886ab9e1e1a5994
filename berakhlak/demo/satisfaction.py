"""Two satisfaction surveys of the demonstration: one that is out, and one that takes answers."""

from __future__ import annotations

import random
import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.cycles.keys import KeyStore
from berakhlak.people.models import Agency, Unit
from berakhlak.satisfaction_administration.closing import close_survey, publish_survey
from berakhlak.satisfaction_administration.planning import PlannedAction, add_action
from berakhlak.satisfaction_survey.box_content import GivenAnswers, GivenCharacteristics
from berakhlak.satisfaction_survey.models import SatisfactionSurvey
from berakhlak.satisfaction_survey.operations import SurveyPlan, open_survey, receive_answers
from berakhlak.satisfaction_survey.respondents import CHARACTERISTICS

SERVING = "Bidang Pelayanan"
SERVICES = ("KTP-el", "Kartu keluarga", "Akta kelahiran")
LIKED = (3.3, 3.2, 2.7, 3.8, 3.3, 3.4, 3.5, 3.0, 3.1)
"""About what people say of each element."""
PLAN = (
    PlannedAction(3, "Membuka satu loket lagi pada pukul 8 sampai 10", "triwulan I", "Kepala UPT"),
    PlannedAction(8, "Menempel alur pengaduan di setiap loket", "dua bulan", "Kasubbag Umum"),
)


def run_surveys(session: Session, agency: Agency, *, keys: KeyStore, at: datetime) -> None:
    """In the unit of the agency that has counters; commits."""
    mine = (Unit.agency_id == agency.id, Unit.name.startswith(SERVING))
    unit = session.scalars(select(Unit).where(*mine).order_by(Unit.code)).first()
    if unit is None:
        return
    chance, today = random.Random(14), clock.day_of(at, "Asia/Jakarta")
    began = today - timedelta(days=60)
    past = _opened(session, unit, began, began + timedelta(days=30), keys, at)
    _answer(session, past, 64, keys, began, chance)
    session.commit()
    closed = at - timedelta(days=25)
    day = clock.day_of(closed, "Asia/Jakarta")
    close_survey(session, past, keys=keys, by=None, at=closed, today=day)
    for line in PLAN:
        add_action(session, past, line, by=None, at=closed)
    publish_survey(session, past, keys=keys, by=None, at=closed, today=day)
    running = _opened(session, unit, today, today + timedelta(days=30), keys, at)
    _answer(session, running, 12, keys, today, chance)
    session.commit()


def _opened(
    session: Session, unit: Unit, first: date, last: date, keys: KeyStore, at: datetime
) -> SatisfactionSurvey:
    plan = SurveyPlan(SERVICES, last, population=900)
    return open_survey(session, unit, plan, keys=keys, by=None, at=at, today=first)


def _answer(
    session: Session,
    survey: SatisfactionSurvey,
    number: int,
    keys: KeyStore,
    day: date,
    chance: random.Random,
) -> None:
    key = keys.key_of(survey)
    for _person in range(number):
        mood = chance.gauss(0, 0.4)
        said = tuple(min(4, max(1, round(chance.gauss(each + mood, 0.5)))) for each in LIKED)
        about = tuple(chance.randint(0, len(each.values)) for each in CHARACTERISTICS)
        receive_answers(
            session,
            survey,
            GivenAnswers(chance.randrange(len(SERVICES)), said),
            GivenCharacteristics(about),
            key=key,
            form_digest=secrets.token_bytes(32),
            today=day,
        )
