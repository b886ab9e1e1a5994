"""Who holds which role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased, joinedload

from berakhlak import text
from berakhlak.accounts.models import IS_BEYOND_OFFICER, Account, AccountRole
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.engines import is_any_of
from berakhlak.errors import NotFound
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Person, Unit
from berakhlak.people.scope import covers_person, is_within
from berakhlak.permissions import Reach
from berakhlak.roles import Role

PER_PAGE = 50

_Giver, _Holder = aliased(Account), aliased(Account)


class RoleNotFound(NotFound):
    """No such role, or none that the reader's own role reaches."""


@dataclass(frozen=True)
class HeldRole:
    """One role of one account: the unit that it is for, who gave it, and whose account it is."""

    row: AccountRole
    account: Account
    unit: Unit | None
    giver: str | None
    person_id: int | None

    def is_over(self, today: date) -> bool:
        return not self.row.holds_on(today)


def roles_held(session: Session, agency_id: int) -> Sequence[HeldRole]:
    """Every role beyond that of an officer, by name."""
    return [HeldRole(*row) for row in session.execute(_held(Reach(agency_id)))]


def operators(session: Session) -> Sequence[HeldRole]:
    """Of the installation, who belong to no agency, by name."""
    wanted = _all_roles().where(AccountRole.role == Role.OPERATOR)
    return [HeldRole(*row) for row in session.execute(wanted)]


def roles_page(session: Session, reach: Reach, page: int, search: str = "") -> Pagination:
    """A page of the roles that the reader's own reaches, by name; over ones among them."""
    wanted, total = _held(reach), None
    if search:
        named = _named_roles(session, reach, search)
        wanted, total = _all_roles().where(is_any_of(AccountRole.id, named)), len(named)
    key = AccountRole.id
    return paginate_rows(session, wanted, page, PER_PAGE, HeldRole, total, key)


def roles_of(session: Session, account_id: int) -> Sequence[HeldRole]:
    """What an account holds, officer among it, however far it reaches."""
    rows = session.execute(_all_roles().where(AccountRole.account_id == account_id))
    return [HeldRole(*row) for row in rows]


def held_role(session: Session, reach: Reach, role_id: int) -> HeldRole:
    """One role. Raises RoleNotFound."""
    row = session.execute(_held(reach).where(AccountRole.id == role_id)).one_or_none()
    if row is None:
        raise RoleNotFound
    return HeldRole(*row)


def account_within(session: Session, reach: Reach, name: str) -> Account | None:
    """The account that signs in by this name, if it is of the agency; for a reach of units, if its
    officer sits there."""
    account = account_by_sign_in_name(session, name)
    if account is None or account.agency_id != reach.agency_id:
        return None
    if reach.is_whole:
        return account
    person = session.scalar(select(Person).where(Person.account_id == account.id))
    return account if person and covers_person(session, reach, person) else None


def _named_roles(session: Session, reach: Reach, search: str) -> list[int]:
    """Ids of the roles within reach of whose holder or unit the name has every word. Few accounts
    hold one, so that their names are read, not those of all officers."""
    rows = session.execute(
        _held(reach)
        .with_only_columns(AccountRole.id, Account.name, Unit.name, Person.name_key)
        .order_by(None)
    )
    is_found, words = text.words_finder(search), text.search_words(search)
    return [
        number
        for number, name, unit, key in rows
        if is_found(name)
        or (unit is not None and is_found(unit))
        or (words and key is not None and all(word in key for word in words))
    ]


def _held(reach: Reach) -> Select[AccountRole, Account, Unit, str, int]:
    """From the roles on, which few accounts hold, each account looked up: with the agency of the
    account that is joined, either engine would begin with all accounts."""
    agency = select(_Holder.agency_id).where(_Holder.id == AccountRole.account_id)
    within = is_within(AccountRole.unit_id, reach)
    is_ours = agency.scalar_subquery() == reach.agency_id
    return _all_roles().where(IS_BEYOND_OFFICER, is_ours, within)


def _all_roles() -> Select[AccountRole, Account, Unit, str, int]:
    return (
        select(AccountRole, Account, Unit, _Giver.name, Person.id)
        .join(Account, Account.id == AccountRole.account_id)
        .outerjoin(Unit, Unit.id == AccountRole.unit_id)
        .outerjoin(_Giver, _Giver.id == AccountRole.given_by_id)
        .outerjoin(Person, and_(Person.account_id == Account.id))
        .options(joinedload(AccountRole.account))
        .order_by(Account.name, Account.id, AccountRole.role, Unit.code, AccountRole.id)
    )
