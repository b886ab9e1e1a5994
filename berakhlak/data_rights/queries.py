"""Finding requests to have data mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.data_rights.models import CorrectedField, CorrectionRequest
from berakhlak.data_rights.terms import CORRECTION
from berakhlak.errors import NotFound
from berakhlak.pagination import paginate_rows
from berakhlak.people.level_words import LEVEL_NAMES
from berakhlak.people.models import Person

KEPT_DAYS = 365
"""How long a request stays after it was answered."""
SHOWN = 50


class CorrectionNotFound(NotFound):
    """No such request, or none that this account may know of: the answer is the same."""

    message = _("Permintaan perbaikan ini tidak ada, atau tidak terbuka untuk akun Anda.")


def officer_behind(session: Session, account_id: int) -> Person | None:
    """The officer whose account this is."""
    return session.scalar(select(Person).where(Person.account_id == account_id))


def requests_of(session: Session, person: Person) -> Sequence[CorrectionRequest]:
    """All requests of an officer, the newest first."""
    wanted = select(CorrectionRequest).where(CorrectionRequest.person_id == person.id)
    return session.scalars(wanted.order_by(CorrectionRequest.id.desc())).all()


def waiting_requests(session: Session, agency_id: int, page: int = 1) -> Pagination:
    """A page of the requests of the agency's officers that wait for HR, the oldest first."""
    wanted = _of_agency(agency_id).where(CorrectionRequest.outcome.is_(None))
    wanted = wanted.order_by(CorrectionRequest.asked_on, CorrectionRequest.id)
    return paginate_rows(session, wanted, page, SHOWN, lambda asked: asked)


@dataclass(frozen=True)
class WaitingCount:
    """How many requests wait for HR, at least one; `answer_by`: the last day of the oldest one."""

    total: int
    answer_by: date


def count_waiting(session: Session, agency_id: int) -> WaitingCount | None:
    """The same as a number, for the start page."""
    wanted = _of_agency(agency_id).where(CorrectionRequest.outcome.is_(None))
    counted = wanted.with_only_columns(func.count(), func.min(CorrectionRequest.asked_on))
    total, oldest = session.execute(counted).one()
    return WaitingCount(total, CORRECTION.last_day(oldest)) if total else None


def answered_requests(session: Session, agency_id: int) -> Sequence[CorrectionRequest]:
    """Those that were answered or withdrawn lately, the newest first."""
    wanted = _of_agency(agency_id).where(CorrectionRequest.outcome.is_not(None))
    newest = CorrectionRequest.decided_on.desc(), CorrectionRequest.id.desc()
    return session.scalars(wanted.order_by(*newest).limit(SHOWN)).all()


def _of_agency(agency_id: int) -> Select[CorrectionRequest]:
    """From the requests on, which are few, each officer looked up: for a join either engine would
    begin with all officers."""
    agency = select(Person.agency_id).where(Person.id == CorrectionRequest.person_id)
    wanted = select(CorrectionRequest).options(joinedload(CorrectionRequest.person))
    return wanted.where(agency.scalar_subquery() == agency_id)


def request_of_agency(session: Session, agency_id: int, request_id: int) -> CorrectionRequest:
    """One request, for HR of the agency. Raises CorrectionNotFound."""
    found = session.get(CorrectionRequest, request_id)
    if found is None or found.person.agency_id != agency_id:
        raise CorrectionNotFound
    return found


def own_request(session: Session, account_id: int, request_id: int) -> CorrectionRequest:
    """One's own request. Raises CorrectionNotFound."""
    found = session.get(CorrectionRequest, request_id)
    if found is None or found.person.account_id != account_id:
        raise CorrectionNotFound
    return found


def what_stands(person: Person, field: CorrectedField) -> str:
    """What the row says of a field now; empty for what is no field of it."""
    lead = person.supervisor
    return {
        CorrectedField.NAME: person.name,
        CorrectedField.NIP: person.nip,
        CorrectedField.POSITION: person.position,
        CorrectedField.LEVEL: str(LEVEL_NAMES[person.level]),
        CorrectedField.RANK: person.rank or "",
        CorrectedField.UNIT: person.unit.name,
        CorrectedField.SUPERVISOR: lead.name if lead else "",
        CorrectedField.EMAIL: person.email or "",
    }.get(field, "")


def too_old(today: date) -> date:
    """Requests answered before this day are removed."""
    return today - timedelta(days=KEPT_DAYS)
