"""What complaints ask of somebody: on the start page, and in the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SignedIn
from berakhlak.complaints.answerers import answering_for
from berakhlak.complaints.models import Complaint
from berakhlak.complaints.queries import (
    has_open_complaints,
    may_be_asked,
    open_complaints,
    takes_complaints,
)
from berakhlak.people.queries import person_of_account, units_of_agency
from berakhlak.permissions import Action


@dataclass(frozen=True)
class OwnComplaints:
    """`mine`: for the reader to answer; `late_below`: late in units whose answerers the reader
    leads; `unit_ids`: units for which the reader answers."""

    mine: Sequence[Complaint] = ()
    late_below: Sequence[Complaint] = ()
    unit_ids: frozenset[int] = field(default=frozenset())


@dataclass(frozen=True)
class WaitingComplaints:
    """For the start page. `answers`: the reader answers for a unit, whether anything waits or not;
    `late`: how many of `mine` are; `desk`: for HR, how many wait and how many of them are late;
    None for others."""

    mine: Sequence[Complaint] = ()
    late: int = 0
    late_below: int = 0
    desk: tuple[int, int] | None = None
    answers: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.late_below or self.desk is not None)


def complaints_of(session: Session, account: SignedIn, today: date) -> OwnComplaints:
    """What the account's officer answers, by the tree of today."""
    person = person_of_account(session, account.id)
    if person is None or not may_be_asked(session, person):
        return OwnComplaints()
    units = [unit.id for unit in units_of_agency(session, account.agency_id)]
    answering = answering_for(session, account.agency_id, units, today)
    own, below = answering.units_of(person.id), answering.units_below(person.id)
    found = open_complaints(session, account.agency_id)
    return OwnComplaints(
        [each for each in found if each.unit_id in own],
        [each for each in found if each.unit_id in below and each.is_late(today)],
        own,
    )


def waiting_complaints(session: Session, account: SignedIn, today: date) -> WaitingComplaints:
    """Nothing is looked up further where the agency takes no complaints, and none waits."""
    is_desk, agency = account.may(Action.WATCH_COMPLAINTS, whole=True), account.agency_id
    if not (takes_complaints(session, agency) or has_open_complaints(session, agency)):
        return WaitingComplaints(desk=(0, 0) if is_desk else None)
    own = complaints_of(session, account, today)
    every = open_complaints(session, agency) if is_desk else []
    late = sum(each.is_late(today) for each in own.mine)
    counts = (len(every), sum(each.is_late(today) for each in every))
    desk = counts if is_desk else None
    return WaitingComplaints(own.mine, late, len(own.late_below), desk, bool(own.unit_ids))
