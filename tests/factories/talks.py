"""Talks that both have confirmed, and rounds of questions about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from berakhlak.clock import utc_now
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleUnit, Participant
from berakhlak.development.models import DevelopmentTalk
from berakhlak.formats import local_today
from berakhlak.people.models import Unit
from berakhlak.statistics.talk_answers import TalkAnswer
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.operations import answer_survey, start_survey
from tests.factories.published import PublishedCycle

YES, PARTLY, NO = TalkAnswer.YES, TalkAnswer.PARTLY, TalkAnswer.NO
SOME = (YES, PARTLY, NO, YES, YES, NO, PARTLY, YES, NO)


def confirm_talks(session: Any, officers: Sequence[Participant], day: date | None = None) -> None:
    """Both say that the talk was held."""
    for officer in officers:
        session.add(
            DevelopmentTalk(
                participant_id=officer.id,
                held_on=day or local_today(),
                officer_confirmed=True,
                supervisor_confirmed=True,
            )
        )
    session.flush()


def start_round(
    session: Any, made: PublishedCycle, keys: KeyStore, *, days: int = 30
) -> TalkSurvey:
    """Ask the officers of a published cycle for so many days from today on."""
    today = local_today()
    last = today + timedelta(days=days)
    by, at = made.opened.hr, utc_now()
    return start_survey(session, made.cycle, last, keys=keys, by=by, at=at, today=today)


def give_answers(
    session: Any,
    survey: TalkSurvey,
    keys: KeyStore,
    answers: dict[int, tuple[TalkAnswer, ...]],
) -> None:
    """Answers by participant id, in the order given."""
    key, today = keys.key_of(survey), local_today()
    for who, said in answers.items():
        answer_survey(session, survey, who, said, key=key, today=today)


def move_into_unit(
    session: Any, made: PublishedCycle, name: str, seats: Sequence[Participant]
) -> CycleUnit:
    """A unit of the cycle, below that of everybody, with these officers, as opening froze it."""
    opened = made.opened
    unit = Unit(agency_id=opened.agency.id, code=name, name=name, parent_id=opened.unit.id)
    session.add(unit)
    session.flush()
    above = made.officers[0].unit_id
    frozen = CycleUnit(
        cycle_id=made.cycle.id, unit_id=unit.id, name=name, code=name, parent_id=above
    )
    session.add(frozen)
    session.flush()
    for seat in seats:
        seat.unit_id = frozen.id
    session.flush()
    return frozen


def let_the_term_pass(session: Any, survey: TalkSurvey) -> None:
    """The last day was yesterday."""
    survey.last_day = local_today() - timedelta(days=1)
    session.flush()
