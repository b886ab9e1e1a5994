"""What the start page tells: whom I am asked to name, whom my team named, what I asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.nominations.models import NominationList
from berakhlak.nominations.queries import (
    OfficerList,
    is_to_be_rated,
    last_day_of,
    officer_list,
    reports_of,
)
from berakhlak.people.models import Person
from berakhlak.people.queries import person_of_account

# A list is told of until the result is out.
REMEMBERED = (CycleState.OPEN, CycleState.SEALING, CycleState.CLOSED)


@dataclass(frozen=True)
class TeamProgress:
    """How far direct reports are: lists begun, and lists that the supervisor has not agreed to."""

    cycle: Cycle
    officers: int
    begun: int
    waiting: int
    last_day: date | None = None


@dataclass(frozen=True)
class NominationOverview:
    """`asked`: lists to fill now; `past`: lists of cycles that run; `teams`: of direct reports."""

    asked: tuple[OfficerList, ...] = ()
    past: tuple[NominationList, ...] = ()
    teams: tuple[TeamProgress, ...] = ()


def nomination_overview(session: Session, account_id: int) -> NominationOverview:
    """Everything about nominations that concerns the account's person."""
    officer = person_of_account(session, account_id)
    if officer is None:
        return NominationOverview()
    gathering = _gathering(session, officer.agency_id)
    return NominationOverview(
        asked=tuple(
            officer_list(session, cycle, officer)
            for cycle in gathering
            if is_to_be_rated(session, cycle, officer)
        ),
        past=tuple(_past(session, officer)),
        teams=tuple(
            _team(session, cycle, reports)
            for cycle in gathering
            if (reports := reports_of(session, cycle, officer))
        ),
    )


def _gathering(session: Session, agency_id: int) -> Sequence[Cycle]:
    return session.scalars(
        select(Cycle)
        .where(Cycle.agency_id == agency_id, Cycle.state == CycleState.NOMINATION)
        .order_by(Cycle.opens_on, Cycle.id)
    ).all()


def _past(session: Session, officer: Person) -> Sequence[NominationList]:
    return session.scalars(
        select(NominationList)
        .join(Cycle, Cycle.id == NominationList.cycle_id)
        .where(
            NominationList.ratee_id == officer.id,
            Cycle.state.in_(REMEMBERED),
            NominationList.n_proposed.is_not(None),
        )
        .options(joinedload(NominationList.cycle))
        .order_by(Cycle.opens_on.desc(), Cycle.id)
    ).all()


def _team(session: Session, cycle: Cycle, reports: Sequence[Person]) -> TeamProgress:
    agreed = session.scalars(
        select(NominationList.is_agreed).where(
            NominationList.cycle_id == cycle.id,
            NominationList.ratee_id.in_([officer.id for officer in reports]),
            NominationList.names.any(),
        )
    ).all()
    return TeamProgress(
        cycle,
        len(reports),
        begun=len(agreed),
        waiting=agreed.count(False),
        last_day=last_day_of(session, cycle),
    )
