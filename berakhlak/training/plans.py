"""Trainings in an officer's plan. Nothing of it is audited, like steps: docs/decisions/0182."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.engines import insert_unless_known
from berakhlak.errors import NotFound, StateConflict
from berakhlak.people.models import Person, Unit
from berakhlak.training.models import (
    PlannedTraining,
    ProgrammeState,
    TrainingAttendance,
    TrainingProgramme,
    TrainingRun,
)

MOST_PLANNED = 10


class TooManyTrainings(StateConflict):
    """More than anybody attends in a year."""

    message = _("Sudah ada sepuluh pelatihan di rencana ini. Lepaskan satu dahulu.")


class NotOffered(StateConflict):
    """It cannot be planned, or no more."""

    message = _("Program ini tidak ditawarkan lagi. Pilih yang lain.")


class NotPlanned(NotFound):
    """It is not in this plan."""

    message = _("Pelatihan ini tidak ada di rencana.")


def plan_training(
    session: Session, participant_id: int, programme: TrainingProgramme, *, today: date
) -> None:
    """Put a training into a plan; a second time changes nothing. Raises NotOffered,
    TooManyTrainings."""
    if programme.state is not ProgrammeState.OFFERED:
        raise NotOffered
    mine = select(PlannedTraining.programme_id).where(
        PlannedTraining.participant_id == participant_id
    )
    if len(session.scalars(mine).all()) >= MOST_PLANNED:
        raise TooManyTrainings
    row = {
        "participant_id": participant_id,
        "programme_id": programme.id,
        "planned_on": today,
        "asked_on": None,
    }
    session.execute(insert_unless_known(session, PlannedTraining, row))


def drop_training(session: Session, participant_id: int, programme_id: int) -> None:
    """Take it out again, and the request for a place with it."""
    mine = (
        PlannedTraining.participant_id == participant_id,
        PlannedTraining.programme_id == programme_id,
    )
    session.execute(delete(PlannedTraining).where(*mine))


def ask_for_place(
    session: Session, participant_id: int, programme_id: int, *, is_asked: bool, today: date
) -> None:
    """Let HR read that the officer would like a place, or take that back. Raises NotPlanned,
    NotOffered."""
    found = session.get(PlannedTraining, (participant_id, programme_id))
    if found is None:
        raise NotPlanned
    if is_asked and found.programme.state is not ProgrammeState.OFFERED:
        raise NotOffered
    found.asked_on = (found.asked_on or today) if is_asked else None


@dataclass(frozen=True)
class PlaceRequest:
    """That an officer asked HR for a place; `unit`: where the officer sits today."""

    person: Person
    unit: Unit
    programme: TrainingProgramme
    asked_on: date | None


def requests_for_places(
    session: Session, agency_id: int, programme_id: int | None = None
) -> Sequence[PlaceRequest]:
    """Each officer once for a programme, by title and name; those who are on a roll of it since
    they asked are left out."""
    wanted = _requests().where(Cycle.agency_id == agency_id)
    if programme_id is not None:
        wanted = wanted.where(TrainingProgramme.id == programme_id)
    found = {(row[0].id, row[2].id): PlaceRequest(*row) for row in session.execute(wanted)}
    return list(found.values())


def _requests() -> Select[Person, Unit, TrainingProgramme, date | None]:
    """The columns of `PlaceRequest`, of all agencies; an officer may ask in several cycles."""
    sent = (
        select(TrainingAttendance.person_id)
        .join(TrainingRun, TrainingRun.id == TrainingAttendance.run_id)
        .where(
            TrainingRun.programme_id == PlannedTraining.programme_id,
            TrainingAttendance.person_id == Person.id,
            TrainingAttendance.sent_on >= PlannedTraining.asked_on,
        )
    )
    return (
        select(Person, Unit, TrainingProgramme, PlannedTraining.asked_on)
        .select_from(PlannedTraining)
        .join(Participant, Participant.id == PlannedTraining.participant_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .join(Person, Person.id == Participant.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(TrainingProgramme, TrainingProgramme.id == PlannedTraining.programme_id)
        .where(PlannedTraining.asked_on.is_not(None), Person.is_active, ~sent.exists())
        .order_by(TrainingProgramme.title_key, Person.name_key, Person.id)
    )
