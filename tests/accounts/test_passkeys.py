"""Passkeys: whose, for which host, proved by whom, each challenge once, and no copies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.models import Account, Passkey
from berakhlak.accounts.passkeys import RelyingParty
from berakhlak.extensions import db
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import give_second_step
from tests.support.authenticator import SoftAuthenticator
from tests.support.pages import Page, PageClient

NAME, HOST = "siti@x.go.id", "360.example.go.id"
ADD, STEP = "/akun/langkah-kedua/kunci-sandi", "/masuk/langkah-kedua"


@pytest.fixture(params=[Role.HR])
def siti(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Account]:
    app = make_app(public_url=f"https://{HOST}")
    with app.app_context():
        account = make_account(
            db.session, make_agency(db.session), request.param, password=PASSWORD, email=NAME
        )
        give_second_step(db.session, account)
        db.session.commit()
        yield account


@pytest.fixture
def owner(siti: Account) -> PageClient:
    from flask import current_app

    return PageClient(current_app._get_current_object()).sign_in(siti)  # type: ignore[attr-defined]


def question(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(page.one("form[data-passkey]")["data-question"]))
    return found


def added(owner: PageClient, key: SoftAuthenticator, status: int = 302) -> Page:
    answer = key.create(question(owner.get(ADD)))
    return owner.post(ADD, {"name": "Ponsel saya", "credential": answer}, status=status)


def half_signed_in(owner: PageClient) -> PageClient:
    client = PageClient(owner.app)
    client.post("/masuk", {"name": NAME, "password": PASSWORD})
    return client


def proved(client: PageClient, answer: str) -> int:
    sent = {"credential": answer, "csrf_token": client.token()}
    return client.open(f"{STEP}/kunci-sandi", method="POST", data=sent).status_code


def here(**more: Any) -> SoftAuthenticator:
    return SoftAuthenticator(**({"origin": f"https://{HOST}", "rp_id": HOST} | more))


def test_a_passkey_takes_the_place_of_a_code_and_is_removed_by_its_owner_alone(
    owner: PageClient, siti: Account
) -> None:
    key = here()
    page = added(owner, key)
    assert "Ponsel saya" in page.text
    client = half_signed_in(owner)
    asked = question(client.get(STEP))
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == HOST
    assert proved(client, key.get(asked)) == 302
    assert client.open("/akun").status_code == 200

    address = f"{ADD}/{db.session.scalar(select(Passkey.id))}/hapus"
    other = make_account(db.session, make_agency(db.session), Role.HR)
    assert PageClient(owner.app).sign_in(other).open(address).status_code == 404
    assert "Kunci sandi Ponsel saya dihapus." in owner.post(address).text
    assert not half_signed_in(owner).get(STEP).all("form[data-passkey]")


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://jahat.example"}, {"rp_id": "jahat.example"}, {"verifies": False}],
    ids=["origin", "host", "nobody verified"],
)
def test_an_answer_for_others_or_of_nobody_proves_nothing(
    owner: PageClient, wrong: dict[str, Any]
) -> None:
    assert "tidak dapat diterima" in added(owner, here(**wrong), status=422).text
    key = here()
    added(owner, key)
    client = half_signed_in(owner)
    for name, value in wrong.items():
        setattr(key, name, value)

    assert proved(client, key.get(question(client.get(STEP)))) == 422
    assert client.open("/akun").status_code == 302


def test_an_answer_is_taken_once_also_by_a_copy_of_the_session(owner: PageClient) -> None:
    key = here()
    added(owner, key)
    client, thief = half_signed_in(owner), PageClient(owner.app)
    answer = key.get(question(client.get(STEP)))
    cookie: Any = client.http.get_cookie("session")
    thief.http.set_cookie("session", cookie.value)

    assert proved(client, answer) == 302
    assert proved(thief, answer) == 422


def test_a_copied_key_is_found_out_by_its_count(owner: PageClient) -> None:
    key = here()
    added(owner, key)
    copy = key.clone()
    client = half_signed_in(owner)
    assert proved(client, key.get(question(client.get(STEP)))) == 302

    thief = half_signed_in(owner)
    assert proved(thief, copy.get(question(thief.get(STEP)))) == 422


@pytest.mark.parametrize("siti", [Role.OFFICER], indirect=True)
def test_no_row_of_a_rater_changes_when_a_passkey_signs_in(owner: PageClient) -> None:
    key = here()
    added(owner, key)
    before = db.session.execute(select(Passkey.__table__)).all()
    client = half_signed_in(owner)
    assert proved(client, key.get(question(client.get(STEP)))) == 302
    db.session.commit()

    assert db.session.execute(select(Passkey.__table__)).all() == before


def test_a_passkey_answers_where_a_password_is_asked_again(owner: PageClient) -> None:
    key = here()
    added(owner, key)
    with owner.http.session_transaction() as kept:
        kept["proved"] = kept["step"] = 0
    asked = owner.get(f"{ADD}", status=302).response.location
    answer = key.get(question(owner.get(asked)))

    page = owner.post("/akun/pastikan/kunci-sandi?next=/akun", {"credential": answer})
    assert page.path == "/akun"
    assert owner.open(ADD).status_code == 200


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://360.example.go.id/nilai", "https://360.example.go.id"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://360.example.go.id", None),
        ("https://10.0.0.1", None),
        ("", None),
    ],
)
def test_passkeys_are_offered_where_browsers_allow_them(address: str, origin: str | None) -> None:
    found = RelyingParty.of_address(address)

    assert (found and found.origin) == origin
