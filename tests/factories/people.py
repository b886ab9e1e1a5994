"""Agencies, units, officers and accounts for tests; everything that matters is an argument."""

from __future__ import annotations

from itertools import count
from typing import Any

from berakhlak.accounts import operations as accounts
from berakhlak.accounts.models import Account
from berakhlak.people.models import Agency, Employment, Person, PositionLevel, Unit
from berakhlak.roles import Role

PASSWORD = "kata-sandi-uji"
_numbers = count(1)


def nip_number(serial: int = 0, *, prefix: str = "19850315201001") -> str:
    """A well-formed NIP; without a serial, one that nothing else in the test run has."""
    number = serial or next(_numbers)
    month, sex, rest = number // 1998 % 12 + 1, number // 999 % 2 + 1, number % 999 + 1
    born = (int(prefix[6:8]) - 1 + number // 23_976) % 28 + 1
    return f"{prefix[:6]}{born:02d}{prefix[8:12]}{month:02d}{sex}{rest:03d}"


def make_agency(session: Any, *, code: str = "", name: str = "Dinas Contoh") -> Agency:
    """An agency without units."""
    agency = Agency(code=code or f"D{next(_numbers)}", name=name)
    session.add(agency)
    session.flush()
    return agency


def make_unit(
    session: Any,
    agency: Agency,
    *,
    code: str = "",
    name: str = "Bidang Contoh",
    parent: Unit | None = None,
) -> Unit:
    """A unit, below `parent` or at the root."""
    unit = Unit(agency_id=agency.id, code=code or f"U{next(_numbers)}", name=name)
    unit.parent_id = parent.id if parent else None
    session.add(unit)
    session.flush()
    return unit


def make_account(
    session: Any, agency: Agency, *roles: Role, password: str | None = None, **known: Any
) -> Account:
    """An account with these roles; hashing a password is slow, so there is one only on demand."""
    known.setdefault("name", "Siti Rahmawati")
    if not known.get("nip"):
        known.setdefault("email", f"akun{next(_numbers)}@contoh.go.id")
    return accounts.create_account(
        session, agency_id=agency.id, password=password, roles=roles, **known
    )


def make_operator(session: Any, name: str = "Operator Provinsi") -> Account:
    """An operator of the installation, of no agency."""
    email = f"operator{next(_numbers)}@contoh.go.id"
    return accounts.create_account(
        session, agency_id=None, name=name, email=email, roles=(Role.OPERATOR,)
    )


def make_person(
    session: Any,
    unit: Unit,
    *,
    nip: str = "",
    name: str = "Budi Santoso",
    position: str = "Analis Kebijakan",
    level: PositionLevel = PositionLevel.FUNGSIONAL,
    supervisor: Person | None = None,
    account: Account | None = None,
    **known: Any,
) -> Person:
    """An officer in a unit, without an account unless one is given."""
    person = Person(
        agency_id=unit.agency_id,
        unit_id=unit.id,
        nip=nip or nip_number(),
        name=name,
        employment=known.pop("employment", Employment.PNS),
        rank=known.pop("rank", "III/b"),
        position=position,
        level=level,
        supervisor_id=supervisor.id if supervisor else None,
        account_id=account.id if account else None,
        is_active=True,
        **known,
    )
    session.add(person)
    session.flush()
    return person
