"""What HR learns of the objections of a cycle: counts, and who waits for HR to act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.objections.models import Objection
from berakhlak.objections.queries import IS_OPEN, OUT
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Person


@dataclass(frozen=True)
class ObjectionCounts:
    """How many, in the order in which they are counted.

    `late` counts decided and open ones alike, `waiting` is all that is open.
    """

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
    end = func.coalesce(Objection.decided_on, literal(today))
    late = and_(Objection.withdrawn_on.is_(None), end > Objection.decide_by)
    kinds = (Objection.withdrawn_on.is_not(None), and_(*IS_OPEN),
             Objection.outcome.is_not(None), late)  # fmt: skip
    counted: Select[*tuple[int, ...]] = select(
        func.count(), *(func.count().filter(each) for each in kinds)
    )
    of_cycle = counted.select_from(Objection).join(Objection.participant).join(Participant.cycle)
    wanted = of_cycle.where(Participant.cycle_id == cycle.id, Cycle.state.in_(OUT))
    return ObjectionCounts(*session.execute(wanted).one())


def page_of_tasks(
    session: Session, cycle: Cycle, today: date, page: int, per_page: int
) -> Pagination:
    """Open objections of a cycle that are late or that nobody may decide, the oldest first."""
    wanted = _for_desk(cycle.agency_id, today).where(Participant.cycle_id == cycle.id)
    build = partial(_task, today)
    return paginate_rows(session, wanted, page, per_page, build, key=Objection.id)


def undecidable_task(
    session: Session, cycle: Cycle, objection_id: int, today: date
) -> DeskTask | None:
    """An open objection of a cycle for which HR has to name somebody."""
    wanted = _for_desk(cycle.agency_id, today).where(
        Participant.cycle_id == cycle.id, Objection.id == objection_id, _LACKS_DECIDER
    )
    row = session.execute(wanted).one_or_none()
    return _task(today, *row) if row else None


_DECIDER, _LEAD, _OF_DECIDER = aliased(Person), aliased(Participant), aliased(Account)
# As `needs_decider`, for the database.
_LACKS_DECIDER = or_(
    Objection.decider_id.is_(None),
    _DECIDER.agency_id != Cycle.agency_id,
    ~_DECIDER.is_active,
    _DECIDER.id == Participant.person_id,
    _DECIDER.id == _LEAD.person_id,
    _DECIDER.supervisor_id == Participant.person_id,
    _OF_DECIDER.id.is_(None),
    ~_OF_DECIDER.is_enabled,
)


def _for_desk(agency_id: int, today: date) -> Select[Objection, bool]:
    """Each with whether HR has to name somebody."""
    wanted = select(Objection, _LACKS_DECIDER)
    return (
        _joined(wanted.join(Participant, Participant.id == Objection.participant_id))
        .where(*IS_OPEN, *_is_out(agency_id))
        .where(or_(Objection.decide_by < today, _LACKS_DECIDER))
        .options(joinedload(Objection.participant), joinedload(Objection.decider))
        .order_by(Objection.lodged_on, Objection.id)
    )


def _joined(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """With all that tells whether somebody may decide."""
    return (
        wanted.join(Cycle, Cycle.id == Participant.cycle_id)
        .outerjoin(_LEAD, _LEAD.id == Participant.supervisor_id)
        .outerjoin(_DECIDER, _DECIDER.id == Objection.decider_id)
        .outerjoin(_OF_DECIDER, _OF_DECIDER.id == _DECIDER.account_id)
    )


def _is_out(agency_id: int) -> tuple[ColumnElement[bool], ...]:
    return Cycle.agency_id == agency_id, Cycle.state.in_(OUT)


def count_tasks(session: Session, agency_id: int, today: date) -> list[tuple[int, int]]:
    """(Cycle, how many of these it has) of the whole agency. From the open objections on, each
    profile looked up: for a join either engine would read all officers of the cycles."""
    mine = select(Participant.cycle_id).where(Participant.id == Objection.participant_id)
    seat = _joined(mine.select_from(Participant)).where(*_is_out(agency_id)).correlate(Objection)
    plain = mine.join(Cycle, Cycle.id == Participant.cycle_id).where(*_is_out(agency_id))
    is_plain = or_(Objection.decide_by < today, Objection.decider_id.is_(None))
    cycle_id = case(
        (is_plain, plain.correlate(Objection).scalar_subquery()),
        else_=seat.where(_LACKS_DECIDER).scalar_subquery(),
    )
    each = select(cycle_id.label("cycle_id")).select_from(Objection).where(*IS_OPEN).subquery()
    counts = select(each.c.cycle_id, func.count()).group_by(each.c.cycle_id)
    return sorted((cycle, count) for cycle, count in session.execute(counts) if cycle is not None)


def _task(today: date, objection: Objection, lacks_decider: bool | None) -> DeskTask:
    decider = objection.decider
    return DeskTask(
        objection_id=objection.id,
        cycle_id=objection.participant.cycle_id,
        officer=objection.participant.called,
        number=objection.number,
        decide_by=objection.decide_by,
        decider=None if lacks_decider or decider is None else decider.called,
        is_late=objection.is_late(today),
    )
