"""Opening and ending an exceptional access, and counting readings; nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SignedIn
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Participant
from berakhlak.engines import insert_unless_known, rows_changed
from berakhlak.errors import NotAllowed, StateConflict
from berakhlak.exceptional_access.models import ExceptionalAccess, Ground, OpenedContent
from berakhlak.exceptional_access.queries import (
    is_open_anyway,
    open_accesses_by,
    open_to_exception,
)
from berakhlak.people.models import Person
from berakhlak.permissions import Action

MOST_OPEN = 3


class MayNotOpen(NotAllowed):
    """Not by any role that holds today, for the whole agency."""

    message = _("Peran Anda tidak membolehkan akses khusus.")


class NothingToOpen(StateConflict):
    """Not published, a pulse, or somebody else's agency."""

    message = _(
        "Yang dapat dibuka hanya profil atau keberatan dari siklus yang sudah terbit. Siklus yang "
        "berjalan, jawaban, dan daftar penilai tidak dapat dibuka siapa pun."
    )


class OwnThing(NotAllowed):
    """What is one's own needs no exception."""

    message = _("Ini tentang Anda sendiri. Bacalah di halaman Profil dan Data saya.")


class OpenAnyway(StateConflict):
    """The role, or what one is to the officer, opens it already."""

    message = _("Ini sudah terbuka bagi Anda tanpa akses khusus. Bukalah di halaman biasa.")


class AlreadyOpen(StateConflict):
    """The same, by the same account."""

    message = _("Akses khusus Anda atas hal yang sama masih terbuka. Lihat di daftar.")


class TooManyOpen(StateConflict):
    """An exception is not a way to read many."""

    message = _("Tiga akses khusus Anda masih terbuka. Akhiri satu sebelum membuka yang lain.")


class AlreadyEnded(StateConflict):
    """Its hours are over, or somebody ended it before."""

    message = _("Akses khusus ini sudah berakhir.")


@dataclass(frozen=True, kw_only=True)
class AccessRequest:
    """What is to be opened, and why."""

    person: Person
    participant_id: int
    thing: OpenedContent
    ground: Ground
    paper: str
    reason: str


def open_access(
    session: Session, wanted: AccessRequest, *, by: SignedIn, at: datetime, hours: int, today: date
) -> ExceptionalAccess:
    """Open one thing for some hours; the record and the officer are told with it.

    Raises MayNotOpen, NothingToOpen, OwnThing, OpenAnyway, AlreadyOpen, TooManyOpen.
    """
    seat = _require(session, wanted, by, at)
    access = ExceptionalAccess(
        participant_id=seat.id,
        account_id=by.id,
        thing=wanted.thing,
        ground=wanted.ground,
        paper=wanted.paper,
        reason=wanted.reason,
        opened_at=at,
        ends_at=at + timedelta(hours=hours),
        readings=0,
    )
    session.add(access)
    _note(session, Act.OPENED_EXCEPTIONALLY, access, seat, by=by, at=at)
    _tell(session, wanted.person, by, today)
    session.flush()
    return access


def _require(session: Session, wanted: AccessRequest, by: SignedIn, at: datetime) -> Participant:
    """The officer in that cycle, if all holds under which it may be opened."""
    person = wanted.person
    if not by.may(Action.BREAK_GLASS, whole=True) or person.agency_id != by.agency_id:
        raise MayNotOpen
    seats = {seat.id: seat for seat in open_to_exception(session, person)}
    seat = seats.get(wanted.participant_id)
    if seat is None:
        raise NothingToOpen
    if person.account_id == by.id:
        raise OwnThing
    if is_open_anyway(session, by, seat, wanted.thing):
        raise OpenAnyway
    # Whoever sends two at once may get a fourth; both are on record and told to the officers.
    mine = open_accesses_by(session, by.id, at)
    if any((each.participant_id, each.thing) == (seat.id, wanted.thing) for each in mine):
        raise AlreadyOpen
    if len(mine) >= MOST_OPEN:
        raise TooManyOpen
    return seat


def end_access(session: Session, access: ExceptionalAccess, *, by: Actor, at: datetime) -> None:
    """End it before its hours are over. Raises AlreadyEnded."""
    still = (
        ExceptionalAccess.id == access.id,
        ExceptionalAccess.ended_at.is_(None),
        ExceptionalAccess.ends_at > at,
    )
    ending = update(ExceptionalAccess).where(*still).values(ended_at=at, ended_by_id=by.id)
    if not rows_changed(session, ending):
        raise AlreadyEnded
    session.refresh(access)
    _note(session, Act.ENDED_EXCEPTION, access, access.participant, by=by, at=at)


def count_reading(session: Session, access: ExceptionalAccess) -> None:
    """That it was read once more; the caller commits before anything is shown."""
    more = {"readings": ExceptionalAccess.readings + 1}
    session.execute(update(ExceptionalAccess).where(ExceptionalAccess.id == access.id).values(more))
    session.refresh(access)


def _note(
    session: Session,
    act: Act,
    access: ExceptionalAccess,
    seat: Participant,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Whose, of which cycle, and on which paper: HR of units read this, so not what."""
    detail = {"name": seat.cycle.name, "ground": access.ground.value, "paper": access.paper}
    audit.record_act(session, act, seat.person_id, by=by, at=at, detail=detail)


def _tell(session: Session, person: Person, by: SignedIn, today: date) -> None:
    """Let a mail say that something was opened; what it was stands behind the sign-in."""
    has_address = exists().where(Account.id == person.account_id, Account.email.is_not(None))
    if person.account_id is None or not session.scalar(select(has_address)):
        return
    values = {
        "account_id": person.account_id,
        "way": CodeWay.EXCEPTION,
        "asked_by_id": by.id,
        "day": today,
        "valid_days": 0,
        "attempts": 0,
    }
    session.execute(insert_unless_known(session, AccessMail, values))
