"""What the start page shows besides duties: profiles that may be read, and cycles of HR."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.queries import participations_of_account


@dataclass(frozen=True)
class ReadableCycle:
    """A published cycle whose profile the account may read, and of how many direct reports."""

    cycle: Cycle
    seat: Participant
    team: int


def readable_profiles(session: Session, account_id: int) -> list[ReadableCycle]:
    """Published cycles in which the account was rated or led somebody, newest first; those in the
    archive are listed with all profiles alone."""
    every = participations_of_account(session, account_id)
    seats = [seat for seat in every if seat.cycle.state is CycleState.PUBLISHED]
    found = [ReadableCycle(seat.cycle, seat, _team_size(session, seat)) for seat in seats]
    return [row for row in found if row.seat.is_rated or row.team]


def _team_size(session: Session, seat: Participant) -> int:
    team = (Participant.supervisor_id == seat.id, Participant.is_rated)
    return session.scalar(select(func.count()).select_from(Participant).where(*team)) or 0
