"""The cycles of an agency as HR sees them: answers so far, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from berakhlak.comments.queries import count_pending_comments
from berakhlak.cycle_administration.coarse_progress import Look, look_at
from berakhlak.cycle_administration.progress import Tally, sealed_progress
from berakhlak.cycles.early_closing import Asked, is_early, standing_request
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.queries import cycles_of
from berakhlak.sealing.sealing import is_complete


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
