"""The log tells which page failed and where in the program, never whose row it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError

from berakhlak.citizens.models import SpentTicket
from berakhlak.extensions import db
from berakhlak.ratings.models import OpenSheet
from tests.support.rows import fill_every_table

HANDLE = bytes.fromhex("5ec2e7" + "ab" * 29)
WORDS = "PENANDA-RAHASIA-41"
MARKS = (HANDLE.hex(), repr(HANDLE)[2:40], "5ec2e7", WORDS, "/gagal/1357", "1357")


def _store_again(number: int) -> str:
    """Store a row that is there already: the fullest error that a database gives."""
    if request.args.get("kind") == "ticket":
        statement = insert(SpentTicket).values(digest=HANDLE, cycle_id=1)
    else:
        box = WORDS.encode()
        values = {"handle": HANDLE, "cycle_id": 1, "is_submitted": False, "box": box}
        statement = insert(OpenSheet).values(values)
    db.session.execute(statement)
    return str(number)


def _wrong_statement(number: int) -> str:
    """A statement that carries the words itself, as a slip would make it."""
    db.session.execute(text("SELECT * FROM nowhere WHERE words = :words"), {"words": WORDS})
    return ""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def failing(request: pytest.FixtureRequest, make_app: Any) -> Iterator[Flask]:
    sqlite = request.param == "sqlite"
    url = None if sqlite else request.getfixturevalue("migrated_postgres_url")
    app = make_app(url, testing=False)
    app.add_url_rule("/gagal/<int:number>", "stored_again", _store_again)
    app.add_url_rule("/keliru/<int:number>", "wrong_statement", _wrong_statement)
    with app.app_context(), db.engine.begin() as connection:
        fill_every_table(connection)
        connection.execute(update(SpentTicket).values(digest=HANDLE))
        connection.execute(update(OpenSheet).values(handle=HANDLE))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("/gagal/1357?kind=sheet", "stored_again"),
        ("/gagal/1357?kind=ticket", "stored_again"),
        ("/keliru/1357", "wrong_statement"),
    ],
)
def test_a_failure_is_logged_by_its_endpoint_without_address_and_rows(
    failing: Flask, caplog: pytest.LogCaptureFixture, address: str, endpoint: str
) -> None:
    assert failing.test_client().get(address).status_code == 500

    assert endpoint in caplog.text
    assert "Error" in caplog.text
    assert [mark for mark in MARKS if mark in caplog.text] == []


def test_what_is_left_out_was_there(failing: Flask) -> None:
    """The attack itself: PostgreSQL tells the handle in the error that reaches Python."""
    with failing.app_context():
        statement = insert(SpentTicket).values(digest=HANDLE, cycle_id=1)
        with pytest.raises(IntegrityError) as told:
            db.session.execute(statement)
        engine = db.engine.dialect.name

    assert ("5ec2e7" in str(told.value)) == (engine == "postgresql")
