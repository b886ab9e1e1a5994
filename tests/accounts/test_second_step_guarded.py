"""Whoever knows the password, or reads the mail, or holds a copied cookie, and no more: the second
step stays as its owner made it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import cbor2
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from webauthn.helpers import bytes_to_base64url

from berakhlak import clock
from berakhlak.access.codes import digest_of, new_code, tidied
from berakhlak.access.models import AccessCode, CodeWay
from berakhlak.accounts.models import Account, Passkey, RecoveryCode
from berakhlak.accounts.passkeys import PasskeyRefused, RelyingParty, add_passkey, check_passkey
from berakhlak.accounts.second_factors import has_second_factor
from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import Application, give_second_step
from tests.support.databases import TEST_SECRET
from tests.support.pages import Page, PageClient

NAME, NEW = "siti@x.go.id", "sandi-baru-sekali"
PAGE = "/akun/langkah-kedua"
CHANGING = [f"{PAGE}/aplikasi", f"{PAGE}/kode-pemulihan", f"{PAGE}/matikan", f"{PAGE}/kunci-sandi"]
Owner = tuple[Account, Application, list[str]]


@pytest.fixture
def owner(session: Any) -> Owner:
    made = make_account(session, make_agency(session), Role.OFFICER, password=PASSWORD, email=NAME)
    found = made, *give_second_step(session, made)
    session.commit()
    return found


def signed_in(client: PageClient, owner: Owner, *, step: float) -> PageClient:
    """In a session whose password is fresh, and whose second step was taken at this time."""
    client.sign_in(owner[0])
    with client.http.session_transaction() as kept:
        kept["step"] = step
    return client


@pytest.mark.parametrize("path", CHANGING)
def test_no_change_of_the_second_step_is_let_through_by_the_password(
    app: Flask, client: PageClient, owner: Owner, path: str
) -> None:
    signed_in(client, owner, step=0)

    asked = client.open(path)
    typed = {"current_password": PASSWORD, "csrf_token": client.token()}
    refused = client.open(asked.location, method="POST", data=typed)
    without = client.open(f"/akun/pastikan?next={path}", method="POST", data=typed)

    assert asked.location == f"/akun/pastikan?next={path}&langkah=1"
    assert "Kata sandi" not in {label.text for label in client.get(asked.location).all("label")}
    assert refused.status_code == 422
    assert without.location == path  # Whoever takes the mark away from the address proves less,
    assert client.open(path).location == asked.location  # and is asked again.


def test_a_new_password_does_not_count_as_the_second_step(client: PageClient, owner: Owner) -> None:
    signed_in(client, owner, step=0)
    new = {"new_password": NEW, "new_password_again": NEW}

    client.post("/akun/kata-sandi", {"current_password": PASSWORD} | new)

    assert client.open(f"{PAGE}/matikan").location.endswith("langkah=1")


def test_with_a_recovery_code_a_lost_phone_is_replaced(
    session: Any, client: PageClient, owner: Owner
) -> None:
    signed_in(client, owner, step=0)
    asked = client.open(f"{PAGE}/matikan").location

    client.post(asked, {"code": owner[2][3]})
    client.post(f"{PAGE}/matikan")

    assert not has_second_factor(session(), owner[0].id)
    assert not session.scalars(select(RecoveryCode)).all()


def test_a_form_that_was_sent_too_late_comes_back_after_the_second_step(
    session: Any, client: PageClient, owner: Owner
) -> None:
    signed_in(client, owner, step=clock.utc_now().timestamp())
    mark = client.get(f"{PAGE}/matikan").one("form.form input[name=reader_mark]")["value"]
    signed_in(client, owner, step=clock.utc_now().timestamp() - 3600)
    sent = {"csrf_token": client.token(), "reader_mark": mark}
    headers = {"Origin": "http://localhost"}

    answer = client.open(f"{PAGE}/matikan", method="POST", data=sent, headers=headers)

    page = Page(answer)
    assert answer.status_code == 401
    assert page.one("input[name=code]")
    assert not page.all("input[name=current_password]")
    assert has_second_factor(session(), owner[0].id)


def test_a_copied_cookie_guesses_five_codes_a_minute_and_the_owner_is_not_held_up(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(limits_enabled=True, rate_limit_storage="memory://")
    try:
        with app.app_context():
            made = make_account(
                db.session, make_agency(db.session), Role.OFFICER, password=PASSWORD, email=NAME
            )
            recovery = give_second_step(db.session, made)[1]
            thief, browser = PageClient(app).sign_in(made), PageClient(app)
            answers = [guessed(thief, number) for number in range(6)]
            browser.post("/masuk", {"name": NAME, "password": PASSWORD})
            browser.post("/masuk/langkah-kedua", {"code": recovery[0]})
    finally:
        limiter.enabled = False

    assert answers == [422] * 5 + [429]
    assert browser.open("/akun").status_code == 200


def guessed(thief: PageClient, number: int) -> int:
    data = {"code": f"{number:06}", "csrf_token": thief.token()}
    return thief.open("/akun/pastikan?langkah=1", method="POST", data=data).status_code


def mailed_code(session: Any, account: Account) -> str:
    code = new_code()
    session.add(
        AccessCode(
            account_id=account.id,
            way=CodeWay.FORGOTTEN,
            digest=digest_of(TEST_SECRET, account.id, tidied(code)),
            session_version=account.session_version,
            issued_on=local_today(),
            expires_on=local_today() + timedelta(days=1),
        )
    )
    session.commit()
    return code


def test_a_mailed_code_alone_sets_no_password_where_there_is_a_second_step(
    session: Any, client: PageClient, owner: Owner
) -> None:
    account, _application, recovery = owner
    typed = {"name": NAME, "code": mailed_code(session, account)}
    typed |= {"new_password": NEW, "new_password_again": NEW}
    before = account.password_hash

    assert "Akun ini memakai langkah kedua" in client.post("/kode", typed, status=422).text
    wrong = client.post("/kode", typed | {"second_step": "000000"}, status=422)
    assert "Kode ini tidak cocok" in wrong.text
    session.expire_all()
    assert account.password_hash == before
    assert client.open("/akun").status_code == 302

    client.post("/kode", typed | {"second_step": recovery[0]})

    session.expire_all()
    assert account.password_hash != before
    assert client.open("/akun").status_code == 200


def answer_of(**response: bytes) -> str:
    """What a browser sends, with these parts of an authenticator's answer."""
    parts = {name: bytes_to_base64url(part) for name, part in response.items()}
    key = bytes_to_base64url(b"k")
    return json.dumps({"id": key, "rawId": key, "type": "public-key", "response": parts})


def client_data(kind: str) -> bytes:
    told = {"type": f"webauthn.{kind}", "challenge": bytes_to_base64url(CHALLENGE)}
    return json.dumps(told | {"origin": PARTY.origin}).encode()


CHALLENGE, PARTY = b"c" * 32, RelyingParty("localhost", "http://localhost")
FLAGGED = sha256(b"localhost").digest() + b"\x45" + bytes(4) + bytes(16) + b"\0\x01k"
KEY = {1: 2, 3: -7, -1: 1, -2: b"a" * 32, -3: b"b" * 32}
FORMATS = ["none", "packed", "tpm", "apple", "fido-u2f", "android-key", "x", 7]
PIECES = st.none() | st.integers() | st.binary(max_size=8) | st.lists(st.binary(max_size=4))
NAMES = st.sampled_from(
    ["sig", "alg", "x5c", "ver", "certInfo", "pubArea", "response", "ecdaaKeyId"]
)
KEYS = st.dictionaries(st.sampled_from([1, 3, -1, -2, -3]), PIECES).map(lambda some: KEY | some)
ATTESTED = st.builds(
    lambda kind, said, key, left: cbor2.dumps(
        {"fmt": kind, "attStmt": said, "authData": (FLAGGED + cbor2.dumps(key))[: 400 - left]}
    ),
    st.sampled_from(FORMATS),
    st.dictionaries(NAMES, PIECES) | PIECES,
    KEYS | st.sampled_from([{}, {1: 2}, [1]]),
    st.integers(0, 400),
)
ANSWERS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["[" * 100_000, '{"a":' * 50_000, "1" * 5_000, "[]", "null", '{"id": 1}']),
    (ATTESTED | st.binary(max_size=60)).map(
        lambda made: answer_of(clientDataJSON=client_data("create"), attestationObject=made)
    ),
    st.binary(max_size=60).map(
        lambda made: answer_of(
            clientDataJSON=client_data("get"), authenticatorData=FLAGGED[:33] + made, signature=made
        )
    ),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=ANSWERS)
def test_whatever_an_authenticator_answers_is_refused_in_words(session: Any, answer: str) -> None:
    account = session.scalar(select(Account)) or make_account(session, make_agency(session))
    at, today = clock.utc_now(), local_today()
    if not session.scalar(select(Passkey)):
        known = Passkey(account_id=account.id, name="x", credential_id=b"k", sign_count=0)
        known.public_key = cbor2.dumps(KEY)
        session.add(known)
    with pytest.raises(PasskeyRefused):
        add_passkey(session(), account, answer, name="x", challenge=CHALLENGE, party=PARTY, at=at)
    with pytest.raises(PasskeyRefused):
        check_passkey(
            session(), account, answer,
            challenge=CHALLENGE, party=PARTY, today=today, secret=TEST_SECRET,
        )  # fmt: skip
