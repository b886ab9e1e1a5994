"""Whoever writes while others hold the database is told when to come again, and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from berakhlak.assignments.models import Assignment
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
