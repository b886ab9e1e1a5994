"""A first link takes the password of the account; what somebody else changes ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak import clock
from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.access.operations import Issue, issue_code, use_code
from berakhlak.accounts.models import Account, FederatedIdentity
from berakhlak.accounts.operations import OfficerSignIn, change_password, enrol_officers
from berakhlak.formats import local_today
from berakhlak.people.editing import change_nip, edit_person, facts_of
from berakhlak.people.models import Person
from berakhlak.people.operations import give_password
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency, make_person, make_unit
from tests.single_sign_on.conftest import give_link, take_up_link, use
from tests.single_sign_on.hostile import Hostile, running_hostile
from tests.single_sign_on.test_hostile_answers import come_back, is_in, links
from tests.support.databases import TEST_SECRET
from tests.support.pages import Page, PageClient

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
NIP, OTHER_NIP = "199001012015032001", "199001012015032002"
NAME, HELPER = "siti@x.go.id", "pembantu@x.go.id"
NEW = "empat kuda berlari pelan"


@pytest.fixture
def hostile(app: Flask) -> Iterator[Hostile]:
    with running_hostile() as made:
        use(app, made.settings())
        yield made


@pytest.fixture
def siti(session: Any) -> Person:
    agency = make_agency(session)
    account = make_account(session, agency, Role.OFFICER, email=NAME, nip=NIP, password=PASSWORD)
    made = make_person(session, make_unit(session, agency), nip=NIP, account=account, email=NAME)
    session.commit()
    return made


def account_of(session: Any, person: Person) -> Account:
    found: Account = session.get_one(Account, person.account_id)
    return found


def readdress(session: Any, person: Person, email: str) -> None:
    edit_person(session, person, replace(facts_of(person), email=email), by=None, at=AT)
    session.commit()


def test_who_writes_addresses_lets_nobody_in_by_one(
    session: Any, app: Flask, client: PageClient, hostile: Hostile, siti: Person
) -> None:
    readdress(session, siti, HELPER)
    hostile.claims = {"email": HELPER}

    led = come_back(client, hostile)
    wrong = {"name": NIP, "password": "kata sandi pembantu"}
    client.post(led.location, wrong, status=422)

    assert led.location == "/masuk?next=/akun/sso"
    assert not is_in(client)
    assert not links(session)
    # Nor by leaving the page open for its owner, once the address is put back.
    readdress(session, siti, NAME)
    assert HELPER in take_up_link(client, NAME, wish="").text
    assert "Tidak ada akun" in client.post("/akun/sso", {"wish": "link"}).text
    assert not links(session)


def test_an_account_without_a_password_is_led_to_its_code(
    session: Any, client: PageClient, hostile: Hostile, siti: Person
) -> None:
    account_of(session, siti).password_hash = None

    assert "kode dari pengelola kepegawaian" in Page(come_back(client, hostile)).text
    assert not is_in(client)
    assert not links(session)


def test_an_offer_is_for_one_account_and_ten_minutes(
    session: Any,
    client: PageClient,
    hostile: Hostile,
    siti: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = make_account(session, make_agency(session, code="LAIN"), Role.OFFICER)
    come_back(client, hostile)

    client.sign_in(other)
    assert "tidak dimulai di browser ini" in client.post("/akun/sso", {"wish": "link"}).text
    client.sign_in(account_of(session, siti))
    assert NAME in client.get("/akun/sso").text
    later = clock.utc_now() + timedelta(minutes=10)
    monkeypatch.setattr(clock, "utc_now", lambda: later)
    client.post("/akun/sso", {"wish": "link"})
    assert not links(session)


def used_code(session: Any, person: Person) -> None:
    today = local_today()
    issue = Issue(None, AT, today, 1, CodeWay.SCREEN)
    code = issue_code(session, person, issue, secret=TEST_SECRET)
    use_code(session, NIP, code, NEW, secret=TEST_SECRET, at=AT, today=today)


def imported(session: Any, person: Person, email: str) -> None:
    row = OfficerSignIn(NIP, person.name, email)
    enrol_officers(session, agency_id=person.agency_id, officers=[row])


ENDING: dict[str, Callable[[Any, Person], object]] = {
    "another address": lambda session, siti: readdress(session, siti, HELPER),
    "another address in a file": lambda session, siti: imported(session, siti, HELPER),
    "another NIP": lambda session, siti: change_nip(
        session, siti, OTHER_NIP, today=AT.date(), by=None, at=AT
    ),
    "a code": used_code,
    "a password by an operator": lambda session, siti: give_password(
        session, account_of(session, siti), NEW, by=None, at=AT
    ),
}
KEEPING: dict[str, Callable[[Any, Person], object]] = {
    "another post": lambda session, siti: edit_person(
        session, siti, replace(facts_of(siti), position="Arsiparis"), by=None, at=AT
    ),
    "the same file": lambda session, siti: imported(session, siti, NAME),
    "a password by its owner": lambda session, siti: change_password(
        session, account_of(session, siti), current=PASSWORD, new=NEW, at=AT
    ),
}


@pytest.mark.parametrize("act", [*ENDING, *KEEPING])
def test_what_somebody_else_changes_of_a_way_in_ends_links(
    session: Any, siti: Person, act: str
) -> None:
    give_link(session, account_of(session, siti), "https://sso.example")

    (ENDING | KEEPING)[act](session, siti)

    left = session.scalars(select(FederatedIdentity.subject)).all()
    assert left == ([] if act in ENDING else ["siti-1"])


def test_who_has_no_address_is_linked_without_a_mail(
    session: Any, app: Flask, client: PageClient, hostile: Hostile, siti: Person
) -> None:
    account_of(session, siti).email = None
    use(app, hostile.settings() | {"OIDC_NIP_CLAIM": "nip"})
    hostile.claims = {"nip": NIP, "email": None}

    come_back(client, hostile)
    assert "tertaut" in take_up_link(client, NIP).text

    assert links(session) == ["siti-1"]
    assert not session.scalars(select(AccessMail)).all()
