"""What a pulse asks about whom: as officers agreed until it opens, frozen from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.pulse_models import PulseConsent, PulseQuestion
from berakhlak.cycles.snapshot import SnapshotSeat
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


def who_agreed(session: Session, pulse: Cycle) -> dict[int, str]:
    """Person -> behaviours that are to be asked about, as they are stored."""
    asked = _agreed(pulse, Participant.person_id, PulseConsent.behaviours)
    return dict(session.execute(asked).all())


def frozen_questions(
    seats: Iterable[SnapshotSeat], agreed: Mapping[int, str]
) -> list[tuple[int, str]]:
    """Rows of seat and behaviours, of the seats that are rated. Raises TooFewAgreed."""
    found = [(seat.id, agreed[seat.person_id]) for seat in seats if seat.is_rated]
    if len(found) < LEAST_OFFICERS:
        raise TooFewAgreed
    return found


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
