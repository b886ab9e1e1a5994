"""Signing in and out, and changing a password, as people meet it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.extensions import db
from berakhlak.people.models import Agency
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency, nip_number
from tests.support.pages import PageClient

EMAIL = "siti@contoh.go.id"


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


@pytest.fixture
def account(session: Any, agency: Agency) -> Account:
    return make_account(session, agency, Role.HR, password=PASSWORD, nip=nip_number(1), email=EMAIL)


def enter(reader: PageClient, path: str = "/masuk", *, password: str = PASSWORD) -> Any:
    typed = {"name": EMAIL, "password": password, "csrf_token": reader.token()}
    return reader.open(path, method="POST", data=typed)


def test_signing_in_leads_to_the_start_page(client: PageClient, account: Account) -> None:
    assert enter(client).location == "/"
    assert client.get("/akun").heading == "Akun saya"


def test_signing_in_leads_on_to_the_page_one_came_for(client: PageClient, account: Account) -> None:
    sent_away = client.open("/akun")
    assert sent_away.status_code == 302

    assert enter(client, sent_away.location).location == "/akun"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://jahat.example/",
        "//jahat.example/",
        "/\\jahat.example",
        "\\\\jahat.example",
        "javascript:alert(1)",
        "/\t/jahat.example",
        "akun",
    ],
)
def test_signing_in_never_leads_off_the_site(
    client: PageClient, account: Account, elsewhere: str
) -> None:
    typed = {"name": EMAIL, "password": PASSWORD, "csrf_token": client.token()}

    answer = client.open("/masuk", method="POST", data=typed, query_string={"next": elsewhere})

    assert answer.location == "/"


def test_a_wrong_password_keeps_the_name_and_tells_what_to_do(
    client: PageClient, account: Account
) -> None:
    page = client.post("/masuk", {"name": EMAIL, "password": "salah-sekali"}, status=422)

    assert page.errors == [
        "NIP/email atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."
    ]
    assert page.one("#name")["value"] == EMAIL
    assert "salah-sekali" not in page.html


def test_a_session_of_before_signing_in_is_not_carried_over(
    client: PageClient, account: Account
) -> None:
    with client.http.session_transaction() as stored:
        stored["ditanam"] = "orang lain"

    enter(client)

    with client.http.session_transaction() as stored:
        assert "ditanam" not in stored
        assert stored.permanent


def test_a_session_in_use_is_renewed_now_and_then(
    client: PageClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client)
    moment = clock.utc_now()

    def renewed_after(minutes: int) -> bool:
        monkeypatch.setattr(clock, "utc_now", lambda: moment + timedelta(minutes=minutes))
        return "Set-Cookie" in client.open("/akun").headers

    assert [renewed_after(minutes) for minutes in (1, 2, 14, 17, 18, 40)] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]


def test_too_many_tries_hold_up_that_name_alone(make_app: Callable[..., Flask]) -> None:
    app = make_app(limits_enabled=True, sign_in_limit="2 per minute")
    with app.app_context():
        agency = make_agency(db.session)
        make_account(db.session, agency, password=PASSWORD, email=EMAIL)
        db.session.commit()
    reader = PageClient(app)

    tries = [enter(reader, password="salah").status_code for _ in range(3)]
    held_up = reader.post("/masuk", {"name": EMAIL, "password": PASSWORD}, status=429)
    other = {"name": "lain@contoh.go.id", "password": "salah"}

    assert tries == [422, 422, 429]
    assert "Tunggu 1 menit" in held_up.text
    assert held_up.one("#name")["value"] == EMAIL
    assert reader.post("/masuk", other, status=422)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ("2 per minute", "1 menit"),
        ("2 per 7 minutes", "7 menit"),
        ("50 per hour; 2 per minute", "1 menit"),
        ("2 per 5 hours", "5 jam"),
    ],
)
def test_who_tried_too_often_is_told_how_long_to_wait(
    make_app: Callable[..., Flask], limits: str, told: str
) -> None:
    moment = datetime(2026, 11, 28, tzinfo=UTC)  # A window of counting begins with it.
    with time_machine.travel(moment, tick=False):
        app = make_app(limits_enabled=True, sign_in_limit=limits, verification_limit=limits)
        reader = PageClient(app)
        for _ in range(2):
            enter(reader, password="salah")
            reader.get("/verifikasi")

        held_up = enter(reader, password="salah")
        elsewhere = reader.get("/verifikasi", status=429)

    assert f"Tunggu {told}, lalu coba lagi." in held_up.get_data(as_text=True)
    assert f"Tunggu {told}, lalu coba lagi." in elsewhere.text


def test_one_address_cannot_try_a_password_on_name_after_name(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(limits_enabled=True, sign_in_address_limit="3 per minute")
    reader = PageClient(app)

    def attempt(number: int, address: str) -> int:
        typed = {"name": f"a{number}@contoh.go.id", "password": "Musim-hujan-1"}
        typed["csrf_token"] = reader.token()
        sent = {"method": "POST", "data": typed, "environ_base": {"REMOTE_ADDR": address}}
        return int(reader.open("/masuk", **sent).status_code)

    answers = [attempt(number, "10.0.0.7") for number in range(5)]

    assert answers == [422, 422, 422, 429, 429]
    assert attempt(9, "10.0.0.8") == 422


def test_an_office_that_signs_in_rightly_from_one_address_is_not_held_up(make_app):
    app = make_app(limits_enabled=True, sign_in_address_limit="3 per minute")
    with app.app_context():
        agency = make_agency(db.session)
        for number in range(5):
            make_account(db.session, agency, password=PASSWORD, email=f"p{number}@x.example")
        db.session.commit()

        for number in range(5):
            rightly = {"name": f"p{number}@x.example", "password": PASSWORD}
            PageClient(app).post("/masuk", rightly)
        wrongly = {"name": "p0@x.example", "password": "salah-sekali-ini"}
        for status in (422, 422, 422, 429):
            PageClient(app).post("/masuk", wrongly, status=status)


def test_another_spelling_of_a_name_is_no_fresh_set_of_tries(
    make_app: Callable[..., Flask],
) -> None:
    reader = PageClient(make_app(limits_enabled=True, sign_in_limit="2 per minute"))
    nip = nip_number(1)
    spellings = [nip, f"{nip[:8]} {nip[8:]}", f"{nip}\0", f"\0\u2003{nip}", f"\0 {nip}\0\0"]

    answers = [
        reader.open(
            "/masuk",
            method="POST",
            data={"name": name, "password": "salah-sekali", "csrf_token": reader.token()},
        ).status_code
        for name in spellings
    ]

    assert answers == [422, 422, 429, 429, 429]


def test_signing_out_ends_the_session(client: PageClient, account: Account) -> None:
    enter(client)

    page = client.post("/keluar")

    assert page.heading == "Masuk"
    assert "Anda sudah keluar" in page.text
    assert client.open("/akun").status_code == 302


def test_signing_out_by_a_link_is_not_possible(client: PageClient, account: Account) -> None:
    enter(client)

    assert client.open("/keluar").status_code == 405
    assert client.get("/akun").heading == "Akun saya"


def test_the_account_page_masks_the_nip(client: PageClient, account: Account) -> None:
    client.sign_in(account)

    page = client.get("/akun")

    assert nip_number(1)[:14] not in page.html
    assert "Pengelola kepegawaian" in page.text


def test_a_new_password_ends_other_sessions_and_keeps_this_one(
    app: Flask, client: PageClient, account: Account
) -> None:
    other = PageClient(app)
    enter(other)
    enter(client)
    typed = {
        "current_password": PASSWORD,
        "new_password": "sandi-baru-sekali",
        "new_password_again": "sandi-baru-sekali",
    }

    page = client.post("/akun/kata-sandi", typed)

    assert page.heading == "Akun saya"
    assert other.open("/akun").status_code == 302


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"current_password": "salah"}, "Kata sandi lama tidak cocok."),
        (
            {"new_password": "pendek", "new_password_again": "pendek"},
            "Kata sandi harus paling sedikit 10 karakter.",
        ),
        ({"new_password_again": "lain"}, "Kedua kata sandi baru tidak sama."),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused(
    client: PageClient, account: Account, typed: dict[str, str], error: str
) -> None:
    client.sign_in(account)
    sound = {
        "current_password": PASSWORD,
        "new_password": "sandi-baru-sekali",
        "new_password_again": "sandi-baru-sekali",
    }

    page = client.post("/akun/kata-sandi", sound | typed, status=422)

    assert page.errors == [error]
    assert "sandi-baru" not in page.html


def test_demo_accounts_are_offered_only_where_they_may_be(
    app: Flask, client: PageClient, make_app: Callable[..., Flask]
) -> None:
    showing = make_app(demo_accounts_shown=True)
    for each in (app, showing):
        each.config["DEMO_ACCOUNTS"] = [("Biro SDM", EMAIL, PASSWORD)]

    try:
        assert "Biro SDM" not in client.get("/masuk").text
        assert "Biro SDM" in PageClient(showing).get("/masuk").text
    finally:
        del app.config["DEMO_ACCOUNTS"]
