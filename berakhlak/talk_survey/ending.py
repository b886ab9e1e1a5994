"""The one moment when answers meet their units, in memory: counted, erased, the key destroyed.

Three steps in order, so that it can be killed anywhere and called again: the figures are stored and
the answers deleted in one commit; old pages are erased; the key goes. While the key file exists,
the last two are still owed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import numpy as np
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.counted_boxes import erase_counted_pages, open_boxes
from berakhlak.cycles.keys import CycleKey, KeyStore, KeyUnusable
from berakhlak.cycles.models import CycleUnit, Participant
from berakhlak.engines import rows_changed
from berakhlak.errors import StateConflict
from berakhlak.formats import full_date
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note
from berakhlak.statistics.talk_answers import TalkFigures, talk_figures
from berakhlak.talk_survey.boxes import TalkAnswerBox
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.queries import Answers, opened
from berakhlak.talk_survey.statements import STATEMENTS

TABLES = (TalkAnswerBox.__tablename__,)


class SurveyStillRuns(StateConflict):
    """Officers were promised time until the last day."""

    def __init__(self, last_day: date) -> None:
        super().__init__(_("Pegawai masih dapat menjawab sampai %(day)s.", day=full_date(last_day)))


class SurveyEnded(StateConflict):
    """It was released, or ended without figures."""

    message = _("Jawaban tentang percakapan sudah dihitung, atau pengumpulannya sudah diakhiri.")


class KeyIsThere(StateConflict):
    """Nobody throws away answers that can be counted."""

    message = _("Kuncinya ada, jadi jawaban dapat dihitung. Terbitkan angkanya.")


def compute_figures(
    session: Session, survey: TalkSurvey, key: CycleKey, talks: Mapping[int, int]
) -> TalkFigures:
    """Open every box in memory and count by the unit of the cycle; boxes that do not open, or that
    belong to nobody of the cycle, are left out and their number told.

    `talks`: how many were asked, by id of the unit.
    """
    units = session.execute(
        select(CycleUnit.id, CycleUnit.name)
        .where(CycleUnit.cycle_id == survey.cycle_id)
        .order_by(CycleUnit.name, CycleUnit.id)
    ).all()
    place = {unit_id: number for number, (unit_id, _name) in enumerate(units)}
    found, left_out = _by_participant(session, survey, key)
    unit = np.array([place[unit_id] for unit_id, _answers in found], np.int64)
    answers = np.array([answers for _unit, answers in found], np.uint8)
    shape = (len(found), len(STATEMENTS))
    asked = [talks.get(unit_id, 0) for unit_id, _name in units]
    figures = talk_figures([name for _id, name in units], asked, unit, answers.reshape(shape))
    return replace(figures, left_out=left_out)


def release_survey(
    session: Session,
    survey: TalkSurvey,
    figures: TalkFigures | None,
    *,
    by: Actor,
    at: datetime,
    today: date,
) -> None:
    """Store the figures, once for ever, and delete the answers. The caller commits.

    None: it is ended without any. Raises SurveyStillRuns, SurveyEnded.
    """
    if today <= survey.last_day:
        raise SurveyStillRuns(survey.last_day)
    text = None if figures is None else figures.to_json()
    mine = (TalkSurvey.cycle_id == survey.cycle_id, TalkSurvey.ended_on.is_(None))
    change = update(TalkSurvey).where(*mine).values(ended_on=today, figures_json=text)
    if not rows_changed(session, change):
        raise SurveyEnded
    session.execute(delete(TalkAnswerBox).where(TalkAnswerBox.cycle_id == survey.cycle_id))
    act = Act.ENDED_TALK_SURVEY if figures is None else Act.RELEASED_TALK_SURVEY
    audit.record_act(session, act, survey.cycle_id, by=by, at=at)
    session.flush()


def end_without_figures(
    session: Session,
    survey: TalkSurvey,
    *,
    keys: KeyStore,
    by: Actor,
    at: datetime,
    today: date,
) -> None:
    """Where the key is lost, nobody opens the answers any more: delete them. The caller commits.

    Raises KeyIsThere, SurveyStillRuns, SurveyEnded.
    """
    try:
        keys.key_of(survey)
    except KeyUnusable:
        release_survey(session, survey, None, by=by, at=at, today=today)
    else:
        raise KeyIsThere


def is_erasing_owed(survey: TalkSurvey, keys: KeyStore) -> bool:
    """Whether it has ended and its key is still there."""
    return survey.ended_on is not None and keys.exists(survey.key_name)


def forget_answers(session: Session, survey: TalkSurvey, *, keys: KeyStore, by: Actor) -> None:
    """After the release and its commit: erase old pages, then the key. May be called again.

    Raises AnswersStillRead.
    """
    name, cycle_id = survey.key_name, survey.cycle_id
    assert survey.ended_on is not None
    erase_counted_pages(session, TABLES)
    if keys.exists(name):
        keys.destroy(name)
        note(Event.KEY_DESTROYED, by=by, object=cycle_id)


def _by_participant(
    session: Session, survey: TalkSurvey, key: CycleKey
) -> tuple[list[tuple[int, Answers]], int]:
    """(Unit of the cycle, answers) of everybody whose box opens, in no order of people; and how
    many were left out."""
    seats = select(Participant.id, Participant.unit_id).where(
        Participant.cycle_id == survey.cycle_id, Participant.unit_id.is_not(None)
    )
    unit_of = {key.handle(seat): unit for seat, unit in session.execute(seats)}
    stored = select(TalkAnswerBox.handle, TalkAnswerBox.box)
    mine = session.execute(stored.where(TalkAnswerBox.cycle_id == survey.cycle_id))
    boxes = open_boxes(mine, lambda handle, box: opened(key, handle, box))
    answered = [(unit_of.get(handle), each) for handle, each in boxes.contents if each is not None]
    found = [(unit, answers) for unit, answers in answered if unit is not None]
    return found, boxes.damaged + len(answered) - len(found)
