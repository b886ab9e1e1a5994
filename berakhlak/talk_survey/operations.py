"""Beginning a round, and answering in it. Nothing here records who answered, or when."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.engines import insert_unless_known
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.formats import long_date
from berakhlak.talk_survey.boxes import TalkAnswerBox
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.queries import Answers, may_be_asked_about, survey_of
from berakhlak.talk_survey.statements import STATEMENTS

SHORTEST, LONGEST = timedelta(days=30), timedelta(days=365)


class SurveyNotPossible(StateConflict):
    """Profiles are not out, or it is a pulse, or there is one already."""

    message = _(
        "Pendapat tentang percakapan hanya dapat diminta satu kali untuk satu siklus, sesudah "
        "profilnya terbit."
    )


class LastDayNotPossible(InvalidInput):
    """A term so short that hardly anybody could talk and answer in it, or endless."""


class SurveyOver(StateConflict):
    """It takes no more answers."""

    message = _("Waktu menjawab sudah lewat. Jawaban ini tidak disimpan.")


def start_survey(
    session: Session,
    cycle: Cycle,
    last_day: date,
    *,
    keys: KeyStore,
    by: Actor,
    at: datetime,
    today: date,
) -> TalkSurvey:
    """Ask officers of a published cycle about their talks, until a last day that nobody moves.

    Raises SurveyNotPossible, LastDayNotPossible, KeyNotMade.
    """
    is_out = cycle.state is CycleState.PUBLISHED and may_be_asked_about(cycle)
    if not is_out or survey_of(session, cycle.id) is not None:
        raise SurveyNotPossible
    first, last = today + SHORTEST, today + LONGEST
    if not first <= last_day <= last:
        span = {"first": long_date(first), "last": long_date(last)}
        raise LastDayNotPossible(_("Pilih hari dari %(first)s sampai %(last)s.", **span))
    name = secrets.token_hex(16)
    key = keys.create(name)
    row = {
        "cycle_id": cycle.id,
        "key_name": name,
        "key_fingerprint": key.fingerprint,
        "started_on": today,
        "last_day": last_day,
    }
    made = insert_unless_known(session, TalkSurvey, row).returning(TalkSurvey.cycle_id)
    if session.scalar(made) is None:  # Somebody else began meanwhile, with a key of their own.
        keys.destroy(name)
        raise SurveyNotPossible
    audit.record_act(session, Act.STARTED_TALK_SURVEY, cycle.id, by=by, at=at)
    return session.get_one(TalkSurvey, cycle.id)


def answer_survey(
    session: Session,
    survey: TalkSurvey,
    participant_id: int,
    answers: Answers,
    *,
    key: CycleKey,
    today: date,
) -> None:
    """Keep the answers of an officer, in the place of earlier ones. Raises SurveyOver."""
    assert len(answers) == len(STATEMENTS)
    handle = key.handle(participant_id)
    box = key.encrypt(bytes(answers), handle)
    row = {"handle": handle, "cycle_id": survey.cycle_id, "box": box}
    fresh = insert_unless_known(session, TalkAnswerBox, row).returning(TalkAnswerBox.handle)
    if session.scalar(fresh) is None:
        mine = update(TalkAnswerBox).where(TalkAnswerBox.handle == handle)
        session.execute(mine.values(box=box))
    # Only now: whoever ends the round waits for this lock, or we see that it is over.
    held = select(TalkSurvey.ended_on).where(TalkSurvey.cycle_id == survey.cycle_id)
    if today > survey.last_day or session.scalar(held.with_for_update(read=True)) is not None:
        raise SurveyOver
