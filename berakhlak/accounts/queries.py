"""Finding accounts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, bindparam, column, exists, or_, select, table
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.accounts.models import (
    LARGEST_SESSION_VERSION,
    Account,
    AccountRole,
    DeviceSession,
    FederatedIdentity,
)
from berakhlak.engines import in_pieces
from berakhlak.permissions import Grant, RoleHolder
from berakhlak.roles import Role

_SESSION_ID = re.compile(r"([0-9]{1,9}):([0-9]{1,19}):[A-Za-z0-9_-]{43}")

# Asked with every request: plain columns, which cost far less than mapped ones, and the roles in
# the same statement.
_account, _role, _device = Account.__table__, AccountRole.__table__, DeviceSession.__table__

_agency = table("agency", column("id"), column("name"))

# That a claim holds: for statements that are given its parts under their names.
CLAIM_HOLDS = and_(
    _account.c.id == bindparam("account"),
    _account.c.session_version == bindparam("version"),
    _account.c.is_enabled,
    exists().where(_device.c.digest == bindparam("digest")),
)
_SIGNED_IN = (
    select(_account.c.agency_id, _account.c.name, _role.c.role, _role.c.unit_id)
    .select_from(
        _account.outerjoin(
            _role,
            and_(
                _role.c.account_id == _account.c.id,
                or_(_role.c.until.is_(None), _role.c.until >= bindparam("today")),
            ),
        )
    )
    .where(CLAIM_HOLDS)
)


@dataclass(frozen=True)
class SessionClaim:
    """Whose a session says it is; only a query can tell whether that still holds."""

    account: int
    version: int
    digest: bytes

    @classmethod
    def parse(cls, session_id: str) -> SessionClaim | None:
        """Read `12:3:TOKEN`, a session of account 12, version 3; None for anything else."""
        found = _SESSION_ID.fullmatch(session_id)
        # Databases refuse larger numbers.
        if found is None or int(found[2]) > LARGEST_SESSION_VERSION:
            return None
        return cls(int(found[1]), int(found[2]), sha256(session_id.encode()).digest())


@dataclass(frozen=True)
class SignedIn(RoleHolder):
    """Who is signed in, as every page needs it; `current_account` gives the account itself.

    `only`: the one blueprint whose pages this session opens; empty for all that the roles open.
    """

    id: int
    version: int
    agency_id: int
    name: str
    grants: frozenset[Grant]
    only: str = ""

    # What Flask-Login asks of a user; spelled out, so that the domain need not import it.
    is_authenticated = is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return f"{self.id}:{self.version}"


def account_by_sign_in_name(session: Session, name: str) -> Account | None:
    """The account with this e-mail (any case) or NIP (spaces, dots and prefix ignored)."""
    name = text.sign_in_name(name)
    column = Account.email if "@" in name else Account.nip
    return session.scalar(select(Account).where(column == name))


def is_linked(session: Session, account_id: int, issuer: str) -> bool:
    """Whether an account is linked to anybody at this provider."""
    found = select(FederatedIdentity.account_id).where(
        FederatedIdentity.account_id == account_id, FederatedIdentity.issuer == issuer
    )
    return session.scalar(found) is not None


def account_with_role(session: Session, name: str) -> int | None:
    """The id of the account of this sign-in name, if it does more than rate; in one statement,
    whether there is such an account or not."""
    name = text.sign_in_name(name)
    column = Account.email if "@" in name else Account.nip
    roles = (AccountRole.account_id == Account.id, AccountRole.role != Role.OFFICER)
    return session.scalar(select(Account.id).where(column == name, *roles).limit(1))


def roles_ended(
    session: Session, agency_id: int, since: date, today: date
) -> list[tuple[int, Role]]:
    """Roles, with their account, whose last day lies from `since` to before today."""
    wanted = select(Account.id, AccountRole.role).where(
        AccountRole.account_id == Account.id,
        Account.agency_id == agency_id,
        AccountRole.until >= since,
        AccountRole.until < today,
    )
    found = session.execute(wanted)
    return [(account_id, role) for account_id, role in found]


def signed_in_by_session_id(session: Session, session_id: str, *, today: date) -> SignedIn | None:
    """Who is behind a session, with the roles that hold today; unless the account was disabled or
    its sessions were ended."""
    claim = SessionClaim.parse(session_id)
    if claim is None:
        return None
    rows = session.connection().execute(_SIGNED_IN, vars(claim) | {"today": today}).all()
    if not rows:
        return None
    grants = frozenset(Grant(row.role, row.unit_id) for row in rows if row.role is not None)
    return SignedIn(claim.account, claim.version, rows[0].agency_id, rows[0].name, grants)


def holds(role: Role, today: date) -> ColumnElement[bool]:
    """Whether a row of AccountRole is this role, for the whole agency, and holds today."""
    return and_(AccountRole.role == role, AccountRole.unit_id.is_(None), still_holds(today))


def still_holds(today: date) -> ColumnElement[bool]:
    """Whether a row of AccountRole holds today."""
    return or_(AccountRole.until.is_(None), AccountRole.until >= today)


def agency_name(session: Session, agency_id: int) -> str:
    """What the agency of an account is called; its own room lies further on."""
    return session.scalar(select(_agency.c.name).where(_agency.c.id == agency_id)) or ""


def accounts_by_nip(session: Session, numbers: Sequence[str]) -> dict[str, Account]:
    """The accounts that carry one of these NIPs, by NIP."""
    found: dict[str, Account] = {}
    for some in in_pieces(numbers):
        for account in session.scalars(select(Account).where(Account.nip.in_(some))):
            found[str(account.nip)] = account
    return found


def account_ids_by_nip(session: Session, numbers: Sequence[str]) -> dict[str, int]:
    """The ids of the accounts that carry one of these NIPs, by NIP."""
    found: dict[str, int] = {}
    for some in in_pieces(numbers):
        rows = session.execute(select(Account.nip, Account.id).where(Account.nip.in_(some)))
        found |= {str(number): account_id for number, account_id in rows}
    return found
