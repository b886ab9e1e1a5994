"""The fixtures keep readers apart, and tests from each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, request
from flask_login import current_user
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import create_account
from berakhlak.extensions import db
from berakhlak.people.models import Agency
from tests.support.pages import PageClient

PAGE = """<!DOCTYPE html><html lang="id"><head><title>{0}</title></head>
<body><h1>{0}</h1></body></html>"""


@pytest.fixture
def echo(make_app: Callable[..., Flask]) -> Flask:
    """The application with one more page, which says who asks and what was sent."""
    app = make_app()

    def say() -> str:
        name = current_user.name if current_user.is_authenticated else "tamu"
        return PAGE.format(f"{name}: {request.form.get('kata', '')}")

    app.add_url_rule("/gema", view_func=say, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_starts_from_an_empty_database(session: Session, turn: int) -> None:
    before = session.scalar(select(func.count()).select_from(Agency))
    session.add(Agency(code="sama", name=f"Instansi {turn}"))
    session.commit()

    assert before == 0


def test_readers_in_one_test_stay_two_people_and_see_what_was_arranged(echo: Flask) -> None:
    with echo.app_context():
        sari = PageClient(echo).sign_in(_account())
        stranger = PageClient(echo)

        headings = [reader.get("/gema").heading for reader in (sari, stranger, sari)]

    assert headings == ["Sari:", "tamu:", "Sari:"]


def test_forms_are_sent_with_a_token_that_the_real_check_accepts(echo: Flask) -> None:
    reader = PageClient(echo)

    assert reader.post("/gema", {"kata": "halo"}, status=200).heading == "tamu: halo"
    assert reader.open("/gema", method="POST", data={"kata": "halo"}).status_code == 400


def _account() -> Account:
    agency = Agency(code="kota", name="Kota")
    db.session.add(agency)
    db.session.flush()
    return create_account(db.session(), agency_id=agency.id, name="Sari", email="sari@kota.test")
