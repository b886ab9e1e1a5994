"""What HR finds of ratings: those that are final, without a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.engines import is_any_of
from berakhlak.objections.models import UPHELD, Objection
from berakhlak.pagination import paginate_read
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


def page_of_ratings(
    session: Session, cycle: Cycle, page: int, per_page: int, total: int
) -> Pagination:
    """A page of every officer with a result, by unit and name; never by a rating. `total`: how many
    there are."""
    units = _officers_by_code(session, cycle, total)

    def read(first: int, number: int) -> list[ListedRating]:
        inside, before = _units_of_piece(units, first, number)
        rows = select_ratings(cycle).where(is_any_of(Participant.unit_id, inside))
        cut = rows.offset(first - before).limit(number)
        return [ListedRating(*row) for row in session.execute(cut)]

    return paginate_read(total, page, per_page, read)


def _units_of_piece(
    units: Iterable[tuple[Sequence[int], int]], first: int, number: int
) -> tuple[list[int], int]:
    """Units in which the officers of a piece of the list are, and how many stand before these."""
    inside, before, at = list[int](), 0, 0
    for ids, officers in units:
        if at + officers <= first:
            before = at + officers
        elif at < first + number:
            inside += ids
        at += officers
    return inside, before


def _officers_by_code(
    session: Session, cycle: Cycle, total: int
) -> list[tuple[tuple[int, ...], int]]:
    """Units by code, those of one code together, and how many officers with a result they have.
    Mostly that is everybody, whom an index counts."""
    seats = (
        select(Participant.unit_id, func.count())
        .where(Participant.cycle_id == cycle.id, Participant.unit_id.is_not(None))
        .where(Participant.is_rated)
        .group_by(Participant.unit_id)
    )
    counts = dict(session.execute(seats).all())
    if sum(counts.values()) != total:
        has_result = exists().where(OfficerResult.participant_id == Participant.id)
        counts = dict(session.execute(seats.where(has_result)).all())
    units = select(CycleUnit.code, CycleUnit.id).where(CycleUnit.cycle_id == cycle.id)
    rows = session.execute(units.order_by(CycleUnit.code, CycleUnit.id))
    return [
        (ids, sum(counts.get(each, 0) for each in ids))
        for _code, alike in groupby(rows, key=itemgetter(0))
        for ids in [tuple(number for _same, number in alike)]
    ]


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
    # By whose result it is: an index tells these apart, without their figures or their seats.
    officers = select(func.count()).select_from(OfficerResult)
    officers = officers.where(OfficerResult.cycle_id == cycle.id)
    rated = BehaviourRating.participant_id == OfficerResult.participant_id
    final = officers.join(BehaviourRating, rated & BehaviourRating.final_on.is_not(None))
    known = officers.join(WorkResult, WorkResult.participant_id == OfficerResult.participant_id)
    n_officers, n_final, n_known = (session.scalar(each) or 0 for each in (officers, final, known))
    return n_officers, n_final, n_known
