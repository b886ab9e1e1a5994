"""What the officer does to the steps, and the two to their talk. Nothing of it is audited: 0182."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from flask_babel import lazy_gettext as _
from sqlalchemy import update
from sqlalchemy.orm import Session

from berakhlak.development.models import (
    MOST_STEPS,
    CheckInAnswer,
    DevelopmentCheckIn,
    DevelopmentStep,
    DevelopmentTalk,
    LearningWay,
    StepState,
    TalkState,
)
from berakhlak.development.queries import Plan
from berakhlak.engines import insert_unless_known
from berakhlak.errors import InvalidInput, NotFound, StateConflict
from berakhlak.formats import local_day, long_date


class StepsAreTheOfficers(NotFound):
    """The supervisor reads the steps; who takes them writes them."""

    message = _("Langkah hanya dapat diubah oleh pegawainya sendiri.")


class TooManySteps(StateConflict):
    """As many steps as one can keep up are chosen already."""

    message = _("Sudah ada tiga langkah. Selesaikan atau lepaskan satu sebelum memilih yang lain.")


class DayNotPossible(InvalidInput):
    """A plan lies ahead, and what was held is over."""


class TalkStands(StateConflict):
    """Both have confirmed the talk."""

    message = _("Percakapan ini sudah dikonfirmasi oleh kedua pihak dan tidak dapat diubah.")


class TalkNotHeld(StateConflict):
    """There is nothing to confirm."""

    message = _(
        "Percakapan ini belum dicatat, atau harinya sudah berubah. Muat ulang halaman dan lihat "
        "harinya."
    )


class NothingToAnswer(StateConflict):
    """No look at this step is due."""

    message = _("Langkah ini belum waktunya ditinjau, atau sudah berakhir.")


class StepContent(TypedDict):
    """What the officer writes about a step."""

    behaviour: str
    situation: str
    intention: str
    way: LearningWay
    due_on: date
    evidence: str


def choose_step(
    session: Session, plan: Plan, content: StepContent, *, today: date
) -> DevelopmentStep:
    """Add a step. Raises StepsAreTheOfficers, TooManySteps, DayNotPossible."""
    _require_own(plan)
    if len(plan.chosen) >= MOST_STEPS:
        raise TooManySteps
    _check(content, today)
    step = DevelopmentStep(participant_id=plan.participant.id, chosen_on=today, **content)
    session.add(step)
    session.flush()
    return step


def change_step(
    plan: Plan,
    step: DevelopmentStep,
    content: StepContent,
    *,
    today: date,
) -> None:
    """Word a step anew; its day may stay in the past. Raises as `choose_step`."""
    _require_own(plan)
    _check(content, min(today, step.due_on))
    for name, value in content.items():
        setattr(step, name, value)


def end_step(plan: Plan, step: DevelopmentStep, state: StepState) -> None:
    """Finish or drop a step, or take it up again. Raises StepsAreTheOfficers, TooManySteps."""
    _require_own(plan)
    takes_up = state is StepState.CHOSEN and step.state is not StepState.CHOSEN
    if takes_up and len(plan.chosen) >= MOST_STEPS:
        raise TooManySteps
    step.state = state


def answer_check_in(
    session: Session,
    plan: Plan,
    step: DevelopmentStep,
    mark: int,
    answer: CheckInAnswer,
    *,
    today: date,
) -> None:
    """Say how far a step is; another answer to the same look takes the place of the first.

    Raises StepsAreTheOfficers, NothingToAnswer.
    """
    _require_own(plan)
    known = next((each for each in step.check_ins if each.mark == mark), None)
    is_answered = known is not None and known.answer is not None
    if not is_answered and plan.due_mark(step, today) != mark:
        raise NothingToAnswer
    _write_check_in(session, step, mark, answer=answer, answered_on=today)


def note_told(session: Session, step: DevelopmentStep, mark: int, *, day: date) -> None:
    """Keep that a mail told of this look."""
    _write_check_in(session, step, mark, told_on=day)


def _write_check_in(
    session: Session, step: DevelopmentStep, mark: int, **values: CheckInAnswer | date
) -> None:
    row = {"step_id": step.id, "mark": mark}
    session.execute(insert_unless_known(session, DevelopmentCheckIn, row))
    here = (DevelopmentCheckIn.step_id == step.id, DevelopmentCheckIn.mark == mark)
    session.execute(update(DevelopmentCheckIn).where(*here).values(**values))


def plan_talk(session: Session, plan: Plan, day: date, *, today: date) -> None:
    """Set or move the day of the talk, from today on. Raises TalkStands, DayNotPossible."""
    talk = _changeable(session, plan)
    if day < today:
        raise DayNotPossible(_("Pilih hari ini atau hari sesudahnya."))
    talk.planned_on, talk.held_on = day, None
    talk.officer_confirmed = talk.supervisor_confirmed = False
    session.flush()


def hold_talk(session: Session, plan: Plan, day: date, *, today: date) -> None:
    """Say that the talk was held, which is one's own confirmation. The other one confirms it.

    Raises TalkStands, DayNotPossible.
    """
    talk = _changeable(session, plan)
    published = plan.participant.cycle.published_at
    first = local_day(published) if published else today
    if not first <= day <= today:
        words = _("Pilih hari dari %(first)s sampai hari ini.", first=long_date(first))
        raise DayNotPossible(words)
    talk.held_on = day
    talk.officer_confirmed = plan.is_officer
    talk.supervisor_confirmed = not plan.is_officer
    session.flush()


def confirm_talk(session: Session, plan: Plan, day: date | None) -> None:
    """Agree that the talk was held on this day, as the reader saw it. Raises TalkNotHeld."""
    talk = plan.talk
    if talk.held_on is None or talk.held_on != day:
        raise TalkNotHeld
    if plan.is_officer:
        talk.officer_confirmed = True
    else:
        talk.supervisor_confirmed = True
    session.flush()


def take_back_talk(session: Session, plan: Plan) -> None:
    """Say that the talk was not held; its plan stays. Raises TalkStands."""
    talk = _changeable(session, plan)
    talk.officer_confirmed = talk.supervisor_confirmed = False
    talk.held_on = None
    session.flush()


def _changeable(session: Session, plan: Plan) -> DevelopmentTalk:
    if plan.talk.state is TalkState.CONFIRMED:
        raise TalkStands
    # The first word about it stores it, and both may say it at once.
    row = {
        "participant_id": plan.participant.id,
        "officer_confirmed": False,
        "supervisor_confirmed": False,
    }
    session.execute(insert_unless_known(session, DevelopmentTalk, row))
    return session.get_one(DevelopmentTalk, plan.participant.id)


def _require_own(plan: Plan) -> None:
    if not plan.is_officer:
        raise StepsAreTheOfficers


def _check(content: StepContent, first: date) -> None:
    if content["due_on"] < first:
        raise DayNotPossible(_("Pilih hari ini atau hari sesudahnya."))
