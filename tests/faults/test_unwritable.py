"""A disk that is full or takes no writing: 503 in words, the form's content kept, then on as ever.

Full is SQLite's own bound (`max_page_count`), which it tells as it tells a full disk; read-only is
a server that was told so. On PostgreSQL a session that may only read is what a stand-by is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from tests.factories.cycles import a_peer_assignment, make_open_cycle
from tests.ratings.sheets import chosen, typed
from tests.support.pages import Page, PageClient

FAULTS = {
    "full": "PRAGMA max_page_count = 1",
    "read-only": "PRAGMA query_only = ON",
    "standby": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
}
ENGINE_OF = {"standby": "postgresql"}


@contextmanager
def broken(app: Flask, fault: str) -> Iterator[None]:
    """Every connection from now on meets it; afterwards none does."""

    def spoil(connection: Any, _record: object) -> None:
        connection.execute(FAULTS[fault])
        if fault == "standby":
            connection.commit()

    with app.app_context():
        db.session.remove()
        engine = db.engine
    if fault == "full":  # Migrations leave free pages in the file, which would take the words.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
    engine.dispose()
    event.listen(engine, "connect", spoil)
    yield
    event.remove(engine, "connect", spoil)
    engine.dispose()


@pytest.mark.parametrize(
    "fault", ["full", "read-only", pytest.param("standby", marks=pytest.mark.postgres)]
)
def test_a_form_keeps_what_was_typed_and_is_sent_when_the_disk_takes_it_again(
    fault: str, make_app: Callable[..., Flask], request: pytest.FixtureRequest, caplog: Any
) -> None:
    url = request.getfixturevalue("migrated_postgres_url") if fault == "standby" else None
    app = make_app(url, testing=False)
    with app.app_context():
        opened = make_open_cycle(db.session, key_store())
        peer = a_peer_assignment(db.session, opened, opened.staff[0])
        path, codes = f"/tugas/{peer.id}", [b.code for b in opened.cycle.questionnaire.behaviours]
        # So long that the file has to grow.
        words = {each.code: "rapi " * 190 for each in opened.cycle.questionnaire.values}
        budi = PageClient(app).sign_in(opened.account(opened.staff[0]))
    form = typed(codes, 2, **words) | {"csrf_token": budi.token()}
    sent: Any = {"method": "POST", "data": form, "headers": {"Referer": f"http://localhost{path}"}}
    changes = {"base": 0, "answers": {codes[0]: 4}, "comments": words}

    with broken(app, fault):
        answer = budi.open(path, **sent)
        tapped = budi.open(f"{path}/jawaban", method="POST", json=changes,
                           headers={"X-CSRFToken": form["csrf_token"]})  # fmt: skip
        read = budi.open("/tugas")

    page = Page(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Mungkin belum tersimpan" in page.text
    assert chosen(page) == dict.fromkeys(codes, 2)
    assert page.one("#komentar-BP").get_text(strip=True) == words["BP"].strip()
    assert (tapped.status_code, tapped.headers["Retry-After"]) == (503, "5")
    assert "penyimpanan datanya" in Page(tapped).text
    assert read.status_code == 200, "what is only read goes on"
    told = [each.message for each in caplog.records if "cannot be written" in each.message]
    assert len(told) == 2
    assert budi.open(path, **sent).status_code == 302
