"""Whoever writes while others hold the database is told when to come again, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from berakhlak.assignments.models import Assignment
from berakhlak.engines import is_busy
from berakhlak.extensions import db
from tests.ratings.sheets import chosen, typed
from tests.support.pages import Page, PageClient


@pytest.fixture
def held_by_others(app: Flask, session: Any) -> Iterator[None]:
    """Somebody else holds the lock for writing, and nobody has the patience to wait for it."""

    def impatient(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 0")

    engine = db.engine
    session.commit()
    db.session.remove()
    engine.dispose()
    event.listen(engine, "connect", impatient)
    other = engine.connect()
    other.execute(text("BEGIN IMMEDIATE"))
    yield
    other.rollback()
    other.close()
    event.remove(engine, "connect", impatient)
    engine.dispose()


def test_a_form_keeps_what_was_typed_while_others_write(
    budi: PageClient, peer: Assignment, codes: list[str], request: pytest.FixtureRequest
) -> None:
    path, form = f"/tugas/{peer.id}", typed(codes[:3], 2, BP="Selalu tepat waktu")
    form |= {"csrf_token": budi.token()}
    request.getfixturevalue("held_by_others")

    answer = budi.open(
        path, method="POST", data=form, headers={"Referer": f"http://localhost{path}"}
    )

    page = Page(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Isian Anda masih ada" in page.text
    assert chosen(page) == dict.fromkeys(codes[:3], 2)
    assert page.one("#komentar-BP").get_text(strip=True) == "Selalu tepat waktu"


def test_a_page_that_cannot_be_made_meanwhile_says_when_to_come_again(
    budi: PageClient, peer: Assignment, request: pytest.FixtureRequest
) -> None:
    token = budi.token()
    path, sent = f"/tugas/{peer.id}/jawaban", {"base": 0, "answers": {"BP1": 4}, "comments": {}}
    request.getfixturevalue("held_by_others")

    answer = budi.open(path, method="POST", json=sent, headers={"X-CSRFToken": token})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


class _OfPostgresql(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize(("code", "busy"), [("55P03", True), ("40P01", True), ("57P03", False)])
def test_a_lock_that_others_hold_is_told_from_a_failure_on_postgresql(
    code: str, busy: bool
) -> None:
    assert is_busy(OperationalError("SELECT 1", {}, _OfPostgresql(code))) is busy


def test_a_lock_that_others_hold_is_told_from_a_failure_on_sqlite(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", connect_args={"timeout": 0})
    with engine.connect() as first, engine.connect() as other:
        first.execute(text("BEGIN IMMEDIATE"))
        with pytest.raises(OperationalError) as locked:
            other.execute(text("BEGIN IMMEDIATE"))
        with pytest.raises(OperationalError) as wrong:
            other.execute(text("SELECT x FROM nowhere"))

    assert (is_busy(locked.value), is_busy(wrong.value)) == (True, False)
