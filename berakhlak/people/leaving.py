"""Officers leave the agency, and come back: nothing of frozen cycles changes by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts import operations as accounts
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.engines import in_pieces
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.people import changes
from berakhlak.people.models import Agency, LeavingReason, Person, PlacementChangeKind
from berakhlak.people.quotas import require_place


class OwnAccountNeeded(StateConflict):
    """Whoever acts would shut themselves out."""

    message = _("Anda tidak dapat menonaktifkan diri sendiri. Mintalah pengelola kepegawaian lain.")


class LeavesInFuture(InvalidInput):
    """Leaving takes effect at once, so its day cannot be still to come."""

    message = _(
        "Tanggal ini belum tiba. Nonaktifkan pegawai pada harinya; "
        "sampai saat itu ia masih menilai."
    )


class AlreadyLeft(StateConflict):
    """The officer has been deactivated before."""

    message = _("Pegawai ini sudah nonaktif.")


class StillActive(StateConflict):
    """The officer never left, or is back already."""

    message = _("Pegawai ini sudah aktif.")


def deactivate_people(
    session: Session,
    agency: Agency,
    person_ids: Iterable[int],
    *,
    reasons: Mapping[int, LeavingReason] | None = None,
    left_on: date | None = None,
    by: Actor | None,
    at: datetime,
) -> int:
    """Note that these officers have left: in no new cycle, and out of every session at once.

    Cycles that are frozen keep them. People of other agencies are not touched. Raises
    OwnAccountNeeded. Returns how many.
    """
    ids = list(person_ids)
    wanted = select(Person).where(Person.agency_id == agency.id, Person.is_active)
    people = [
        person
        for some in in_pieces(ids)
        for person in session.scalars(wanted.where(Person.id.in_(some)))
    ]
    if by is not None and any(person.account_id == by.id for person in people):
        raise OwnAccountNeeded
    for person in people:
        reason = (reasons or {}).get(person.id)
        person.is_active = False
        person.left_as, person.left_on = reason, left_on
        changes.note_change(session, person, PlacementChangeKind.LEFT, by=by, at=at)
        detail = {"reason": reason.value} if reason else None
        audit.record_act(session, Act.DEACTIVATED_PERSON, person.id, by=by, at=at, detail=detail)
    found = [person.account_id for person in people if person.account_id is not None]
    accounts.disable_accounts(session, found)
    return len(people)


def deactivate_person(
    session: Session,
    person: Person,
    *,
    reason: LeavingReason,
    left_on: date,
    today: date,
    by: Actor | None,
    at: datetime,
) -> None:
    """The same of one officer. Raises AlreadyLeft, LeavesInFuture, OwnAccountNeeded."""
    if not person.is_active:
        raise AlreadyLeft
    if left_on > today:
        raise LeavesInFuture
    agency = session.get_one(Agency, person.agency_id)
    deactivate_people(
        session,
        agency,
        [person.id],
        reasons={person.id: reason},
        left_on=left_on,
        by=by,
        at=at,
    )


def reactivate_person(session: Session, person: Person, *, by: Actor | None, at: datetime) -> None:
    """Let an officer take part again, with the account as it was. Raises StillActive,
    QuotaOfOfficersReached."""
    if person.is_active:
        raise StillActive
    require_place(session, person.agency_id)
    person.is_active = True
    person.left_as = person.left_on = None
    if person.account_id is not None:
        accounts.enable_account(session, person.account_id)
    changes.note_change(session, person, PlacementChangeKind.RETURNED, by=by, at=at)
    audit.record_act(session, Act.REACTIVATED_PERSON, person.id, by=by, at=at)
