"""Putting up an agency, inviting its first administrator, and bounding what it takes.

Docs/decisions/0244 says how far an operator may go, and why no further.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.access import codes
from berakhlak.access.operations import Issue, store_codes
from berakhlak.accounts.free_names import rename_account
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import create_account
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import record_act
from berakhlak.errors import StateConflict
from berakhlak.installation.queries import first_administrator, is_at_work
from berakhlak.people.models import Agency
from berakhlak.people.operations import create_agency
from berakhlak.roles import Role

ROLES = (Role.ADMIN, Role.HR)
"""Of a first administrator: somebody has to be HR, and gives that to others later."""


class AgencyAtWork(StateConflict):
    """Somebody has arrived there, and lets in whom the agency wants to."""

    message = _(
        "Instansi ini sudah berjalan. Kode masuk dibuatkan administratornya sendiri, bukan "
        "pengelola instalasi."
    )


@dataclass(frozen=True)
class Quota:
    """Most officers in service and MB of files; None: no bound."""

    officers: int | None
    megabytes: int | None


@dataclass(frozen=True)
class NewAgency:
    """As an operator types it."""

    code: str
    name: str
    government: str
    quota: Quota


@dataclass(frozen=True)
class Invited:
    """Who is invited to be the first administrator."""

    name: str
    email: str


def put_up_agency(
    session: Session, new: NewAgency, invited: Invited, issue: Issue, *, secret: str
) -> tuple[Agency, str]:
    """The agency, and the code for its first administrator, to be shown once.

    Raises AgencyExists, AccountExists.
    """
    agency = create_agency(session, code=new.code, name=new.name, by=issue.by, at=issue.at)
    agency.government = text.single_line(new.government)
    set_quota(session, agency, new.quota, issue)
    return agency, invite(session, agency, invited, issue, secret=secret)


def invite(session: Session, agency: Agency, invited: Invited, issue: Issue, *, secret: str) -> str:
    """A code for the first administrator, in the place of whoever was invited before.

    Raises AgencyAtWork, AccountExists.
    """
    if is_at_work(session, agency.id):
        raise AgencyAtWork
    account = first_administrator(session, agency.id)
    if account is None:
        account = _administrator(session, agency, invited, issue)
    else:
        rename_account(session, account, name=invited.name, email=invited.email)
    code = codes.new_code()
    store_codes(session, {account.id: code}, issue, secret=secret)
    record_act(session, Act.ISSUED_CODE, account.id, by=issue.by, at=issue.at)
    return code


def set_quota(session: Session, agency: Agency, quota: Quota, issue: Issue) -> None:
    """Bound what the agency takes; what it has already stays."""
    agency.most_officers, agency.most_file_mb = quota.officers, quota.megabytes
    detail = {"officers": quota.officers or 0, "megabytes": quota.megabytes or 0}
    record_act(session, Act.SET_QUOTA, agency.id, by=issue.by, at=issue.at, detail=detail)


def _administrator(session: Session, agency: Agency, invited: Invited, issue: Issue) -> Account:
    account = create_account(
        session, agency_id=agency.id, name=text.single_line(invited.name), email=invited.email,
        roles=ROLES, at=issue.at,
    )  # fmt: skip
    record_act(session, Act.CREATED_ACCOUNT, account.id, by=issue.by, at=issue.at)
    return account
