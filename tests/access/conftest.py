"""An office with a head, a clerk without account, an HR account and an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from berakhlak.access.models import CodeWay
from berakhlak.access.operations import Issue, issue_code, use_code
from berakhlak.accounts import operations as accounts
from berakhlak.accounts.models import Account
from berakhlak.mail_settings import MailSettings
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.roles import Role
from tests.factories.people import make_account, make_agency, make_person, make_unit, nip_number
from tests.support.databases import TEST_SECRET
from tests.support.mail import Mailbox, mail_server

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
NEW = "kata-sandi-saya"


@dataclass
class Office:
    """`head` and `clerk` can rate; `clerk` has no account yet."""

    session: Any
    agency: Agency
    unit: Unit
    hr: Account
    admin: Account
    head: Person
    clerk: Person

    def account(self, person: Person) -> Account:
        self.session.refresh(person)
        return self.session.get_one(Account, person.account_id)

    def issue(self, way: CodeWay = CodeWay.SCREEN, *, by: Account | None = None) -> Issue:
        return Issue(by or self.hr, AT, TODAY, 7, way)

    def give(self, person: Person, *, by: Account | None = None) -> str:
        return issue_code(self.session, person, self.issue(by=by), secret=TEST_SECRET)

    def use(self, name: str, code: str, *, password: str = NEW, today: date = TODAY) -> Account:
        return use_code(self.session, name, code, password, secret=TEST_SECRET, at=AT, today=today)


def make_office(session: Any, name: str = "Dinas Contoh") -> Office:
    agency = make_agency(session, name=name)
    unit = make_unit(session, agency, name="Sekretariat")
    hr = make_account(session, agency, Role.HR, name="Sri Wahyuni")
    admin = make_account(session, agency, Role.ADMIN, Role.HR, name="Admin Utama")
    number = nip_number()
    seat = make_account(session, agency, Role.OFFICER, name="Ahmad Yani", nip=number)
    head = make_person(session, unit, nip=number, name="Ahmad Yani", account=seat)
    clerk = make_person(session, unit, name="Budi Santoso")
    return Office(session(), agency, unit, hr, admin, head, clerk)


@pytest.fixture
def office(session: Any) -> Office:
    return make_office(session)


@pytest.fixture
def quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords at the lowest cost: these tests are about codes."""
    monkeypatch.setattr(
        accounts, "_hasher", accounts.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )


@pytest.fixture
def mailing(app: Flask) -> Iterator[Mailbox]:
    """The application hands its mail to a server here."""
    known = app.config["BERAKHLAK"]
    with mail_server() as box:
        mail = MailSettings(
            host="127.0.0.1", port=box.port, encryption="none", sender="Penilaian <360@x.example>"
        )
        app.config["BERAKHLAK"] = replace(known, mail=mail, public_url="https://360.x.example")
        yield box
    app.config["BERAKHLAK"] = known
