"""Settings as written in the environment, seen in what the application does with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, session

from berakhlak import clock
from berakhlak.accounts import attempts
from berakhlak.accounts.passwords import PasswordLeaked
from berakhlak.accounts.session import begin_session, is_password_fresh
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.roles import Role
from config import Config
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.support.pages import PageClient

FIELDS = {
    "BREACHED_PASSWORDS": "breached_passwords",
    "MAX_UPLOAD_MB": "max_upload_megabytes",
    "PASSWORD_AGAIN_MINUTES": "password_again_minutes",
    "ROLE_SESSION_MAX_HOURS": "role_session_max_hours",
    "SECOND_FACTOR_REQUIRED": "second_factor_required",
    "SESSION_HOURS": "session_hours",
    "SESSION_MAX_HOURS": "session_max_hours",
    "SHOW_DEMO_ACCOUNTS": "demo_accounts_shown",
    "SIGN_IN_ADDRESS_LIMIT": "sign_in_address_limit",
    "SIGN_IN_NAME_LIMIT": "sign_in_name_limit",
    "TIMEZONE": "timezone",
    "TRUSTED_PROXIES": "trusted_proxies",
}
MakeApp = Callable[..., Flask]


def written(**settings: str) -> dict[str, Any]:
    """What the settings' parser makes of them, by the fields that they fill."""
    config = Config.read(settings)
    assert not config.defects
    return {FIELDS[name]: getattr(config, FIELDS[name]) for name in settings}


def tries(app: Flask, forwarded: list[str]) -> list[int]:
    """Answers to tries from one proxy, which says for whom it asks."""
    reader = PageClient(app)
    answers = []
    for number, address in enumerate(forwarded):
        typed = {"name": f"a{number}@contoh.go.id", "password": "Musim-hujan-1"}
        typed["csrf_token"] = reader.token()
        sent = {"method": "POST", "data": typed, "headers": {"X-Forwarded-For": address}}
        answers.append(int(reader.open("/masuk", **sent).status_code))
    return answers


@pytest.mark.exercises("TRUSTED_PROXIES", "SIGN_IN_ADDRESS_LIMIT")
@pytest.mark.parametrize(("trusted", "last"), [("0", 429), ("1", 422)])
def test_the_address_that_a_proxy_tells_is_believed_of_trusted_ones_alone(
    make_app: MakeApp, trusted: str, last: int
) -> None:
    limits = written(TRUSTED_PROXIES=trusted, SIGN_IN_ADDRESS_LIMIT="2 per minute")
    app = make_app(limits_enabled=True, **limits)

    assert tries(app, ["10.0.0.1", "10.0.0.2", "10.0.0.3"]) == [422, 422, last]


def test_what_a_visitor_adds_before_the_proxy_changes_nothing(make_app: MakeApp) -> None:
    limits = written(TRUSTED_PROXIES="1", SIGN_IN_ADDRESS_LIMIT="2 per minute")
    app = make_app(limits_enabled=True, **limits)

    assert tries(app, [f"10.0.0.{n}, 10.9.9.9" for n in range(3)]) == [422, 422, 429]


@pytest.mark.exercises("SIGN_IN_NAME_LIMIT")
def test_a_name_that_is_tried_from_everywhere_has_fewer_tries_left(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "UNDER_ATTACK", "1 per hour")
    app = make_app(limits_enabled=True, **written(SIGN_IN_NAME_LIMIT="2 per minute"))
    reader = PageClient(app)

    def attempt(address: str) -> int:
        typed = {"name": "a@contoh.go.id", "password": "salah", "csrf_token": reader.token()}
        origin = {"REMOTE_ADDR": address}
        return int(
            reader.open("/masuk", method="POST", data=typed, environ_base=origin).status_code
        )

    assert [attempt(f"10.0.0.{n}") for n in range(4)] == [422, 422, 422, 429]


@pytest.mark.exercises("SHOW_DEMO_ACCOUNTS")
@pytest.mark.parametrize(("shown", "is_there"), [("0", False), ("1", True)])
def test_demo_accounts_are_on_the_sign_in_page_only_when_asked_for(
    make_app: MakeApp, shown: str, is_there: bool
) -> None:
    app = make_app(**written(SHOW_DEMO_ACCOUNTS=shown))
    app.config["DEMO_ACCOUNTS"] = [("Pengelola", "demo@contoh.go.id", "sandi-demo-360")]

    assert ("demo@contoh.go.id" in PageClient(app).get("/masuk").html) is is_there


@pytest.mark.exercises("SESSION_HOURS")
@pytest.mark.parametrize("hours", ["1", "24"])
def test_a_session_lasts_as_many_hours_as_written(make_app: MakeApp, hours: str) -> None:
    app = make_app(**written(SESSION_HOURS=hours))

    assert app.permanent_session_lifetime == timedelta(hours=int(hours))


@pytest.mark.exercises("BREACHED_PASSWORDS")
def test_nobody_gets_a_password_that_stands_in_the_file_of_leaks(
    make_app: MakeApp, tmp_path: Path
) -> None:
    file = tmp_path / "leaks.txt"
    file.write_text(sha1(PASSWORD.encode()).hexdigest().upper() + ":7")  # noqa: S324
    app = make_app(**written(BREACHED_PASSWORDS=str(file)))
    with app.app_context(), pytest.raises(PasswordLeaked):
        make_account(db.session, make_agency(db.session), password=PASSWORD)


@pytest.mark.exercises("SECOND_FACTOR_REQUIRED")
@pytest.mark.parametrize(("asked", "page"), [("1", "/masuk/pasang-langkah-kedua"), ("0", "/")])
def test_hr_is_asked_for_a_second_step_where_it_is_required(
    make_app: MakeApp, asked: str, page: str
) -> None:
    app = make_app(**written(SECOND_FACTOR_REQUIRED=asked))
    with app.app_context():
        make_account(
            db.session, make_agency(db.session), Role.HR, password=PASSWORD, email="a@x.go.id"
        )
        db.session.commit()

    reader = PageClient(app)
    reader.post("/masuk", {"name": "a@x.go.id", "password": PASSWORD}, status=302)
    assert reader.get(page).path == page
    assert [
        Config.read({"BERAKHLAK_ENV": each}).second_factor_required
        for each in ("production", "development")
    ] == [True, False]


@pytest.mark.exercises("SESSION_MAX_HOURS", "ROLE_SESSION_MAX_HOURS", "PASSWORD_AGAIN_MINUTES")
def test_a_session_ends_and_asks_again_as_written(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = written(
        SESSION_MAX_HOURS="3", ROLE_SESSION_MAX_HOURS="2", PASSWORD_AGAIN_MINUTES="5"
    )
    app, now = make_app(**settings), clock.utc_now()
    with app.app_context():
        agency = make_agency(db.session)
        pairs = [(make_account(db.session, agency, role), role) for role in (Role.OFFICER, Role.HR)]
        db.session.commit()
        for account, role in pairs:
            monkeypatch.setattr(clock, "utc_now", lambda: now)
            with app.test_request_context():
                begin_session(account)
                lasts = session["ends"] - int(now.timestamp())
                fresh = [is_password_fresh()]
                monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(minutes=5, seconds=1))
                fresh.append(is_password_fresh())
            assert lasts == (2 if role is Role.HR else 3) * 3600
            assert fresh == [True, False]


@pytest.mark.exercises("MAX_UPLOAD_MB")
def test_more_than_may_be_uploaded_is_refused(make_app: MakeApp) -> None:
    app = make_app(**written(MAX_UPLOAD_MB="1"))
    reader = PageClient(app)
    typed = {"csrf_token": reader.token(), "password": "x", "name": "a" * (2 * 1024 * 1024)}

    assert reader.open("/masuk", method="POST", data=typed).status_code == 413


@pytest.mark.exercises("TIMEZONE")
@pytest.mark.parametrize(
    ("zone", "day"),
    [("Asia/Jakarta", 20), ("Asia/Jayapura", 21), ("UTC", 20), ("Pacific/Kiritimati", 21)],
)
def test_a_day_begins_where_the_agency_works(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, zone: str, day: int
) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: datetime(2026, 11, 20, 16, 30, tzinfo=UTC))
    with make_app(**written(TIMEZONE=zone)).app_context():
        assert local_today() == date(2026, 11, day)
