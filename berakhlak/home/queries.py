"""What the start page shows besides duties: profiles that may be read, and cycles of HR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.cycle_administration.coarse_progress import Look, look_at
from berakhlak.cycle_administration.progress import Tally, sealed_progress
from berakhlak.cycles.early_closing import Asked, is_early, standing_request
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.queries import cycles_of, participations
from berakhlak.sealing.queries import count_pending_comments
from berakhlak.sealing.sealing import is_complete

KEYED = (CycleState.OPEN, CycleState.SEALING)
VISIBLE = (CycleState.PUBLISHED, CycleState.ARCHIVED)


class Step(StrEnum):
    """The one thing that HR has to do next in a cycle."""

    OPEN = "open"
    WAIT = "wait"
    CLOSE = "close"
    RESEAL = "reseal"
    KEY = "key"
    MODERATE = "moderate"
    PUBLISH = "publish"
    NONE = "none"


@dataclass(frozen=True)
class CycleRow:
    """One cycle in HR's list: its answers so far and what HR has to do next.

    `trouble` says why nothing of it can be opened or kept, where its key is not here. `look`: the
    answers of an open cycle as HR may see them. `asked`: somebody wants to close it early.
    """

    cycle: Cycle
    tally: Tally | None
    step: Step
    pending_comments: int = 0
    trouble: object = ""
    look: Look | None = None
    asked: Asked | None = None


@dataclass(frozen=True)
class Readable:
    """A published cycle whose profile the account may read, and of how many direct reports."""

    cycle: Cycle
    seat: Participant
    team: int


def cycle_row(session: Session, cycle: Cycle, *, keys: KeyStore, today: date) -> CycleRow:
    """The cycle with its tally and next step."""
    pending = count_pending_comments(session, cycle.id)
    step = next_step(cycle, keys=keys, pending_comments=pending, today=today)
    try:
        look = _look(session, cycle, keys, today)
    except KeyUnusable as unusable:
        return CycleRow(cycle, None, Step.KEY, trouble=unusable.message)
    told = look or sealed_progress(session, cycle)
    asked = standing_request(session, cycle) if is_early(cycle, today) else None
    return CycleRow(cycle, told.total if told else None, step, pending, look=look, asked=asked)


def _look(session: Session, cycle: Cycle, keys: KeyStore, today: date) -> Look | None:
    if cycle.state is not CycleState.OPEN:
        return None
    return look_at(session, cycle, keys=keys, today=today)


def cycle_rows(session: Session, agency_id: int, *, keys: KeyStore, today: date) -> list[CycleRow]:
    """All cycles of an agency, newest first."""
    cycles = cycles_of(session, agency_id)
    return [cycle_row(session, cycle, keys=keys, today=today) for cycle in cycles]


def has_every_key(session: Session, keys: KeyStore) -> bool:
    """Whether each cycle that takes answers or is being sealed has its own key here."""
    columns = select(Cycle.key_name, Cycle.key_fingerprint)
    for row in session.execute(columns.where(Cycle.state.in_(KEYED))):
        try:
            keys.key_of(row)
        except KeyUnusable:
            return False
    return True


def worth_a_look(rows: Sequence[CycleRow]) -> list[CycleRow]:
    """Cycles in which something is still to come, and the newest of those that are finished."""
    newest = next((row for row in rows if row.step is Step.NONE), None)
    return [row for row in rows if row.step is not Step.NONE or row is newest]


def next_step(cycle: Cycle, *, keys: KeyStore, pending_comments: int, today: date) -> Step:
    """What HR has to do now; sealing that was cut short comes before everything after it."""
    if cycle.state in (CycleState.DRAFT, CycleState.NOMINATION):
        return Step.OPEN
    if cycle.state is CycleState.OPEN:
        return Step.CLOSE if today > cycle.closes_on else Step.WAIT
    if not is_complete(cycle, keys):
        return Step.RESEAL
    if cycle.state is CycleState.CLOSED:
        return Step.MODERATE if pending_comments else Step.PUBLISH
    return Step.NONE


def readable_profiles(session: Session, account_id: int) -> list[Readable]:
    """Published cycles in which the account was rated or led somebody, newest first."""
    seats = [s for s in participations(session, account_id) if s.cycle.state in VISIBLE]
    found = [Readable(seat.cycle, seat, _team_size(session, seat)) for seat in seats]
    return [row for row in found if row.seat.is_rated or row.team]


def _team_size(session: Session, seat: Participant) -> int:
    team = (Participant.supervisor_id == seat.id, Participant.is_rated)
    return session.scalar(select(func.count()).select_from(Participant).where(*team)) or 0
