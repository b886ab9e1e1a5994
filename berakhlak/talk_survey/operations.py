"""Beginning a round, and answering in it. Nothing here records who answered, or when."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.engines import insert_unless_known
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.formats import long_date
from berakhlak.talk_survey.locking import hold_round, lay_boxes, write_box
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
    survey = session.get_one(TalkSurvey, cycle.id)
    lay_boxes(session, survey, key)
    return survey


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
    # Whoever ends the round waits for this lock, or we see that it is over.
    if not hold_round(session, survey) or today > survey.last_day:
        raise SurveyOver
    write_box(session, survey, key, key.handle(participant_id), bytes(answers))
