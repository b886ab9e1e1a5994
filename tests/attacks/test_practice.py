"""Whoever practised, and what they chose: looked for in rows, files, cookies, logs and the phone.

The search finds each of them where it was planted. Of a practice in a real browser it finds
nothing, because nothing was sent.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page

from berakhlak.extensions import db
from tests.support.browser import PHONE

pytestmark = pytest.mark.browser
NEEDLES = ("latihan", "cerita-", "practice")
SECONDS_A_STORY = 25  # To read some fifty words and choose; the rest is the reason.
STORED = """async () => JSON.stringify([
  await indexedDB.databases(), {...localStorage}, {...sessionStorage}, document.cookie,
  await Promise.all((await caches.keys()).map(async (name) =>
    (await (await caches.open(name)).keys()).map((each) => each.url))),
])"""


def told(text: str) -> set[str]:
    return {needle for needle in NEEDLES if needle in text.lower()}


def rows_that_tell(connection: sa.Connection) -> set[str]:
    """Tables in which something of a practice stands."""
    schema = sa.MetaData()
    schema.reflect(connection)
    return {
        table.name
        for table in schema.sorted_tables
        if told(repr(connection.execute(sa.select(table)).all()))
    }


def files_that_tell(folder: Path) -> set[str]:
    found = [each for each in folder.rglob("*") if each.is_file()]
    return {each.name for each in found if told(each.read_bytes().decode("latin-1"))}


def on_the_phone(page: Page) -> str:
    return str(page.evaluate(STORED)) + str(page.context.cookies())


def test_the_search_finds_what_is_planted(
    app: Flask, session: Any, browser: Browser, live_server: str, tmp_path: Path
) -> None:
    session.execute(sa.text("CREATE TABLE practised (who text)"))
    session.execute(sa.text("INSERT INTO practised VALUES ('7 latihan BP 4')"))
    assert rows_that_tell(session.connection()) == {"practised"}
    session.rollback()
    (tmp_path / "access.log").write_text("GET /latihan/BP")
    assert files_that_tell(tmp_path) == {"access.log"}
    page = browser.new_context(base_url=live_server).new_page()
    page.goto("/latihan/BP")
    page.evaluate("() => localStorage.setItem('cerita-1', '4')")
    assert told(on_the_phone(page)) == {"cerita-"}
    page.context.close()


def test_a_practice_on_a_phone_takes_under_three_minutes_and_leaves_no_trace(
    app: Flask, browser: Browser, live_server: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    size: Any = PHONE
    context = browser.new_context(
        base_url=live_server, viewport=size, locale="id-ID", java_script_enabled=True
    )
    page = context.new_page()
    page.goto("/latihan")
    page.get_by_role("link", name="Akuntabel").click()
    page.get_by_role("heading", name="Latihan: Akuntabel").wait_for()
    before, sent = page.context.cookies(), list[str]()
    page.on("request", lambda request: sent.append(request.url))

    started = page.evaluate("() => performance.now()")
    for number in (1, 2, 3):
        story = page.locator("fieldset.practice").nth(number - 1)
        assert not story.locator(".practice__why").is_visible()
        story.locator("input").nth(4 if number == 1 else 0).click()
        assert story.locator(".practice__why").is_visible()
        assert story.locator(".practice__same").is_visible() is (number == 1)
    taps = (page.evaluate("() => performance.now()") - started) / 1000
    words = len(page.locator("main").inner_text().split())

    assert taps + 3 * SECONDS_A_STORY + words / 150 * 60 < 180, (
        "seconds, every word read twice over"
    )
    assert sent == []
    assert page.context.cookies() == before
    assert not told(on_the_phone(page))
    page.get_by_role("link", name="Langsung menilai").wait_for()  # Skipped at any time.
    context.close()
    with app.app_context(), db.engine.connect() as connection:
        assert rows_that_tell(connection) == set()
        folder = Path(str(connection.engine.url.database)).parent
        assert files_that_tell(folder) == set()
    assert not {line for line in map(logging.LogRecord.getMessage, caplog.records) if told(line)}
