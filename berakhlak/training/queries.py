"""Finding programmes, runs and plans of one agency; of another one there are none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.errors import NotFound
from berakhlak.people.models import Person
from berakhlak.people.queries import matches_every_word
from berakhlak.training.models import (
    PlannedTraining,
    ProgrammeState,
    TrainingAttendance,
    TrainingProgramme,
    TrainingProvider,
    TrainingRun,
)


class TrainingNotFound(NotFound):
    """No such provider, programme or run, or none that this reader may know of."""

    message = _("Pelatihan ini tidak ada, atau tidak terbuka bagi Anda.")


def providers_of(session: Session, agency_id: int) -> Sequence[TrainingProvider]:
    """All providers of an agency, by name."""
    mine = select(TrainingProvider).where(TrainingProvider.agency_id == agency_id)
    return session.scalars(mine.order_by(TrainingProvider.name_key)).all()


def provider_within(session: Session, agency_id: int, provider_id: int) -> TrainingProvider:
    """Raises TrainingNotFound."""
    found = session.get(TrainingProvider, provider_id)
    if found is None or found.agency_id != agency_id:
        raise TrainingNotFound
    return found


def select_programmes(
    agency_id: int, states: Collection[ProgrammeState], words: str = ""
) -> Select[TrainingProgramme]:
    """Programmes by title; with words, those whose title has them all."""
    wanted = (
        select(TrainingProgramme)
        .join(TrainingProvider, TrainingProvider.id == TrainingProgramme.provider_id)
        .where(TrainingProvider.agency_id == agency_id, TrainingProgramme.state.in_(states))
        .order_by(TrainingProgramme.title_key, TrainingProgramme.id)
    )
    return wanted.where(matches_every_word(words, TrainingProgramme.title_key)) if words else wanted


def offered(session: Session, agency_id: int) -> Sequence[TrainingProgramme]:
    """What the agency offers, by title."""
    return session.scalars(select_programmes(agency_id, [ProgrammeState.OFFERED])).all()


def programme_within(session: Session, agency_id: int, programme_id: int) -> TrainingProgramme:
    """In whatever state. Raises TrainingNotFound."""
    found = session.get(TrainingProgramme, programme_id)
    if found is None or found.provider.agency_id != agency_id:
        raise TrainingNotFound
    return found


def run_within(session: Session, agency_id: int, run_id: int) -> TrainingRun:
    """Raises TrainingNotFound."""
    found = session.get(TrainingRun, run_id)
    if found is None or found.programme.provider.agency_id != agency_id:
        raise TrainingNotFound
    return found


def runs_of(session: Session, programme_id: int) -> Sequence[TrainingRun]:
    """The newest first."""
    mine = select(TrainingRun).where(TrainingRun.programme_id == programme_id)
    return session.scalars(mine.order_by(TrainingRun.starts_on.desc(), TrainingRun.id)).all()


def roll_of(session: Session, run_id: int) -> Sequence[TrainingAttendance]:
    """Who was sent, by name."""
    mine = (
        select(TrainingAttendance)
        .join(Person, Person.id == TrainingAttendance.person_id)
        .where(TrainingAttendance.run_id == run_id)
        .options(joinedload(TrainingAttendance.person).joinedload(Person.unit))
        .order_by(Person.name_key, Person.id)
    )
    return session.scalars(mine).all()


def planned_of(session: Session, participant_id: int) -> Sequence[PlannedTraining]:
    """What is planned after one profile, by title."""
    mine = (
        select(PlannedTraining)
        .join(TrainingProgramme, TrainingProgramme.id == PlannedTraining.programme_id)
        .where(PlannedTraining.participant_id == participant_id)
        .order_by(TrainingProgramme.title_key, TrainingProgramme.id)
    )
    return session.scalars(mine).all()
