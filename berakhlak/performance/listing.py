"""What HR finds of ratings: those that are final, without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.performance.models import BehaviourRating, ExpectationRating, WorkResult
from berakhlak.performance.predicate import Predicate, predicate_of
from berakhlak.sealing.models import OfficerResult


@dataclass(frozen=True)
class ListedRating:
    """One officer; what is not final, or not imported, is None."""

    participant: Participant
    unit: str
    work: ExpectationRating | None
    behaviour: ExpectationRating | None

    @property
    def predicate(self) -> Predicate | None:
        return predicate_of(self.work, self.behaviour)


def select_ratings(cycle: Cycle) -> Select[*tuple[Any, ...]]:
    """Every officer with a result, by unit and name; never by a rating."""
    final = (BehaviourRating.participant_id == Participant.id) & (
        BehaviourRating.final_on.is_not(None)
    )
    return (
        select(Participant, CycleUnit.name, WorkResult.rating, BehaviourRating.rating)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .outerjoin(WorkResult, WorkResult.participant_id == Participant.id)
        .outerjoin(BehaviourRating, final)
        .where(Participant.cycle_id == cycle.id)
        .order_by(CycleUnit.code, Participant.name, Participant.id)
    )


def count_ratings(session: Session, cycle: Cycle) -> tuple[int, int, int]:
    """How many officers there are, how many ratings of behaviour are final, and of work known."""
    rows = select_ratings(cycle).order_by(None).subquery()
    columns = list(rows.c)
    counted = select(func.count(), func.count(columns[-1]), func.count(columns[-2]))
    officers, final, known = session.execute(counted.select_from(rows)).one()
    return officers, final, known
