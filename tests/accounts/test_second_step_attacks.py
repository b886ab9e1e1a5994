"""What somebody who knows the password tries at the second step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from berakhlak.accounts import attempts, step_pages
from berakhlak.accounts.models import Account, SecondFactor
from berakhlak.accounts.second_factors import SecondStep
from berakhlak.extensions import db, limiter
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.factories.second_steps import Application, give_second_step
from tests.support.pages import PageClient

NAME = "siti@x.go.id"
SET_UP = "/masuk/pasang-langkah-kedua"


@pytest.fixture
def siti(session: Any) -> Account:
    return make_account(session, make_agency(session), Role.HR, password=PASSWORD, email=NAME)


@pytest.fixture
def half(app: Flask, client: PageClient, siti: Account, session: Any) -> PageClient:
    """Siti's password was given where a second step has to be set up; `app` takes it back."""
    session.commit()
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], second_factor_required=True)
    client.post("/masuk", {"name": NAME, "password": PASSWORD})
    return client


def test_no_browser_keeps_the_page_that_shows_the_secret(half: PageClient) -> None:
    shown = half.open(SET_UP)
    assert "set-up__secret" in shown.get_data(as_text=True)
    assert shown.headers["Cache-Control"] == "no-store"


def test_an_application_that_was_set_up_meanwhile_is_not_replaced_before_the_second_step(
    half: PageClient, session: Any, siti: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Application(half.get(SET_UP).one(".set-up__secret code").get_text())
    token = half.token()
    give_second_step(session, siti)
    session.commit()
    kept = session.get_one(SecondFactor, siti.id).box
    # The request was already under way when the owner's was written.
    real, seen = step_pages.step_of, [SecondStep.SET_UP]
    monkeypatch.setattr(step_pages, "step_of", lambda who: seen.pop() if seen else real(who))

    sent = {"code": mine.code(), "csrf_token": token}
    answer = half.open(SET_UP, method="POST", data=sent)

    assert answer.location.startswith("/masuk/langkah-kedua")
    assert "di tempat lain" in half.get(answer.location).text
    session.expire_all()
    assert session.get_one(SecondFactor, siti.id).box == kept
    assert half.open("/akun").status_code == 302


def test_many_known_browsers_guess_no_faster_than_all_of_them_may(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "KNOWN_CODE_LIMIT", "3 per hour")
    app = make_app(limits_enabled=True, rate_limit_storage="memory://")
    known = [PageClient(app) for _each in range(2)]
    try:
        with app.app_context():
            siti = make_account(
                db.session, make_agency(db.session), Role.HR, password=PASSWORD, email=NAME
            )
            db.session.commit()
            for each in known:  # Known by the password alone: there is no second step yet.
                each.post("/masuk", {"name": NAME, "password": PASSWORD})
                each.post("/keluar")
            application, _codes = give_second_step(db.session, siti)
            db.session.commit()
        for each in known:
            each.post("/masuk", {"name": NAME, "password": PASSWORD})
        wrong = {"code": application.wrong_code()}
        found = [
            each.open(
                "/masuk/langkah-kedua", method="POST", data=wrong | {"csrf_token": each.token()}
            ).status_code
            for each in known * 2
        ]
        assert found == [422, 422, 422, 429]
    finally:
        limiter.enabled = False
