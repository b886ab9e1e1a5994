"""Whoever writes while others hold the database is told when to come again, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from berakhlak.assignments.models import Assignment
from berakhlak.assignments.queries import assignments_of_rater
from berakhlak.cycles.keyring import key_store
from berakhlak.engines import is_busy
from berakhlak.extensions import db
from tests.factories.cycles import make_open_cycle, participants
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


@pytest.mark.postgres
@pytest.mark.exercises("DATABASE_LOCK_SECONDS", "DATABASE_STATEMENT_SECONDS")
def test_a_form_keeps_what_was_typed_while_others_hold_its_row_on_postgresql(
    make_app: Callable[..., Flask], migrated_postgres_url: str
) -> None:
    app = make_app(migrated_postgres_url, database_lock_seconds=0.2, database_statement_seconds=5.0)
    with app.app_context():
        opened = make_open_cycle(db.session, key_store())
        seat = next(
            row for row in participants(db.session, opened.cycle) if row.name == "Budi Santoso"
        )
        mine = assignments_of_rater(db.session(), seat)
        path = f"/tugas/{next(each.id for each in mine if each.group == 'peer')}"
        codes = [each.code for each in opened.cycle.questionnaire.behaviours[:3]]
        account, cycle_id = opened.accounts["Budi Santoso"], opened.cycle.id
        db.session.commit()
        budi = PageClient(app).sign_in(account)
        form = typed(codes, 2, BP="Selalu tepat waktu") | {"csrf_token": budi.token()}
        db.session.remove()
        with db.engine.connect() as other:
            other.execute(text("SELECT 1 FROM cycle WHERE id = :id FOR UPDATE"), {"id": cycle_id})

            answer = budi.open(
                path, method="POST", data=form, headers={"Referer": f"http://localhost{path}"}
            )

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert chosen(Page(answer)) == dict.fromkeys(codes, 2)
        with db.engine.connect() as job:
            limits = [job.scalar(text(f"SHOW {name}_timeout")) for name in ("lock", "statement")]
        assert limits == ["0", "0"], "outside of requests nothing is broken off"
        db.session.remove()
        db.engine.dispose()


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


@pytest.mark.parametrize(
    ("code", "busy"), [("55P03", True), ("57014", True), ("40P01", True), ("57P03", False)]
)
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
