"""What HR learns of the objections of a cycle: counts, and who waits for HR to act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.objections.deciders import needs_decider
from berakhlak.objections.models import Objection
from berakhlak.objections.queries import objections_of_cycle, open_objections


@dataclass(frozen=True)
class ObjectionCounts:
    """How many; `late` counts decided and open ones alike, `waiting` is all that is open."""

    lodged: int
    withdrawn: int
    waiting: int
    decided: int
    late: int


@dataclass(frozen=True)
class DeskTask:
    """An objection for which HR has something to do, by the officer's name and without a word of
    it. `decider`: None where HR has to name one."""

    objection_id: int
    cycle_id: int
    officer: str
    number: str
    decide_by: date
    decider: str | None
    is_late: bool


def count_objections(session: Session, cycle: Cycle, today: date) -> ObjectionCounts:
    """Counts of a cycle."""
    found = objections_of_cycle(session, cycle)
    return ObjectionCounts(
        lodged=len(found),
        withdrawn=sum(each.withdrawn_on is not None for each in found),
        waiting=sum(each.is_open for each in found),
        decided=sum(each.outcome is not None for each in found),
        late=sum(each.is_late(today) for each in found),
    )


def desk_tasks(session: Session, agency_id: int, today: date) -> list[DeskTask]:
    """Open objections that are late or that nobody may decide, the oldest first."""
    found = _tasks(session, open_objections(session, agency_id), today)
    return [each for each in found if each.is_late or each.decider is None]


def _tasks(session: Session, objections: Sequence[Objection], today: date) -> list[DeskTask]:
    return [
        DeskTask(
            objection_id=each.id,
            cycle_id=each.participant.cycle_id,
            officer=each.participant.called,
            number=each.number,
            decide_by=each.decide_by,
            decider=None
            if needs_decider(session, each) or each.decider is None
            else each.decider.called,
            is_late=each.is_late(today),
        )
        for each in objections
    ]
