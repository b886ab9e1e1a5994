"""What a session holds, what readers are told, and which words lead where."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.accounts.session import _mark
from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import login_manager
from berakhlak.people.models import Agency
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency, nip_number
from tests.support.pages import Page, PageClient

EMAIL = "siti@contoh.go.id"


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


@pytest.fixture
def siti(session: Any, agency: Agency) -> Account:
    account = make_account(
        session, agency, *Role, password=PASSWORD, nip=nip_number(1), email=EMAIL
    )
    session.commit()
    return account


def enter(reader: PageClient, **typed: str) -> Page:
    return reader.post("/masuk", {"name": EMAIL, "password": PASSWORD} | typed)


def told(page: Page) -> list[tuple[str, str]]:
    return [
        (str(each["class"][-1]).removeprefix("flash--"), " ".join(each.get_text().split()))
        for each in page.all(".flash")
    ]


def kept(reader: PageClient) -> dict[str, Any]:
    with reader.http.session_transaction() as stored:
        return dict(stored)


def test_the_mark_of_a_reader_is_the_same_in_every_version() -> None:
    """Phones keep unsent answers under it."""
    assert _mark("rahasia", 7) == "7301b70ddde69f81c565f042"
    assert len({_mark("rahasia", 7), _mark("rahasia", 8), _mark("lain", 7)}) == 3


def test_a_session_holds_the_account_and_nothing_of_before(
    client: PageClient, session: Any, siti: Account
) -> None:
    with client.http.session_transaction() as stored:
        stored["asing"] = "x"

    enter(client)

    held = kept(client)
    assert held["_user_id"].startswith(siti.get_id() + ":")
    assert held["_permanent"] is True
    assert not {"asing", "_id"} & set(held)
    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts == ["signed in"]


def test_signing_out_empties_the_session_and_says_so_even_twice(
    client: PageClient, siti: Account
) -> None:
    enter(client)
    for _again in range(2):
        page = client.post("/keluar")
        assert (page.path, told(page)) == ("/masuk", [("success", "Anda sudah keluar.")])
    assert "_user_id" not in kept(client)


def test_a_new_password_is_confirmed_and_this_session_stays(
    client: PageClient, session: Any, siti: Account
) -> None:
    enter(client)
    new = {"new_password": "sandi-baru-sekali", "new_password_again": "sandi-baru-sekali"}

    page = client.post("/akun/kata-sandi", {"current_password": PASSWORD} | new)

    said = "Kata sandi sudah diganti. Sesi di perangkat lain sudah berakhir."
    assert (page.path, told(page)) == ("/akun", [("success", said)])
    session.refresh(siti)
    assert kept(client)["_user_id"].startswith(siti.get_id() + ":")
    client.post("/keluar")
    assert enter(client, password="sandi-baru-sekali").path == "/"


def test_the_account_page_names_every_role_in_words(client: PageClient, siti: Account) -> None:
    text = client.sign_in(siti).get("/akun").text

    for words in ("Pegawai", "Pengelola kepegawaian", "Administrator"):
        assert words in text


def test_a_name_of_254_letters_is_looked_up_and_a_longer_one_refused(
    client: PageClient, siti: Account
) -> None:
    wrong = "NIP/email atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."
    sent = {"password": PASSWORD}

    assert client.post("/masuk", sent | {"name": "a" * 254}, status=422).errors == [wrong]
    assert client.post("/masuk", sent | {"name": "a" * 255}, status=422).errors != [wrong]
    page = client.get("/masuk")
    assert page.one("#name")["autocomplete"] == "username"
    assert page.one("#password")["autocomplete"] == "current-password"


def test_a_stranger_is_asked_to_sign_in_first_and_told_why(client: PageClient) -> None:
    answer = client.open("/akun?a=b")

    assert answer.location.startswith("/masuk?next=")
    page = client.get(answer.location)
    assert told(page) == [("info", "Silakan masuk terlebih dahulu.")]
    assert login_manager.session_protection is None


def test_a_stranger_has_no_mark_and_a_token_all_the_same(client: PageClient, app: Flask) -> None:
    answer = client.open("/sesi")

    assert answer.json["reader"] == ""
    assert answer.json["token"]
    assert "reader_mark" in app.jinja_env.globals
