"""A small tree of units, with an officer in each, HR and an administrator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from berakhlak.accounts.granting import give_role
from berakhlak.accounts.models import Account, AccountRole
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.role_grants import operations
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit, nip_number

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@dataclass
class Tree:
    """Dinas over Bidang A (over Seksi A1) and Bidang B; `people` and `units` by short name."""

    session: Any
    agency: Agency
    hr: Account
    admin: Account
    units: dict[str, Unit]
    people: dict[str, Person] = field(default_factory=dict)

    def account(self, name: str) -> Account:
        return self.session.get_one(Account, self.people[name].account_id)

    def hold(
        self, account: Account, role: Role, unit: str = "", until: date | None = None
    ) -> AccountRole:
        """As if an operator had given it."""
        return give_role(
            self.session,
            account,
            role,
            unit=self.units[unit] if unit else None,
            until=until,
            by=None,
            at=AT,
            today=min(until or TODAY, TODAY),
        )

    def give(
        self,
        giver: Account,
        account: Account,
        role: Role,
        unit: str = "",
        until: date | None = None,
    ) -> AccountRole:
        """As on the page."""
        return operations.give(
            self.session,
            giver,
            account,
            role,
            unit=self.units[unit] if unit else None,
            until=until,
            at=AT,
            today=TODAY,
        )


def make_tree(session: Any) -> Tree:
    agency = make_agency(session, name="Kabupaten Contoh")
    dinas = make_unit(session, agency, code="D", name="Dinas Kesehatan")
    a = make_unit(session, agency, code="A", name="Bidang A", parent=dinas)
    units = {
        "D": dinas,
        "A": a,
        "A1": make_unit(session, agency, code="A1", name="Seksi A1", parent=a),
        "B": make_unit(session, agency, code="B", name="Bidang B", parent=dinas),
    }
    admin = make_account(session, agency, Role.ADMIN, name="Admin Utama")
    admin.password_hash = "ada"  # Can sign in.
    hr = make_account(session, agency, Role.HR, name="Sri Wahyuni")
    tree = Tree(session(), agency, hr, admin, units)
    for name, unit in units.items():
        number = nip_number()
        seat = make_account(session, agency, Role.OFFICER, name=f"Pegawai {name}", nip=number)
        tree.people[name] = make_person(
            session, unit, nip=number, name=f"Pegawai {name}", account=seat
        )
    return tree


@pytest.fixture
def tree(session: Any) -> Tree:
    return make_tree(session)
