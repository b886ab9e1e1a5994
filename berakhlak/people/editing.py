"""What HR changes of one officer by hand: the record, or the NIP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import may_readdress
from berakhlak.accounts.own_acts import forget_links
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.errors import InvalidInput
from berakhlak.people import changes, nip
from berakhlak.people.changes import PlacementDetail
from berakhlak.people.models import (
    FormerNip,
    Person,
    PlacementChangeKind,
    PositionLevel,
    Unit,
)
from berakhlak.people.operations import mark_namesakes

_OF_ADMINISTRATORS = _(
    "Akun pegawai ini berwenang lebih dari menilai. Emailnya hanya dapat diubah administrator, "
    "karena ke sanalah kode kata sandi dikirim."
)
_NUMBER_OF_ADMINISTRATORS = _(
    "Akun pegawai ini berwenang lebih dari menilai. NIP-nya hanya dapat diubah administrator, "
    "karena dengan NIP itu ia masuk."
)


class FieldRefused(InvalidInput):
    """What was typed in one field cannot be kept; `field` names it."""

    def __init__(self, field: str, message: object) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class OfficerFacts:
    """What of an officer HR may change; `supervisor` is in no loop with the officer."""

    name: str
    position: str
    unit: Unit
    supervisor: Person | None
    level: PositionLevel
    rank: str | None
    email: str | None


def facts_of(person: Person) -> OfficerFacts:
    """As they are now."""
    return OfficerFacts(
        person.name,
        person.position,
        person.unit,
        person.supervisor,
        person.level,
        person.rank,
        person.email,
    )


def edit_person(
    session: Session, person: Person, facts: OfficerFacts, *, by: Actor | None, at: datetime
) -> tuple[str, ...]:
    """Change what differs, and note it; returns the names of what did. Raises FieldRefused."""
    before = facts_of(person)
    changed = tuple(
        name
        for name in OfficerFacts.__annotations__
        if getattr(before, name) != getattr(facts, name)
    )
    if not changed:
        return ()
    _require_no_loop(person, facts.supervisor)
    account = session.get_one(Account, person.account_id) if person.account_id else None
    readdresses = account is not None and may_readdress(session, account, by)
    if "email" in changed:
        _require_free_email(session, person, facts.email)
        if account is not None and not readdresses:
            raise FieldRefused("email", _OF_ADMINISTRATORS)
    for name in changed:
        setattr(person, name, getattr(facts, name))
    if account is not None:
        account.name = person.name
        if readdresses and account.email != person.email:
            account.email = person.email
            forget_links(session, [account.id])
    session.flush()
    for what, detail in _noted(before, facts):
        changes.note_change(session, person, what, by=by, at=at, detail=detail)
    told = {"fields": ",".join(changed)}
    audit.record_act(session, Act.EDITED_PERSON, person.id, by=by, at=at, detail=told)
    mark_namesakes(session, person.agency_id)
    return changed


def change_nip(
    session: Session, person: Person, typed: str, *, today: date, by: Actor | None, at: datetime
) -> None:
    """Give an officer another number; the account signs in by it from now on, the old one stays
    theirs alone. Raises NipError, FieldRefused.

    Whether they are PNS or PPPK follows from the number.
    """
    number = nip.parse_nip(typed, today=today)
    if number.digits == person.nip:
        raise FieldRefused("nip", _("Ini NIP yang sudah tercatat."))
    _require_free_number(session, person, number.digits)
    account = session.get_one(Account, person.account_id) if person.account_id else None
    if account is not None and not may_readdress(session, account, by):
        raise FieldRefused("nip", _NUMBER_OF_ADMINISTRATORS)
    own = session.get(FormerNip, (person.agency_id, number.digits))
    if own is not None:  # A slip is taken back.
        session.delete(own)
    session.merge(FormerNip(agency_id=person.agency_id, nip=person.nip, person_id=person.id))
    was, person.nip, person.employment = person.nip, number.digits, number.employment
    if account is not None:
        account.nip = number.digits
        forget_links(session, [account.id])
    session.flush()
    detail = {"was": was[-3:], "now": number.digits[-3:]}
    audit.record_act(session, Act.CHANGED_NIP, person.id, by=by, at=at, detail=detail)
    mark_namesakes(session, person.agency_id)


def find_supervisor(session: Session, person: Person, typed: str) -> Person | None:
    """The active officer whom a name or a NIP means; None for nothing. Raises FieldRefused."""
    words = text.single_line(typed)
    if not words:
        return None
    if person.supervisor is not None and words == person.supervisor.called:
        return person.supervisor
    officers = select(Person).where(Person.agency_id == person.agency_id, Person.is_active)
    if nip.has_all_nip_digits(words):
        found = session.scalars(officers.where(Person.nip == nip.tidy_nip(words))).all()
    else:
        named = session.scalars(officers.where(Person.name_key == text.search_key(words))).all()
        marked = session.scalars(officers.where(Person.mark != "")).all()
        found = named or [each for each in marked if each.called == words]
    if not found:
        raise FieldRefused("supervisor", _("Tidak ada pegawai aktif dengan nama atau NIP ini."))
    if len(found) > 1:
        raise FieldRefused("supervisor", _("Nama ini dipakai beberapa pegawai. Isi NIP-nya."))
    return found[0]


def _require_no_loop(person: Person, lead: Person | None) -> None:
    if lead is not None and person in (lead, *lead.those_above()):
        raise FieldRefused(
            "supervisor", _("Orang ini bawahan pegawai itu, langsung atau tidak langsung.")
        )


def _require_free_email(session: Session, person: Person, email: str | None) -> None:
    if email is None:
        return
    owner = session.scalar(select(Account.id).where(Account.email == email))
    if owner is not None and owner != person.account_id:
        raise FieldRefused("email", _("Email ini sudah dipakai akun lain."))


def _require_free_number(session: Session, person: Person, number: str) -> None:
    same = select(Person.id).where(Person.agency_id == person.agency_id, Person.nip == number)
    if session.scalar(same) is not None:
        raise FieldRefused(
            "nip",
            _("NIP ini milik pegawai lain. Bila orangnya sama, gabungkan kedua datanya."),
        )
    former = session.get(FormerNip, (person.agency_id, number))
    if former is not None and former.person_id != person.id:
        raise FieldRefused("nip", _("NIP ini pernah dipakai pegawai lain."))
    account = session.scalar(select(Account.id).where(Account.nip == number))
    if account is not None and account != person.account_id:
        raise FieldRefused("nip", _("NIP ini sudah dipakai akun lain."))


def _noted(
    before: OfficerFacts, after: OfficerFacts
) -> Iterator[tuple[PlacementChangeKind, PlacementDetail]]:
    if before.unit is not after.unit:
        moved = PlacementDetail(before.unit.name, after.unit.name, before.unit.id)
        yield PlacementChangeKind.UNIT, moved
    if before.level is not after.level:
        yield PlacementChangeKind.LEVEL, PlacementDetail(before.level.value, after.level.value)
    if before.supervisor is not after.supervisor:
        was, now = (each.supervisor.name if each.supervisor else None for each in (before, after))
        yield PlacementChangeKind.SUPERVISOR, PlacementDetail(was, now)
    if before.email != after.email:
        yield PlacementChangeKind.ADDRESS, PlacementDetail()
