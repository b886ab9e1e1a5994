"""What HR finds of ratings: those that are final, without a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.objections.models import UPHELD, Objection
from berakhlak.performance.models import (
    BehaviourRating,
    ExpectationRating,
    ReopenedRating,
    WorkResult,
)
from berakhlak.performance.predicate import Predicate, predicate_of
from berakhlak.sealing.models import OfficerResult


@dataclass(frozen=True)
class ListedRating:
    """One officer; what is not final, or not imported, is None.

    `overtaken`: an objection was upheld after the rating of behaviour was made final, and nobody
    has opened it since.
    """

    participant: Participant
    unit: str
    overtaken: bool
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
        select(Participant, CycleUnit.name, _overtaken(), WorkResult.rating, BehaviourRating.rating)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .outerjoin(WorkResult, WorkResult.participant_id == Participant.id)
        .outerjoin(BehaviourRating, final)
        .where(Participant.cycle_id == cycle.id)
        .order_by(CycleUnit.code, Participant.name, Participant.id)
    )


def _overtaken() -> ColumnElement[bool]:
    """As `Appraisal.is_overtaken`."""
    looked_at = exists().where(
        ReopenedRating.participant_id == Objection.participant_id,
        ReopenedRating.reopened_on >= Objection.decided_on,
    )
    upheld = exists().where(
        Objection.participant_id == Participant.id,
        Objection.outcome.in_(UPHELD),
        BehaviourRating.final_on <= Objection.decided_on,
        ~looked_at.correlate(Objection),
    )
    return upheld.correlate(Participant, BehaviourRating).label("overtaken")


def count_ratings(session: Session, cycle: Cycle) -> tuple[int, int, int]:
    """How many officers there are, how many ratings of behaviour are final, and of work known."""
    of_cycle = select(func.count()).select_from(OfficerResult)
    of_cycle = of_cycle.where(OfficerResult.cycle_id == cycle.id)
    final = of_cycle.join(
        BehaviourRating, BehaviourRating.participant_id == OfficerResult.participant_id
    ).where(BehaviourRating.final_on.is_not(None))
    known = of_cycle.join(WorkResult, WorkResult.participant_id == OfficerResult.participant_id)
    officers, n_final, n_known = (session.scalar(each) or 0 for each in (of_cycle, final, known))
    return officers, n_final, n_known
