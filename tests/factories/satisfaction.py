"""Satisfaction surveys with answers, at any point of their way."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from berakhlak.clock import utc_now
from berakhlak.cycles.keys import KeyStore
from berakhlak.formats import local_today
from berakhlak.people.models import Agency, Unit
from berakhlak.roles import Role
from berakhlak.satisfaction_administration.closing import close_survey, publish_survey
from berakhlak.satisfaction_administration.planning import PlannedAction, add_action
from berakhlak.satisfaction_survey.box_content import GivenAnswers, GivenCharacteristics
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.operations import SurveyPlan, open_survey, receive_answers
from berakhlak.statistics.told_satisfaction import survey_figures
from tests.factories.people import make_account, make_agency, make_unit

GOLDEN = (
    (3, 3, 3, 4, 3, 3, 4, 4, 3),
    (3, 4, 2, 4, 3, 3, 3, 4, 3),
    (4, 3, 3, 4, 4, 4, 4, 3, 3),
    (3, 3, 2, 3, 3, 3, 3, 4, 2),
    (4, 4, 3, 4, 4, 4, 4, 4, 4),
    (2, 3, 2, 4, 3, 3, 3, 3, 3),
    (3, 3, 3, 3, 3, 4, 4, 4, 3),
    (3, 2, 3, 4, 3, 3, 3, 4, 2),
    (4, 4, 4, 4, 4, 4, 4, 4, 4),
    (3, 3, 1, 4, 3, 3, 3, 2, 3),
)
"""Ten respondents, whose figures are computed by hand in tests/statistics/test_satisfaction."""
ONE = (2, 2, 2, 1)  # A man of 25 to 39 with secondary school, in the public service.


@dataclass
class Surveyed:
    """A survey of a unit, and HR of its agency."""

    survey: SatisfactionSurvey
    unit: Unit
    hr: Any
    keys: KeyStore

    @property
    def page(self) -> str:
        return f"/skm/{self.survey.id}"

    @property
    def address(self) -> str:
        return f"/s/{self.survey.code}"


def make_survey(
    session: Any,
    keys: KeyStore,
    *,
    services: Sequence[str] = ("KTP-el",),
    unit: Unit | None = None,
    **stated: Any,
) -> Surveyed:
    """A survey that began today and takes answers for a month."""
    if unit is None:
        unit = make_unit(session, make_agency(session), name="Dinas Dukcapil")
    hr = make_account(session, session.get_one(Agency, unit.agency_id), Role.HR)
    today = local_today()
    plan = SurveyPlan(services, today + timedelta(days=30), **stated)
    survey = open_survey(session, unit, plan, keys=keys, by=hr, at=utc_now(), today=today)
    session.commit()
    return Surveyed(survey, unit, hr, keys)


def give_answers(
    session: Any,
    made: Surveyed,
    answers: Sequence[Sequence[int]],
    *,
    services: Sequence[int] = (),
    said: Sequence[int] = ONE,
) -> None:
    """Answers of so many people, of these services in turn."""
    key = made.keys.key_of(made.survey)
    for place, each in enumerate(answers):
        service = services[place % len(services)] if services else 0
        receive_answers(
            session,
            made.survey,
            GivenAnswers(service, tuple(each)),
            GivenCharacteristics(tuple(said)),
            key=key,
            form_digest=secrets.token_bytes(32),
            today=local_today(),
        )
    session.commit()


def let_the_survey_pass(session: Any, made: Surveyed, days: int = 1) -> None:
    """Its last day was so many days ago."""
    made.survey.starts_on = local_today() - timedelta(days=days + 30)
    made.survey.last_day = local_today() - timedelta(days=days)
    session.commit()


def close(session: Any, made: Surveyed, today: date | None = None) -> None:
    """Count and erase."""
    close_survey(
        session,
        made.survey,
        keys=made.keys,
        by=made.hr,
        at=utc_now(),
        today=today or local_today(),
    )


def make_closed_survey(session: Any, keys: KeyStore, unit: Unit) -> Surveyed:
    """One with figures, as closing leaves it; nobody ever answered it."""
    made = make_survey(session, keys, unit=unit)
    answers = np.array(GOLDEN, np.uint8)
    figures = survey_figures(made.survey.services, np.zeros(len(answers), np.int64), answers)
    let_the_survey_pass(session, made)
    made.survey.closed_on, made.survey.figures_json = local_today(), figures.to_json()
    made.survey.erased_on = local_today()
    session.commit()
    keys.destroy(made.survey.key_name)
    return made


def plan_action(session: Any, made: Surveyed, element: int = 3) -> FollowUp:
    """One line of the plan."""
    planned = PlannedAction(element, "Menambah loket kedua", "2027", "Kepala seksi")
    add_action(session, made.survey, planned, by=made.hr, at=utc_now())
    session.commit()
    lines: list[FollowUp] = session.query(FollowUp).filter_by(survey_id=made.survey.id).all()
    return lines[-1]


def publish(session: Any, made: Surveyed) -> None:
    """With a plan of one line."""
    plan_action(session, made)
    publish_survey(
        session, made.survey, keys=made.keys, by=made.hr, at=utc_now(), today=local_today()
    )
