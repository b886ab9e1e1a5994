"""Giving roles and taking them back: what holds for whoever does it, also at the command line.

Who may give what on the web is decided in `role_grants`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Protocol

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account, AccountRole, new_session_version
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.permissions import APART, FOR_UNITS
from berakhlak.roles import Role


class LastAdministrator(StateConflict):
    """Nobody would be left who can sign in and is an administrator for good."""

    message = _(
        "Ini administrator tetap terakhir yang dapat masuk. Angkat dahulu administrator lain "
        "tanpa tanggal berakhir, yang sudah punya kata sandi."
    )


class AlwaysWholeAgency(InvalidInput):
    """The role cannot be given for a unit."""

    message = _("Peran ini selalu untuk seluruh instansi; kosongkan unit kerjanya.")


class EndsBeforeToday(InvalidInput):
    """The last day of the role is over."""

    message = _("Tanggal berakhir sudah lewat. Pilih hari ini atau sesudahnya.")


class StaysApart(InvalidInput):
    """Whoever acts for a provider of trainings, or operates the installation, is nothing besides,
    and nobody else becomes that."""

    message = _(
        "Akun mitra dan akun pengelola instalasi tidak dapat diberi peran lain. Peran mitra "
        "diberikan dan diakhiri lewat halaman lembaga pelatihan; peran pengelola instalasi lewat "
        "perintah account create-operator."
    )


class RoleNotHeld(StateConflict):
    """The account does not have the role, or not for this unit."""

    message = _("Akun ini tidak memegang peran itu, atau tidak untuk unit itu.")


class NamedUnit(Protocol):
    """A unit that a role is given for."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...


def give_role(
    session: Session,
    account: Account,
    role: Role,
    *,
    unit: NamedUnit | None = None,
    until: date | None = None,
    by: Actor | None,
    at: datetime,
    today: date,
) -> AccountRole:
    """Let the account act in a role, in a unit or everywhere, to a last day or for good.

    The sessions and codes of the account end where this lets it do more: who has taken one of them
    must not gain by it. Raises AlwaysWholeAgency, EndsBeforeToday, LastAdministrator,
    StaysApart.
    """
    if role in APART or account.stands_apart:
        raise StaysApart
    if unit is not None and role not in FOR_UNITS:
        raise AlwaysWholeAgency
    if until is not None and until < today:
        raise EndsBeforeToday
    with keeping_administrators(session, [account.id]):
        row = account.held(role, unit.id if unit else None)
        if row is None or not row.holds_on(today):
            row = row or _add_row(account, role, unit)
            row.given_by_id, row.given_at = by.id if by else None, at
            if role is not Role.OFFICER:
                account.session_version = new_session_version()
        row.until = until
    _record(session, Act.GRANTED_ROLE, row, unit, by=by, at=at)
    return row


def end_role(
    session: Session, row: AccountRole, unit: NamedUnit | None, *, by: Actor | None, at: datetime
) -> None:
    """Take one role away; at once, also from sessions that are open. That of a partner ends with
    the account alone: without it the account would be let in like everybody's. Raises
    LastAdministrator, StaysApart."""
    if row.role is Role.PARTNER:
        raise StaysApart
    account = row.account
    with keeping_administrators(session, [account.id]):
        account.role_rows.remove(row)
    _record(session, Act.REVOKED_ROLE, row, unit, by=by, at=at, account_id=account.id)


def revoke_role(
    session: Session,
    account: Account,
    role: Role,
    *,
    unit: NamedUnit | None = None,
    by: Actor | None,
    at: datetime,
) -> None:
    """Take a role away, of one unit or wherever it holds. Raises RoleNotHeld, LastAdministrator,
    StaysApart."""
    rows = [
        row
        for row in account.role_rows
        if row.role is role and (unit is None or row.unit_id == unit.id)
    ]
    if not rows:
        raise RoleNotHeld
    for row in rows:
        end_role(session, row, unit, by=by, at=at)


@contextmanager
def keeping_administrators(session: Session, account_ids: Collection[int]) -> Iterator[None]:
    """What is done inside must leave an agency that one of these accounts administers somebody who
    can. Raises LastAdministrator after it; the caller rolls back.
    """
    ids = set(account_ids)
    concerned = {agency_id for each, agency_id in _administrators(session) if each in ids}
    if concerned:
        # Two who end each other at once: the second waits here, then counts what is left.
        rows = select(AccountRole.id).where(AccountRole.role == Role.ADMIN)
        session.execute(rows.order_by(AccountRole.id).with_for_update()).all()
    yield
    if concerned:
        session.flush()
        if concerned - {agency_id for _each, agency_id in _administrators(session)}:
            raise LastAdministrator


def _administrators(session: Session) -> list[tuple[int, int]]:
    """(account, agency) of administrators for good who can sign in."""
    wanted = (
        select(Account.id, Account.agency_id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == Role.ADMIN, AccountRole.until.is_(None))
        .where(Account.is_enabled, Account.password_hash.is_not(None))
    )
    return [(account_id, agency_id) for account_id, agency_id in session.execute(wanted)]


def _add_row(account: Account, role: Role, unit: NamedUnit | None) -> AccountRole:
    row = AccountRole(role=role, unit_id=unit.id if unit else None)
    account.role_rows.append(row)
    return row


def _record(
    session: Session,
    act: Act,
    row: AccountRole,
    unit: NamedUnit | None,
    *,
    by: Actor | None,
    at: datetime,
    account_id: int = 0,
) -> None:
    detail: dict[str, int | str] = {"role": row.role.value}
    if unit is not None:
        detail["unit"] = unit.code
    if row.until is not None and act is Act.GRANTED_ROLE:
        detail["until"] = row.until.isoformat()
    about = account_id or row.account.id
    audit.record_act(session, act, about, by=by, at=at, detail=detail)
