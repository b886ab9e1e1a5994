"""A planted comment is looked for everywhere a reader, an operator or a thief could look."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.rater_groups import Relation
from berakhlak.extensions import db
from berakhlak.ratings.progress import SheetProgress, progress_of
from tests.factories.answering import assignments, close
from tests.factories.cycles import make_open_cycle
from tests.ratings.sheets import typed
from tests.support.pages import PageClient

MARKER = "PENANDA4f9a"
LARGE = (Relation.PEER, Relation.SUBORDINATE)  # Four peers, five subordinates; one supervisor.


@pytest.fixture
def filled(app, session, caplog):
    """Everybody has sent every sheet through the pages, each with a comment of its own."""
    caplog.set_level(logging.DEBUG)
    opened = make_open_cycle(session, key_store(), staff=5)
    codes = [behaviour.code for behaviour in opened.cycle.instrument.content.behaviours]
    for person in [opened.head, *opened.staff]:
        reader = PageClient(app).sign_in(opened.account(person))
        for number in [row.id for row in assignments(session, opened, rater=person)]:
            comment = {"BP": f"{MARKER} {number:04d}."}
            answer = reader.open(
                f"/tugas/{number}",
                method="POST",
                data=typed(codes, action="submit", **comment) | {"csrf_token": reader.token()},
            )
            follow = answer.location
            if follow and follow.endswith("/periksa"):
                reader.post(follow, {"action": "submit", "revision": "1"})
    return opened


def test_the_sheets_were_really_sent(session, filled):
    rows = assignments(session, filled)
    states = progress_of(session, rows, key=key_store().load_key(filled.cycle.key_name))

    assert len(rows) > 30
    assert set(states.values()) == {SheetProgress.SUBMITTED}


def test_while_open_no_other_reader_meets_an_answer_on_any_page(app, session, filled):
    seen = {name: crawl(app, account) for name, account in others(filled).items()}

    assert all(len(pages) > 3 for pages in seen.values())
    assert [path for pages in seen.values() for path, body in pages if MARKER in body] == []


def test_while_open_no_file_and_no_log_line_holds_an_answer(app, session, filled, caplog):
    folder = Path(app.config["BERAKHLAK"].database_url.removeprefix("sqlite:///")).parent
    files = [file for file in folder.rglob("*") if file.is_file()]

    assert any(file.suffix == ".sqlite3" for file in files)
    assert [file for file in files if MARKER.encode() in file.read_bytes()] == []
    assert MARKER not in caplog.text


def test_sending_sheets_leaves_no_entry_in_the_record(session, filled):
    acts = set(session.scalars(select(AuditEntry.act)))

    assert acts <= {"created", "opened", "narrow circles", "signed in"}


def test_after_publishing_comments_of_large_enough_groups_alone_are_met(app, session, filled):
    large = {row.id for row in assignments(session, filled) if row.group in LARGE}
    everything = {row.id for row in assignments(session, filled)}
    close(session, key_store(), filled)
    hr = PageClient(app).sign_in(filled.hr)
    sample = f"/siklus/{filled.cycle.id}/komentar/semua"
    seen = hr.get(sample).one("input[name=seen]")["value"]
    assert "sekaligus" in hr.post(sample, {"seen": seen, "read": "y"}).text
    hr.post(f"/siklus/{filled.cycle.id}/terbitkan")

    met = {
        number
        for account in [filled.hr, filled.admin, *filled.accounts.values()]
        for _, body in crawl(app, account)
        for number in everything
        if f"{MARKER} {number:04d}." in body
    }

    assert met == large


def test_pages_of_signed_in_readers_are_kept_by_no_cache(app, session, filled):
    for account in [filled.hr, filled.account(filled.head)]:
        reader = PageClient(app).sign_in(account)
        for path, _ in crawl(app, account):
            assert "no-store" in reader.open(path).headers.get("Cache-Control", ""), path


def others(opened):
    return {"hr": opened.hr, "admin": opened.admin}


def crawl(app, account, start="/"):
    """Every page that links lead to from the start page, as (path, text of the answer).

    A link to a PDF is not followed: making one takes a second, and what is packed in it would not
    be found.
    """
    reader, waiting, pages = PageClient(app).sign_in(account), [start], {}
    while waiting:
        path = waiting.pop()
        if path in pages or ".pdf" in path or len(pages) > 120:
            continue
        answer = reader.open(path, follow_redirects=True)
        pages[path] = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if pages[path]:
            waiting += links_of(pages[path])
        answer.close()
    db.session.rollback()
    return [(path, body) for path, body in pages.items() if body]


def links_of(html):
    from bs4 import BeautifulSoup

    found = (str(a["href"]) for a in BeautifulSoup(html, "html5lib").select("a[href]"))
    return [
        href for href in found if href.startswith("/") and "lang=" not in href and "#" not in href
    ]
