"""Giving, prolonging and ending roles on the web: nobody gives more than they hold, or themselves.

Docs/decisions/0049 states the rules and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.accounts.granting import end_role, give_role
from berakhlak.accounts.models import Account, AccountRole
from berakhlak.accounts.operations import create_account
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.errors import InvalidInput, NotAllowed
from berakhlak.formats import long_date
from berakhlak.people.models import Unit
from berakhlak.people.scope import covers_unit
from berakhlak.permissions import GIVING, Reach, extent_of
from berakhlak.roles import Role


class MayNotGiveRole(NotAllowed):
    """The giver does not hold what they would give."""

    message = _("Anda tidak berwenang memberi peran ini untuk lingkup itu.")


class MayNotEndRole(NotAllowed):
    """Somebody else has to end it."""

    message = _("Peran ini hanya dapat diubah atau diakhiri administrator, atau yang memberinya.")


class OwnRole(NotAllowed):
    """Nobody changes what they may do themselves."""

    message = _("Anda tidak dapat mengubah peran Anda sendiri. Mintalah kepada administrator.")


class AccountShut(NotAllowed):
    """The account is disabled."""

    message = _("Akun ini dinonaktifkan. Aktifkan dahulu pegawainya.")


class EndNeeded(InvalidInput):
    """Who only delegates has to say until when."""

    message = _("Isi hari terakhirnya: peran yang didelegasikan selalu berakhir.")


class OutlivesGiver(InvalidInput):
    """What is given would last longer than what the giver holds."""


def give(
    session: Session,
    giver: Account,
    account: Account,
    role: Role,
    *,
    unit: Unit | None,
    until: date | None,
    at: datetime,
    today: date,
) -> AccountRole:
    """Give a role of the giver's agency; to whom holds it already, with another last day.

    Raises OwnRole, AccountShut, MayNotGiveRole, MayNotEndRole, EndNeeded, OutlivesGiver, and what
    `give_role` raises.
    """
    if giver.id == account.id:
        raise OwnRole
    if not account.is_enabled:
        raise AccountShut
    if giver.agency_id != account.agency_id or (unit and unit.agency_id != giver.agency_id):
        raise MayNotGiveRole
    _require_until(covering_roles(session, giver, role, unit, today), until)
    held = account.held(role, unit.id if unit else None)
    if held is not None and held.holds_on(today) and not may_end(giver, held, today):
        raise MayNotEndRole  # What others gave is not cut short by giving it again.
    return give_role(session, account, role, unit=unit, until=until, by=giver, at=at, today=today)


def covering_roles(
    session: Session, giver: Account, role: Role, unit: Unit | None, today: date
) -> Sequence[AccountRole]:
    """Those of the giver's own roles that let them give this one. Raises MayNotGiveRole."""
    held = [row for row in giver.role_rows if row.holds_on(today)]
    found = [row for row in held if _covers(session, giver.agency_id, row, role, unit)]
    if not found:
        raise MayNotGiveRole
    return found


def roles_to_give(giver: Account) -> list[Role]:
    """The roles that the giver may give, for one thing or another."""
    held = [GIVING.get((grant.role, extent_of(grant.unit_id)), {}) for grant in giver.grants]
    return [role for role in Role if any(role in each for each in held)]


def prolong(
    session: Session,
    giver: Account,
    row: AccountRole,
    unit: Unit | None,
    *,
    until: date | None,
    at: datetime,
    today: date,
) -> None:
    """Set another last day. Raises MayNotEndRole, and what `give` raises."""
    if not may_end(giver, row, today):
        raise MayNotEndRole
    give(session, giver, row.account, row.role, unit=unit, until=until, at=at, today=today)


def end(
    session: Session,
    giver: Account,
    row: AccountRole,
    unit: Unit | None,
    *,
    at: datetime,
    today: date,
) -> None:
    """Take a role away. Raises OwnRole, MayNotEndRole, LastAdministrator."""
    if row.account_id == giver.id:
        raise OwnRole
    if not may_end(giver, row, today):
        raise MayNotEndRole
    end_role(session, row, unit, by=giver, at=at)


def may_end(giver: Account, row: AccountRole, today: date) -> bool:
    """Whether this account may change or end the role: one that it could give, and where it holds
    its own for units alone, one that it gave itself; nobody their own."""
    if row.account_id == giver.id:
        return False
    extent = extent_of(row.unit_id)
    able = [
        held
        for held in giver.role_rows
        if held.holds_on(today)
        and extent in GIVING.get((held.role, extent_of(held.unit_id)), {}).get(row.role, ())
    ]
    return any(held.unit_id is None or row.given_by_id == giver.id for held in able)


def create_outsider(
    session: Session, giver: Account, *, name: str, email: str, at: datetime
) -> Account:
    """An account for somebody who is no officer, such as a regent. Raises AccountExists."""
    account = create_account(session, agency_id=giver.agency_id, name=name, email=email)
    audit.record_act(session, Act.CREATED_ACCOUNT, account.id, by=giver, at=at)
    return account


def _covers(
    session: Session, agency_id: int, row: AccountRole, role: Role, unit: Unit | None
) -> bool:
    """Whether this role of the giver lets them give that one."""
    given = GIVING.get((row.role, extent_of(row.unit_id)), {})
    if extent_of(unit.id if unit else None) not in given.get(role, ()):
        return False
    if row.unit_id is None or unit is None:
        return True
    return covers_unit(session, Reach(agency_id, frozenset({row.unit_id})), unit.id)


def _require_until(covering: Sequence[AccountRole], until: date | None) -> None:
    last = [row.until for row in covering]
    if until is None and all(row.unit_id is not None for row in covering):
        raise EndNeeded
    if None in last:
        return
    most = max(day for day in last if day)
    if until is None or until > most:
        raise OutlivesGiver(
            _(
                "Peran Anda sendiri berakhir %(day)s; yang Anda beri tidak boleh lebih lama.",
                day=long_date(most),
            )
        )
