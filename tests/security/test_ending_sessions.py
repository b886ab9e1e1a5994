"""An operator ends the sessions of one account, or of all, by a command."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.support.pages import PageClient

NAMES = ("siti@contoh.go.id", "budi@contoh.go.id")


@pytest.fixture
def browsers(app: Flask, session: Any) -> list[PageClient]:
    """Two officers of HR, signed in."""
    agency = make_agency(session)
    for name in NAMES:
        make_account(session, agency, Role.HR, password=PASSWORD, email=name)
    session.commit()
    return [_entered(app, name) for name in NAMES]


def _entered(app: Flask, name: str) -> PageClient:
    browser = PageClient(app)
    browser.post("/masuk", {"name": name, "password": PASSWORD}, status=302)
    return browser


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["account", "end-sessions", *words])


def still_in(browsers: list[PageClient]) -> list[bool]:
    return [each.open("/akun").status_code == 200 for each in browsers]


def test_one_account_is_signed_out_everywhere_and_no_other(
    app: Flask, browsers: list[PageClient]
) -> None:
    assert still_in(browsers) == [True, True]

    assert run(app, NAMES[0]).exit_code == 0

    assert still_in(browsers) == [False, True]


def test_everybody_is_signed_out_at_once(app: Flask, browsers: list[PageClient]) -> None:
    assert run(app, "--all").exit_code == 0

    assert still_in(browsers) == [False, False]


@pytest.mark.parametrize("words", [(), (NAMES[0], "--all"), ("x@y.go.id",)])
def test_it_must_be_said_whose(
    app: Flask, browsers: list[PageClient], words: tuple[str, ...]
) -> None:
    assert run(app, *words).exit_code != 0

    assert still_in(browsers) == [True, True]


def test_the_security_log_tells_that_sessions_were_ended(
    app: Flask, browsers: list[PageClient], caplog: pytest.LogCaptureFixture
) -> None:
    told: list[str] = []
    log = app.extensions["security_log"]
    log.addFilter(lambda record: told.append(str(record.__dict__)) or True)

    run(app, "--all")

    assert any("session ended" in each or "SESSION_ENDED" in each for each in told)
