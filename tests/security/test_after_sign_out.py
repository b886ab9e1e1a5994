"""Somebody sits down at a browser in which a rater has signed out: nothing is left to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect

from berakhlak.accounts.operations import set_password
from berakhlak.cycles.keys import KeyStore
from tests.factories.cycles import OpenCycle, a_peer_assignment, make_open_cycle
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.browser

# All texts that the browser keeps for this site by itself or for its service worker.
KEPT = """async () => {
  const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      texts.push(request.url, await answer.text());
    }
  }
  return texts.join("\\n");
}"""


@pytest.fixture
def opened(app: Flask, session: Any) -> OpenCycle:
    made = make_open_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir), staff=4)
    set_password(made.account(made.staff[0]), PASSWORD)
    session.commit()
    return made


@pytest.fixture(params=["menu", "page of the account"])
def left(
    request: pytest.FixtureRequest,
    session: Any,
    opened: OpenCycle,
    open_page: Callable[..., Any],
) -> Iterator[tuple[Page, str, str]]:
    """A page after signing out, the path of a sheet that was open, and the name on it."""
    sheet = a_peer_assignment(session, opened, opened.staff[0])
    path, name = f"/tugas/{sheet.id}", str(sheet.ratee.name)
    with open_page() as page:
        page.goto("/masuk")
        page.get_by_label("NIP atau email").fill(str(opened.account(opened.staff[0]).nip))
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk").click()
        page.goto("/tugas")
        page.goto(path)
        expect(page.get_by_text(name).first).to_be_visible()
        page.goto("/akun")
        if request.param == "menu":
            page.locator("header summary").click()
        place = page.locator("header" if request.param == "menu" else "main")
        place.get_by_role("button", name="Keluar").click()
        expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
        yield page, path, name


def test_neither_back_nor_the_service_worker_shows_a_sheet_after_signing_out(
    left: tuple[Page, str, str],
) -> None:
    page, path, name = left
    for _step in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert name not in page.content()
    assert name not in page.evaluate(KEPT)

    page.context.set_offline(True)
    try:
        page.goto(path)
    except Error:
        return  # Nothing answers: nothing is kept.
    assert name not in page.content()
