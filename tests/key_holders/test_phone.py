"""A phone in a cycle whose key is with holders: what it keeps of a sheet that was sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from berakhlak.assignments.models import Assignment
from tests.ratings.devices import device, wait_for_state, wait_for_worker
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser

# Everything that this browser keeps: records of the store, and every page of every cache.
KEPT = """async () => {
  const found = {records: [], pages: []};
  const db = await new Promise((ok) => {
    const r = indexedDB.open("berakhlak");
    r.onsuccess = () => ok(r.result);
  });
  if (db.objectStoreNames.contains("records")) {
    found.records = await new Promise((ok) => {
      const r = db.transaction("records").objectStore("records").getAllKeys();
      r.onsuccess = () => ok(r.result);
    });
  }
  db.close();
  for (const name of await caches.keys()) {
    if (!name.startsWith("pages-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const text = await (await cache.match(request)).text();
      found.pages.push([new URL(request.url).pathname, (text.match(/ checked/g) || []).length]);
    }
  }
  return JSON.stringify(found);
}"""


def kept(page: Page) -> Any:
    try:
        return json.loads(page.evaluate(KEPT))
    except Error:  # Another page came while it was asked.
        return {"records": ["?"], "pages": []}


def wait_until_nothing_is_kept(page: Page) -> None:
    for _look in range(100):
        now = kept(page)
        if not now["records"] and not any(chosen for _path, chosen in now["pages"]):
            return
        page.wait_for_timeout(50)
    raise AssertionError(now)


def answer_everything(page: Page, score: int) -> None:
    page.locator("fieldset.scale").first.wait_for()
    for scale in page.locator("fieldset.scale").all():
        scale.locator(f"input[value='{score}']").check()
    wait_for_state(page, "saved")


def send(page: Page) -> None:
    page.get_by_role("button", name="Periksa, lalu kirim").click()
    page.get_by_role("button", name="Kirim dan segel").click()
    page.wait_for_url("**/tugas")


def test_a_phone_keeps_nothing_of_a_sheet_that_was_sent_and_another_device_begins_none(
    browser: Browser, live_server: str, budi: PageClient, peer: Assignment
) -> None:
    with (
        device(budi, browser, live_server) as phone,
        device(budi, browser, live_server) as other,
    ):
        page, stale = phone.new_page(), other.new_page()
        page.goto("/tugas")
        page.goto(f"/tugas/{peer.id}")
        answer_everything(page, 5)
        wait_for_worker(page)
        page.reload()
        page.locator("fieldset.scale").first.wait_for()
        stale.goto(f"/tugas/{peer.id}")
        stale.locator("fieldset.scale").first.wait_for()
        before = kept(page)
        assert before["records"]
        assert [f"/tugas/{peer.id}", 21] in before["pages"]
        send(page)
        wait_until_nothing_is_kept(page)

        # The other device still shows the draft: its tap is refused, and the page says why.
        stale.locator("input[value='1']").first.check()
        stale.get_by_role("heading", name="Formulir ini sudah tersegel").wait_for()
        wait_until_nothing_is_kept(stale)

        # Filled anew from there, and sent: again nothing is left.
        stale.get_by_role("button", name="Isi ulang").click()
        answer_everything(stale, 2)
        send(stale)
        wait_until_nothing_is_kept(stale)
        page.goto(f"/tugas/{peer.id}")
        page.get_by_role("heading", name="Formulir ini sudah tersegel").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
