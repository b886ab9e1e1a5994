"""Accounts with which whoever tries the demonstration looks around."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts import operations as accounts
from berakhlak.accounts.known_passwords import DEMO_HOST, DEMO_PASSWORD
from berakhlak.accounts.models import Account
from berakhlak.demo.shown_people import demo_hr, demo_officer, demo_supervisor
from berakhlak.demo.training import PARTNER
from berakhlak.people.models import Agency
from berakhlak.roles import Role

ADMIN, SECOND_HR, OPERATOR = (f"{name}{DEMO_HOST}" for name in ("admin", "sdm2", "pengelola"))
DEMO_STAFF_ACCOUNTS = (
    ("Administrator Sistem", ADMIN, Role.ADMIN),
    ("Sekretariat Biro SDM", SECOND_HR, Role.HR),  # Closing early takes two.
    ("Pengelola Instalasi", OPERATOR, Role.OPERATOR),
)


@dataclass(frozen=True)
class DemoAccount:
    """A way to look around, printed at the start."""

    label: LazyString
    sign_in_name: str
    password: str


def prepare_demo_accounts(session: Session, agency: Agency) -> None:
    """Passwords for three of the invented people, and accounts that are none of them."""
    for person, roles in (
        (demo_officer(session), ()),
        (demo_supervisor(session), ()),
        (demo_hr(session), (Role.HR,)),
    ):
        account = session.get_one(Account, person.account_id)
        accounts.keep_password(account, DEMO_PASSWORD)
        for role in roles:
            account.grant(role)
    for name, email, role in DEMO_STAFF_ACCOUNTS:
        account = accounts.create_account(
            session,
            agency_id=None if role is Role.OPERATOR else agency.id,
            name=name,
            email=email,
            roles=(role,),
        )
        accounts.keep_password(account, DEMO_PASSWORD)


def demo_accounts(session: Session) -> list[DemoAccount]:
    """The demonstration's sign-in names, or none when this is not the demonstration."""
    offices = select(Account.email).where(Account.email.in_([ADMIN, SECOND_HR, PARTNER, OPERATOR]))
    made = set(session.scalars(offices))
    if ADMIN in made:
        people = (
            (_("Pegawai"), demo_officer(session)),
            (_("Atasan"), demo_supervisor(session)),
            (_("Biro SDM"), demo_hr(session)),
        )
        named = [(label, person.email or person.nip) for label, person in people]
        if SECOND_HR in made:  # Older versions made none.
            named.append((_("Biro SDM, orang kedua"), SECOND_HR))
        named.append((_("Administrator"), ADMIN))
        if PARTNER in made:
            named.append((_("Mitra pelatihan"), PARTNER))
        if OPERATOR in made:
            named.append((_("Pengelola instalasi"), OPERATOR))
        return [DemoAccount(label, name, DEMO_PASSWORD) for label, name in named]
    return []
