"""A browser's database fails at some moment: answers arrive, or the page says they wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keyring import key_store
from berakhlak.ratings.queries import open_sheet
from tests.factories.cycles import OpenCycle, a_peer_assignment, make_open_cycle
from tests.ratings.devices import Server, device, running, wait_for_state
from tests.support.browser import wait_until
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser

# Each takes away one function of the browser: {owner: function}.
PLACES = {
    "put": "IDBObjectStore.prototype",
    "get": "IDBObjectStore.prototype",
    "getAll": "IDBObjectStore.prototype",
    "getAllKeys": "IDBObjectStore.prototype",
    "delete": "IDBObjectStore.prototype",
    "transaction": "IDBDatabase.prototype",
    "open": "IDBFactory.prototype",
    "encrypt": "SubtleCrypto.prototype",
    "decrypt": "SubtleCrypto.prototype",
}
# `hangs` answers with a request that never does; `undone` lets the request succeed, then takes
# its transaction back.
WAYS = {
    "throws": "() => { throw new DOMException('no', 'QuotaExceededError'); }",
    "hangs": "function () { return isPromise ? new Promise(() => {}) : {}; }",
    "rejects": """function (...given) {
      if (isPromise) return Promise.reject(new DOMException('no', 'UnknownError'));
      const request = old.apply(this, given);
      (request.transaction ?? request).abort?.();
      return request;
    }""",
}
FAIL = """(() => {{
  const owner = {owner};
  const old = owner.{name};
  const isPromise = {is_promise};
  owner.{name} = {way};
}})()"""
MOMENTS = ["before", "opened", "tapped"]


@pytest.fixture
def opened(session: Any) -> OpenCycle:
    return make_open_cycle(session, key_store(), staff=4)


@pytest.fixture
def peer(session: Any, opened: OpenCycle) -> Assignment:
    return a_peer_assignment(session, opened, opened.staff[0])


@pytest.fixture
def budi(client: PageClient, opened: OpenCycle) -> PageClient:
    return client.sign_in(opened.account(opened.staff[0]))


@pytest.fixture
def server(app: Flask, budi: PageClient) -> Iterator[Server]:
    with running(app) as started:
        yield started


def tap(page: Page, place: int, score: int) -> str:
    radio = page.locator(".scale").nth(place).locator(f"input[value='{score}']")
    radio.check()
    return str(radio.get_attribute("name")).removeprefix("jawaban-")


def asks_before_leaving(page: Page) -> bool:
    """Whether closing the page now would ask."""
    asks: bool = page.evaluate(
        "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    )
    return asks


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PLACES)
def test_one_tap_online_and_one_offline_arrive_whatever_the_store_does(
    name: str,
    way: str,
    moment: str,
    browser: Browser,
    server: Server,
    session: Any,
    opened: OpenCycle,
    budi: PageClient,
    peer: Assignment,
) -> None:
    is_promise = str(name in {"encrypt", "decrypt"}).lower()
    fault = FAIL.format(owner=PLACES[name], name=name, way=WAYS[way], is_promise=is_promise)
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        if moment == "before":
            page.add_init_script(fault)
        page.goto(f"/tugas/{peer.id}")
        wait_for_state(page, "ready")
        if moment == "opened":
            page.evaluate(fault)
        given = {tap(page, 0, 4): 4}
        wait_for_state(page, "saved")
        if moment == "tapped":
            page.evaluate(fault)
        phone.set_offline(True)
        given[tap(page, 1, 2)] = 2
        wait_for_state(page, "waiting")
        is_safe = "aman di perangkat ini" in page.locator(".saving").inner_text()
        assert is_safe is not asks_before_leaving(page)
        phone.set_offline(False)
        wait_for_state(page, "saved")

    session.expire_all()
    key = key_store().load_key(opened.cycle.key_name)
    assert open_sheet(session, peer, key)[0].answers == given


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "content_type": "text/html", "body": "<p>Selamat datang di Wi-Fi</p>"},
        {"status": 200, "content_type": "application/json", "body": "{}"},
        {"status": 200, "content_type": "application/json", "body": '{"revision":1,"kept":[]}'},
        {"status": 500, "content_type": "text/html", "body": ""},
        {"status": 429, "content_type": "text/html", "body": ""},
    ],
    ids=["a gate of a public network", "no word", "another field", "trouble", "busy"],
)
def test_saved_follows_from_the_server_s_word_alone(
    answer: dict[str, Any],
    browser: Browser,
    server: Server,
    budi: PageClient,
    peer: Assignment,
) -> None:
    with device(budi, browser, server.address) as phone:
        page = phone.new_page()
        page.goto(f"/tugas/{peer.id}")
        wait_for_state(page, "ready")
        page.route("**/jawaban", lambda route: route.fulfill(**answer))
        tap(page, 0, 4)
        wait_until(
            page,
            "() => ['waiting', 'trouble', 'busy']"
            ".includes(document.querySelector('.saving').dataset.state)",
        )
        expect(page.locator(".saving")).to_contain_text("aman di perangkat ini")
        page.unroute("**/jawaban")
        wait_for_state(page, "saved")
