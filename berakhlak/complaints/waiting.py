"""What complaints ask of somebody: on the start page, and in the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import Session

from berakhlak.accounts.queries import SignedIn
from berakhlak.complaints.answerers import answering_for, units_below_posts
from berakhlak.complaints.queries import (
    OpenCount,
    count_open,
    has_open_complaints,
    may_be_asked,
    page_of_open,
    takes_complaints,
)
from berakhlak.people.queries import person_of_account
from berakhlak.permissions import Action


@dataclass(frozen=True)
class OwnComplaints:
    """Pages of them. `mine`: for the reader to answer; `late_below`: late in units whose answerers
    the reader leads; `unit_ids`: units for which the reader answers."""

    mine: Pagination
    late_below: Pagination
    unit_ids: frozenset[int]


@dataclass(frozen=True)
class WaitingComplaints:
    """For the start page, counted. `mine`: for the reader to answer; `answers`: the reader does so
    for a unit, whether anything waits or not; `desk`: of the whole agency, for HR; None for
    others."""

    mine: OpenCount = OpenCount()
    late_below: int = 0
    desk: OpenCount | None = None
    answers: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.answers or self.late_below or self.desk is not None)


def complaints_of(
    session: Session, account: SignedIn, today: date, *, page: int = 1, page_below: int = 1
) -> OwnComplaints:
    """What the account's officer answers, by the tree of today."""
    own, below = _own_units(session, account, today)
    return OwnComplaints(
        page_of_open(session, account.agency_id, page, own),
        page_of_open(session, account.agency_id, page_below, below, late_on=today),
        own,
    )


def waiting_complaints(session: Session, account: SignedIn, today: date) -> WaitingComplaints:
    """Nothing is looked up further where the agency takes no complaints, and none waits."""
    is_desk, agency = account.may(Action.WATCH_COMPLAINTS, whole=True), account.agency_id
    if not (takes_complaints(session, agency) or has_open_complaints(session, agency)):
        return WaitingComplaints(desk=OpenCount() if is_desk else None)
    own, below = _own_units(session, account, today)
    return WaitingComplaints(
        mine=count_open(session, agency, today, own) if own else OpenCount(),
        late_below=count_open(session, agency, today, below).late if below else 0,
        desk=count_open(session, agency, today) if is_desk else None,
        answers=bool(own),
    )


def _own_units(
    session: Session, account: SignedIn, today: date
) -> tuple[frozenset[int], frozenset[int]]:
    """Units for which the account's officer answers, and those above whose answerers they stand."""
    person = person_of_account(session, account.id)
    if person is None or not may_be_asked(session, person):
        return frozenset(), frozenset()
    units = units_below_posts(session, person, today)
    answering = answering_for(session, account.agency_id, units, today)
    return answering.units_of(person.id), answering.units_below(person.id)
