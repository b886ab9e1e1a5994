"""An agency that takes complaints: a department with a head, and a section below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.complaints.models import Complaint, ComplaintPolicy
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit, nip_number
from tests.support.pages import Page, PageClient

TEXT = "Berkas saya dua kali diminta ulang, tanpa penjelasan."


@dataclass
class Office:
    """`chief` heads the department, `head` the section below it, where `clerk` works."""

    agency: Agency
    department: Unit
    section: Unit
    chief: Person
    head: Person
    clerk: Person
    hr: Account
    accounts: dict[str, Account]


@pytest.fixture
def office(session: Any) -> Office:
    return make_office(session)


def make_office(session: Any) -> Office:
    """With complaints switched on."""
    agency = make_agency(session)
    department = make_unit(session, agency, name="Dinas Kependudukan")
    section = make_unit(session, agency, name="Bidang KTP", parent=department)
    accounts: dict[str, Account] = {}

    def officer(name: str, unit: Unit, lead: Person | None) -> Person:
        number = nip_number()
        word = name.split()[0].lower()
        address = f"{word}{number[-6:]}@x.go.id"
        accounts[word] = make_account(session, agency, Role.OFFICER, nip=number, email=address)
        return make_person(
            session, unit, account=accounts[word], name=name, nip=number, supervisor=lead
        )

    chief = officer("Dewi Anggraini", department, None)
    officer("Agus Salim", department, chief)
    head = officer("Rahmat Hidayat", section, chief)
    clerk = officer("Sari Wulandari", section, head)
    hr = make_account(session, agency, Role.HR, email=f"hr{nip_number()[-6:]}@x.go.id")
    session.add(ComplaintPolicy(agency_id=agency.id, is_on=True))
    session.commit()
    return Office(agency, department, section, chief, head, clerk, hr, accounts)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the clock show so much more."""
    began = clock.utc_now()

    def move(**much: float) -> None:
        monkeypatch.setattr(clock, "utc_now", lambda: began + timedelta(**much))

    return move


def complain(client: PageClient, office: Office, **changed: str) -> Page:
    """Open the form and send it as a browser without scripts does."""
    address = f"/keluhan/{office.agency.code}"
    form = client.get(address)
    sent = {
        "ticket": str(form.one("[name=ticket]")["value"]),
        "kind": "service",
        "unit": str(office.section.id),
        "text": TEXT,
    }
    return client.post(address, sent | changed, status=200)


def code_on(page: Page) -> str:
    return page.one(".receipt__code").get_text(strip=True)


def only(session: Any) -> Complaint:
    session.expire_all()
    found: Complaint = session.query(Complaint).one()
    return found
