"""The second step of a sign-in: codes of an application, recovery codes, and what each may do."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts import operations
from berakhlak.accounts.models import Account, RecoveryCode, SecondFactor, SpentProof
from berakhlak.accounts.second_factors import SecretUnreadable, secret_of
from berakhlak.accounts.spent_proofs import forget_spent_proofs
from berakhlak.audit.models import AuditEntry
from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import Application, give_second_step
from tests.support.databases import TEST_SECRET
from tests.support.pages import Page, PageClient

NAME = "siti@x.go.id"
STEP = timedelta(seconds=30)


@pytest.fixture
def siti(session: Any) -> Account:
    return make_account(session, make_agency(session), Role.HR, password=PASSWORD, email=NAME)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let the clock show so much more than when the test began, which is the middle of a step."""
    real = clock.utc_now()
    began = datetime.fromtimestamp(real.timestamp() // 30 * 30 + 15, real.tzinfo)

    def later(much: timedelta) -> None:
        monkeypatch.setattr(clock, "utc_now", lambda: began + much)

    later(timedelta())
    return later


@pytest.fixture
def phone(session: Any, siti: Account, later: Any) -> tuple[Application, list[str]]:
    made = give_second_step(session, siti)
    session.commit()
    later(3 * STEP)
    return made


@pytest.fixture
def required(app: Flask) -> None:
    """The policy of HR and administrators; the fixture `app` takes it back."""
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], second_factor_required=True)


def password_given(client: PageClient, **more: str) -> Page:
    return client.post("/masuk", {"name": NAME, "password": PASSWORD} | more)


def is_in(client: PageClient) -> bool:
    return bool(client.open("/akun").status_code == 200)


def code_given(client: PageClient, code: str) -> int:
    token = {"code": code, "csrf_token": client.token()}
    return client.open("/masuk/langkah-kedua", method="POST", data=token).status_code


def test_the_password_alone_opens_nothing_and_a_code_leads_to_the_page_asked_for(
    client: PageClient, phone: tuple[Application, list[str]]
) -> None:
    typed = {"name": NAME, "password": PASSWORD, "csrf_token": client.token()}
    answer = client.open("/masuk?next=/pegawai", method="POST", data=typed)
    assert answer.location == "/masuk/langkah-kedua?next=/pegawai"
    page = client.get(answer.location)
    assert page.heading == "Langkah kedua"
    assert not is_in(client)

    shown = client.post(answer.location, {"code": phone[0].code()})

    assert shown.path == "/pegawai"
    assert is_in(client)


@pytest.mark.parametrize("drift", [-30, 30])
def test_a_clock_that_is_a_step_wrong_is_right_enough(
    client: PageClient, phone: tuple[Application, list[str]], drift: int
) -> None:
    password_given(client)
    assert code_given(client, phone[0].code(3 * drift)) == 422
    assert code_given(client, phone[0].code(2 * drift)) == 422
    assert code_given(client, phone[0].code(drift)) == 302


def test_a_code_is_good_once_also_in_another_browser(
    app: Flask,
    client: PageClient,
    phone: tuple[Application, list[str]],
    later: Callable[[timedelta], None],
) -> None:
    code, second = phone[0].code(), PageClient(app)
    password_given(client)
    password_given(second)
    assert code_given(client, f"{code[:3]} {code[3:]}") == 302
    later(4 * STEP)  # The code is of the step before, and would be taken.
    assert code_given(second, code) == 422
    assert (
        "sudah pernah dipakai"
        in second.post("/masuk/langkah-kedua", {"code": code}, status=422).text
    )
    assert not is_in(second)


def test_the_time_between_password_and_code_is_ten_minutes(
    client: PageClient,
    phone: tuple[Application, list[str]],
    later: Callable[[timedelta], None],
) -> None:
    password_given(client)
    later(timedelta(minutes=12))
    page = client.post("/masuk/langkah-kedua", {"code": phone[0].code()})

    assert page.path == "/masuk"
    assert not is_in(client)


@pytest.mark.parametrize("what", ["password", "disabled", "reset"])
def test_what_ends_sessions_ends_a_sign_in_that_has_not_come_to_its_end(
    client: PageClient,
    session: Any,
    siti: Account,
    phone: tuple[Application, list[str]],
    what: str,
) -> None:
    password_given(client)
    if what == "password":
        operations.set_password(siti, "sandi-baru-sekali")
    elif what == "disabled":
        siti.is_enabled = False
    else:
        siti.session_version = 1
    session.commit()

    assert client.get("/masuk/langkah-kedua", status=302).response.location.startswith("/masuk")
    client.post("/masuk/langkah-kedua", {"code": phone[0].code()})
    assert not is_in(client)


def test_a_recovery_code_opens_once_and_the_page_says_how_many_are_left(
    app: Flask, client: PageClient, session: Any, phone: tuple[Application, list[str]]
) -> None:
    code = phone[1][4]
    assert re.fullmatch(r"4\d{3} \d{4} \d{4} \d{4}", code)
    password_given(client)
    assert code_given(client, phone[1][5][:-1] + "x") == 422
    assert code_given(client, code) == 302
    assert "Tersisa 9 kode." in client.get("/akun/langkah-kedua").text

    other = PageClient(app)
    password_given(other)
    assert code_given(other, code) == 422
    acts = session.scalars(select(AuditEntry.act)).all()
    assert "used a recovery code" in acts
    kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert all(each.startswith("$argon2id$") for each in kept)


def test_new_recovery_codes_take_the_place_of_the_old_after_the_password(
    app: Flask,
    client: PageClient,
    siti: Account,
    phone: tuple[Application, list[str]],
    later: Callable[[timedelta], None],
) -> None:
    password_given(client)
    code_given(client, phone[0].code())
    later(timedelta(hours=1))
    asked = client.get("/akun/langkah-kedua/kode-pemulihan", status=302)
    assert asked.response.location.startswith("/akun/pastikan")
    page = client.post(asked.response.location, {"code": phone[0].code()})  # As good as a password.
    assert page.path == "/akun/langkah-kedua/kode-pemulihan"

    shown = client.post(page.path, status=200)
    codes = [each.get_text() for each in shown.all(".recovery__codes li")]
    assert len(set(codes)) == 10
    assert "no-store" in shown.response.headers["Cache-Control"]
    other = PageClient(app)
    password_given(other)
    assert code_given(other, phone[1][0]) == 422
    assert code_given(other, codes[0]) == 302


def test_hr_sets_the_second_step_up_at_the_first_sign_in_and_comes_to_what_it_came_for(
    client: PageClient, session: Any, siti: Account, required: None, later: Any
) -> None:
    typed = {"name": NAME, "password": PASSWORD, "csrf_token": client.token()}
    answer = client.open("/masuk?next=/pegawai", method="POST", data=typed)
    page = client.get(answer.location)
    assert page.heading == "Pasang langkah kedua"
    secret = page.one(".set-up__secret code").get_text()
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", secret)
    assert f"secret={secret.replace(' ', '')}" in page.link("Buka di aplikasi")
    assert page.all(".set-up__qr svg title")
    application = Application(secret)

    refused = client.post(answer.location, {"code": application.wrong_code()}, status=422)
    assert refused.one(".set-up__secret code").get_text() == secret
    assert not is_in(client)
    shown = client.post(answer.location, {"code": application.code()}, status=200)
    assert len(shown.all(".recovery__codes li")) == 10
    action = str(shown.one("article ~ div form")["action"])
    assert client.post(action).path == "/pegawai"

    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts[-2:] == ["set up second step", "signed in"]
    password_given(again := PageClient(client.app))
    assert code_given(again, application.code()) == 422  # It was used to set it up.
    later(2 * STEP)
    assert code_given(again, application.code()) == 302


def test_who_only_rates_is_asked_for_nothing_more_and_leaves_no_trace_of_a_second_step(
    client: PageClient, session: Any, required: None, later: Any
) -> None:
    """A row or an act that a sign-in of a rater changes would tell when a sheet was written."""
    agency = make_agency(session)
    make_account(session, agency, Role.OFFICER, password=PASSWORD, email=NAME)
    session.commit()
    assert password_given(client).path == "/"
    offered = client.get("/akun/langkah-kedua/aplikasi")
    application = Application(offered.one(".set-up__secret code").get_text())
    client.post("/akun/langkah-kedua/aplikasi", {"code": application.code()}, status=200)
    later(2 * STEP)
    before = session.scalars(select(SecondFactor.box)).all()

    again = PageClient(client.app)
    password_given(again)
    assert code_given(again, application.code()) == 302

    assert session.scalars(select(AuditEntry.act)).all() == []
    assert session.scalars(select(SecondFactor.box)).all() == before
    spent = session.execute(select(SpentProof.__table__)).all()
    assert {len(row) for row in spent} == {2}  # A mark and a day; no account, no time.
    page = again.post("/akun/langkah-kedua/matikan")
    assert "Langkah kedua dimatikan" in page.text


def test_whose_role_requires_it_cannot_turn_it_off(
    client: PageClient, siti: Account, phone: tuple[Application, list[str]], required: None
) -> None:
    password_given(client)
    code_given(client, phone[0].code())

    assert "Matikan langkah kedua" not in client.get("/akun/langkah-kedua").text
    page = client.post("/akun/langkah-kedua/matikan", status=422)
    assert "tidak dapat dimatikan" in page.text
    assert password_given(PageClient(client.app)).path == "/masuk/langkah-kedua"


def test_setting_it_up_ends_sessions_elsewhere_and_keeps_this_one(
    client: PageClient, siti: Account, session: Any, later: Any
) -> None:
    session.commit()
    elsewhere = PageClient(client.app)
    password_given(client)
    password_given(elsewhere)
    page = client.get("/akun/langkah-kedua/aplikasi")
    application = Application(page.one(".set-up__secret code").get_text())
    client.post(page.path, {"code": application.code()}, status=200)

    assert is_in(client)
    assert not is_in(elsewhere)


def test_guesses_are_counted_by_account_whatever_the_address_and_not_against_a_known_browser(
    make_app: Callable[..., Flask], later: Callable[[timedelta], None]
) -> None:
    app = make_app(limits_enabled=True, rate_limit_storage="memory://")
    with app.app_context():
        known_as = make_account(
            db.session, make_agency(db.session), Role.HR, password=PASSWORD, email=NAME
        )
        application, _codes = give_second_step(db.session, known_as)
        db.session.commit()
    known, strangers = PageClient(app), [PageClient(app) for _each in range(2)]
    try:
        later(2 * STEP)
        password_given(known)
        assert code_given(known, application.code()) == 302
        known.post("/keluar")
        for number, each in enumerate((known, *strangers)):
            each.http.environ_base["REMOTE_ADDR"] = f"10.{number}.0.1"
            password_given(each)
        later(4 * STEP)
        guesses = [strangers[n % 2] for n in range(6)]
        found = [code_given(each, application.wrong_code()) for each in guesses]
        assert found == [422] * 4 + [429] * 2  # The first was the owner's, not known yet.
        assert code_given(known, application.code()) == 302
    finally:
        limiter.enabled = False


def test_a_browser_is_known_after_the_second_step_alone(
    client: PageClient, phone: tuple[Application, list[str]]
) -> None:
    password_given(client)
    assert client.http.get_cookie("perangkat") is None
    code_given(client, phone[0].code())
    assert client.http.get_cookie("perangkat") is not None


def test_a_secret_is_readable_under_its_own_key_and_account_alone(
    session: Any, siti: Account, phone: tuple[Application, list[str]]
) -> None:
    application = phone[0]
    assert secret_of(session(), siti.id, secret=TEST_SECRET) == application.secret
    with pytest.raises(SecretUnreadable):
        secret_of(session(), siti.id, secret="lain")
    other = make_account(session, make_agency(session), Role.HR)
    box = session.get(SecondFactor, siti.id).box
    assert application.secret.encode() not in box
    session.add(SecondFactor(account_id=other.id, box=box))
    session.flush()
    with pytest.raises(SecretUnreadable):
        secret_of(session(), other.id, secret=TEST_SECRET)


def test_no_secret_and_no_code_reaches_a_log_or_the_record(
    client: PageClient,
    session: Any,
    siti: Account,
    required: None,
    later: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    session.commit()
    address = password_given(client).path
    application = Application(client.get(address).one(".set-up__secret code").get_text())
    shown = client.post(address, {"code": application.code()}, status=200)
    codes = [each.get_text() for each in shown.all(".recovery__codes li")]
    told = caplog.text + repr(session.execute(select(AuditEntry.__table__)).all())

    for each in (application.secret, application.code(), *codes):
        assert each not in told
        assert each.replace(" ", "") not in told


def test_what_was_typed_before_the_session_ended_comes_back_after_the_second_step(
    client: PageClient, siti: Account, phone: tuple[Application, list[str]]
) -> None:
    """The draft goes through both pages."""
    password_given(client)
    code_given(client, phone[0].code())
    page = client.get("/wewenang/beri")
    typed = {
        "name": "budi@x.go.id",
        "reader_mark": str(page.one("form.form input[name=reader_mark]")["value"]),
        "csrf_token": client.token(),
    }
    client.http.delete_cookie("session")
    typed["csrf_token"] = client.token()
    headers = {"Origin": "http://localhost", "Referer": "http://localhost/wewenang/beri"}
    asked = Page(client.open("/wewenang/beri", method="POST", data=typed, headers=headers))
    draft = str(asked.one("form.form input[name=draft]")["value"])

    step = client.post("/masuk", {"name": NAME, "password": PASSWORD, "draft": draft}, status=200)
    assert step.heading == "Langkah kedua"
    given = {"code": phone[1][0], "draft": str(step.one("form.form input[name=draft]")["value"])}
    back = client.post(str(step.one("form.form")["action"]), given, status=200)

    assert "budi@x.go.id" in back.html


def test_marks_of_what_was_used_go_after_a_day(session: Any, phone: object) -> None:
    today = local_today()
    assert forget_spent_proofs(session(), today) == 0
    assert forget_spent_proofs(session(), today + timedelta(days=2)) == 1
