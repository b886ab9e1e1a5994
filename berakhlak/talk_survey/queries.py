"""Rounds of questions, and what was released of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import BoxDamaged, CycleKey
from berakhlak.cycles.models import Cycle
from berakhlak.statistics.talk_answers import TalkAnswer, TalkFigures
from berakhlak.talk_survey.boxes import TalkAnswerBox
from berakhlak.talk_survey.locking import UNANSWERED
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.statements import STATEMENTS

Answers = tuple[TalkAnswer, ...]


def survey_of(session: Session, cycle_id: int) -> TalkSurvey | None:
    """The round of a cycle; there is at most one."""
    return session.get(TalkSurvey, cycle_id)


def surveys_of(session: Session, cycle_ids: Collection[int]) -> Sequence[TalkSurvey]:
    """The rounds of several cycles."""
    wanted = select(TalkSurvey).where(TalkSurvey.cycle_id.in_(cycle_ids))
    return session.scalars(wanted).all()


def running_surveys(session: Session, agency_id: int) -> Sequence[TalkSurvey]:
    """Rounds of an agency that have not ended."""
    of_cycle = (TalkSurvey.cycle_id == Cycle.id, Cycle.agency_id == agency_id)
    return session.scalars(select(TalkSurvey).where(*of_cycle, TalkSurvey.ended_on.is_(None))).all()


def running_survey(session: Session, cycle_id: int, today: date) -> TalkSurvey | None:
    """The same, while it takes answers."""
    found = survey_of(session, cycle_id)
    return found if found is not None and found.takes_answers(today) else None


def released_figures(session: Session, cycle_id: int) -> TalkFigures | None:
    """What was released; None before, and where it was ended without figures."""
    text = session.scalar(select(TalkSurvey.figures_json).where(TalkSurvey.cycle_id == cycle_id))
    return None if text is None else TalkFigures.from_json(text)


def may_be_asked_about(cycle: Cycle) -> bool:
    """Of the results of two instruments only the first: one talk is not asked about twice."""
    return cycle.main is None and not cycle.is_pulse


def own_answers(session: Session, key: CycleKey, participant_id: int) -> Answers | None:
    """What this officer has answered so far. Raises BoxDamaged."""
    handle = key.handle(participant_id)
    box = session.scalar(select(TalkAnswerBox.box).where(TalkAnswerBox.handle == handle))
    return None if box is None else opened(key, handle, bytes(box))


def opened(key: CycleKey, handle: bytes, box: bytes) -> Answers | None:
    """What a box holds, None where nobody has answered. Raises BoxDamaged, also for what the form
    cannot say."""
    content = key.decrypt(box, handle)
    if content == UNANSWERED:
        return None
    if len(content) != len(STATEMENTS) or any(byte not in list(TalkAnswer) for byte in content):
        raise BoxDamaged
    return tuple(TalkAnswer(byte) for byte in content)
