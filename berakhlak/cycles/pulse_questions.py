"""What a pulse asks about whom: as officers agreed until it opens, frozen from then on."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.pulse_models import PulseConsent, PulseQuestion
from berakhlak.errors import StateConflict
from berakhlak.people.models import Person

LEAST_OFFICERS = 5
"""Of fewer officers nothing is counted or printed, so a pulse about fewer does not open."""


class TooFewAgreed(StateConflict):
    """HR would know nearly by name who is asked about."""

    message = _(
        "Tinjauan ulang dibuka bila paling sedikit lima pegawai setuju. Pegawai menyetujuinya "
        "sendiri di halaman Perkembangan saya."
    )


def has_enough_agreed(session: Session, pulse: Cycle) -> bool:
    """Whether as many officers as a pulse needs have agreed and still work in its units."""
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == pulse.id)
    agreed = (
        _agreed(pulse, func.count())
        .join(Person, Person.id == Participant.person_id)
        .where(Person.is_active, Person.unit_id.in_(covered))
    )
    return (session.scalar(agreed) or 0) >= LEAST_OFFICERS


def freeze_questions(session: Session, pulse: Cycle) -> None:
    """After the snapshot: keep what is asked, and rate nobody else. Raises TooFewAgreed."""
    seat = aliased(Participant)
    wanted = (
        _agreed(pulse, seat.id, PulseConsent.behaviours)
        .join(seat, seat.person_id == Participant.person_id)
        .where(seat.cycle_id == pulse.id, seat.is_rated)
    )
    session.execute(insert(PulseQuestion).from_select(["participant_id", "behaviours"], wanted))
    asked = select(PulseQuestion.participant_id)
    session.execute(
        update(Participant)
        .where(Participant.cycle_id == pulse.id, Participant.id.not_in(asked))
        .values(is_rated=False)
        .execution_options(synchronize_session=False)
    )
    mine = select(func.count()).select_from(Participant)
    mine = mine.where(Participant.cycle_id == pulse.id, Participant.is_rated)
    if (session.scalar(mine) or 0) < LEAST_OFFICERS:
        raise TooFewAgreed


def questions_of(session: Session, pulse: Cycle) -> dict[int, tuple[str, ...]]:
    """Participant of an open or closed pulse -> codes of what is asked about them."""
    wanted = (
        select(PulseQuestion)
        .join(Participant, Participant.id == PulseQuestion.participant_id)
        .where(Participant.cycle_id == pulse.id)
    )
    return {row.participant_id: row.codes for row in session.scalars(wanted)}


def _agreed(pulse: Cycle, *columns: Any) -> Select[Any]:
    """Of those who agreed after the cycle that the pulse looks back on."""
    assert pulse.looks_back is not None
    return (
        select(*columns)
        .select_from(PulseConsent)
        .join(Participant, Participant.id == PulseConsent.participant_id)
        .where(Participant.cycle_id == pulse.looks_back.of_id, PulseConsent.agreed_on.is_not(None))
    )
