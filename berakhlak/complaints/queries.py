"""Finding complaints, and the agency's rules about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from berakhlak.complaints.answerers import answering_for, without_answerer
from berakhlak.complaints.models import (
    Complaint,
    ComplaintMessage,
    ComplaintOfficer,
    ComplaintPolicy,
)
from berakhlak.complaints.states import ComplaintState
from berakhlak.complaints.terms import FIRST_DAYS, KEPT_MONTHS, REMIND_DAYS, REOPEN_DAYS
from berakhlak.engines import is_any_of
from berakhlak.errors import NotFound
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import ActingPost, Agency, Person, Unit
from berakhlak.people.queries import agency_by_code

SHOWN = 50
BEGINNING = 80
"""In characters."""


class ComplaintNotFound(NotFound):
    """No such complaint, or none that this account may know of: the answer is the same."""

    message = _("Keluhan ini tidak ada, atau tidak terbuka untuk akun Anda.")


class UnknownAgency(NotFound):
    """No agency has this code."""

    message = _("Instansi ini tidak kami kenali. Periksa lagi alamatnya.")


def policy_of(session: Session, agency_id: int) -> ComplaintPolicy:
    """The agency's rules; what holds until it has any is not in the session."""
    return session.get(ComplaintPolicy, agency_id) or ComplaintPolicy(
        agency_id=agency_id,
        is_on=False,
        first_days=FIRST_DAYS,
        counts_working_days=True,
        remind_days=REMIND_DAYS,
        reopen_days=REOPEN_DAYS,
        kept_months=KEPT_MONTHS,
        wbs="",
    )


def takes_complaints(session: Session, agency_id: int) -> bool:
    """Whether the agency takes complaints here."""
    known = select(ComplaintPolicy.agency_id).where(
        ComplaintPolicy.agency_id == agency_id, ComplaintPolicy.is_on
    )
    return session.scalar(known) is not None


def agencies_taking(session: Session) -> Sequence[Agency]:
    """Agencies that take complaints, by name."""
    wanted = select(Agency).join(ComplaintPolicy, ComplaintPolicy.agency_id == Agency.id)
    return session.scalars(wanted.where(ComplaintPolicy.is_on).order_by(Agency.name)).all()


def agency_of_address(session: Session, code: str) -> Agency:
    """The agency with this code, in any case. Raises UnknownAgency."""
    found = agency_by_code(session, code)
    if found is None:
        raise UnknownAgency
    return found


def complaint_by_receipt(session: Session, digest: bytes) -> Complaint | None:
    """The complaint behind a code."""
    return session.scalar(select(Complaint).where(Complaint.receipt == digest))


DUE_ON = case(
    (Complaint.state == ComplaintState.RECEIVED, Complaint.first_by), else_=Complaint.close_by
)
"""As `Complaint.due_on`, for the database."""


@dataclass(frozen=True)
class OpenCount:
    """How many complaints wait, how many are late, and the last day of the earliest term."""

    waiting: int = 0
    late: int = 0
    due_on: date | None = None


def open_complaints(
    session: Session, agency_id: int, unit_ids: Collection[int] | None = None
) -> Sequence[Complaint]:
    """Those that wait in these units, or in the whole agency; the earliest term first."""
    return session.scalars(_open(_waiting(agency_id, unit_ids))).all()


def page_of_open(
    session: Session,
    agency_id: int,
    page: int,
    unit_ids: Collection[int] | None = None,
    *,
    late_on: date | None = None,
) -> Pagination:
    """A page of the same, counted from 1; with `late_on`, of those that are late on that day."""
    conditions = _waiting(agency_id, unit_ids)
    if late_on is not None:
        conditions.append(late_on > DUE_ON)
    return paginate_rows(session, _open(conditions), page, SHOWN, lambda complaint: complaint)


def units_without_answerer(session: Session, agency_id: int, today: date) -> Sequence[Unit]:
    """Units in which any complaint waits that nobody answers, by name."""
    waiting = select(Complaint.unit_id).where(*_waiting(agency_id, None)).distinct()
    found = without_answerer(session, agency_id, session.scalars(waiting).all(), today)
    wanted = select(Unit).where(is_any_of(Unit.id, sorted(found))).order_by(Unit.name, Unit.id)
    return session.scalars(wanted).all()


def _open(conditions: Iterable[ColumnElement[bool]]) -> Select[Complaint]:
    wanted = select(Complaint).where(*conditions).options(joinedload(Complaint.unit))
    return wanted.order_by(DUE_ON, Complaint.name)


def count_open(
    session: Session, agency_id: int, today: date, unit_ids: Collection[int] | None = None
) -> OpenCount:
    """The same, counted."""
    late = func.count().filter(today > DUE_ON)
    wanted = select(func.count(), late, func.min(DUE_ON)).where(*_waiting(agency_id, unit_ids))
    return OpenCount(*session.execute(wanted).one())


def _waiting(agency_id: int, unit_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    found = [Complaint.agency_id == agency_id, Complaint.state != ComplaintState.CLOSED]
    if unit_ids is not None:
        found.append(is_any_of(Complaint.unit_id, sorted(unit_ids)))
    return found


def beginnings(session: Session, complaints: Iterable[Complaint]) -> dict[str, str]:
    """By a complaint's name, how its text begins: for who answers, to tell one from another."""
    first = func.substr(ComplaintMessage.text, 1, BEGINNING + 1)
    wanted = select(ComplaintMessage.complaint_name, first).where(
        ComplaintMessage.number == 1,
        is_any_of(ComplaintMessage.complaint_name, [each.name for each in complaints]),
    )
    return {
        name: text if len(text) <= BEGINNING else f"{text[:BEGINNING].rstrip()} …"
        for name, text in session.execute(wanted)
    }


def has_open_complaints(session: Session, agency_id: int) -> bool:
    """Whether any waits."""
    wanted = select(Complaint.name).where(
        Complaint.agency_id == agency_id, Complaint.state != ComplaintState.CLOSED
    )
    return session.scalar(wanted.limit(1)) is not None


def closed_complaints(
    session: Session, agency_id: int, unit_ids: Sequence[int]
) -> Sequence[Complaint]:
    """What was settled lately in these units, the newest first."""
    wanted = (
        select(Complaint)
        .where(
            Complaint.agency_id == agency_id,
            Complaint.unit_id.in_(unit_ids),
            Complaint.state == ComplaintState.CLOSED,
        )
        .options(joinedload(Complaint.unit))
        .order_by(Complaint.closed_on.desc(), Complaint.name)
        .limit(SHOWN)
    )
    return session.scalars(wanted).all()


def may_be_asked(session: Session, person: Person) -> bool:
    """Whether complaints could concern an officer at all: cheap, before anything is looked up."""
    leads = select(Person.id).where(Person.supervisor_id == person.id, Person.is_active)
    named = select(ComplaintOfficer.unit_id).where(ComplaintOfficer.person_id == person.id)
    acting = select(ActingPost.id).where(ActingPost.person_id == person.id)
    return any(session.scalar(each.limit(1)) is not None for each in (leads, named, acting))


def complaint_for(session: Session, person: Person | None, name: str, today: date) -> Complaint:
    """A complaint that this officer answers; heads above it only once its term is over.

    Raises ComplaintNotFound.
    """
    found = session.scalar(
        select(Complaint).where(Complaint.name == name).options(selectinload(Complaint.words))
    )
    if person is None or found is None or found.agency_id != person.agency_id:
        raise ComplaintNotFound
    answering = answering_for(session, found.agency_id, [found.unit_id], today)
    is_above = person.id in answering.above[found.unit_id]
    if person.id in answering.answer[found.unit_id] or (is_above and found.is_late(today)):
        return found
    raise ComplaintNotFound


def unit_of_agency(session: Session, agency_id: int, unit_id: int) -> Unit | None:
    """A unit of this agency."""
    return session.scalar(select(Unit).where(Unit.id == unit_id, Unit.agency_id == agency_id))


def top_unit(session: Session, agency_id: int, today: date) -> Unit:
    """The unit above all others; of several, one where somebody answers. An agency that takes
    complaints has units."""
    tops = select(Unit).where(Unit.agency_id == agency_id, Unit.parent_id.is_(None))
    found = session.scalars(tops.order_by(Unit.code, Unit.id)).all()
    answering = answering_for(session, agency_id, [each.id for each in found], today)
    return next((each for each in found if answering.answer[each.id]), found[0])
