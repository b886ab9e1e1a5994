"""A whole sheet on a small phone, in a real browser, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from berakhlak.assignments.models import Assignment
from berakhlak.ratings.box_content import SheetContent
from tests.support.browser import PHONE
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser
Stored = Callable[[Assignment], tuple[SheetContent, bool]]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_phone_fills_reviews_and_sends_a_sheet(
    scripts: bool,
    browser: Browser,
    live_server: str,
    budi: PageClient,
    peer: Assignment,
    stored: Stored,
    codes: list[str],
) -> None:
    name = peer.ratee.name
    with phone_of(budi, browser, live_server, scripts=scripts) as page:
        page.goto("/tugas")
        page.get_by_role("link", name=name).click()
        page.locator("fieldset.scale").first.wait_for()
        for number, scale in enumerate(page.locator("fieldset.scale").all()):
            scale.get_by_role("radio").nth(number % 6).check()
        page.get_by_label("Komentar tentang Harmonis").fill("Selalu menyapa lebih dahulu")
        assert_fits(page)
        page.get_by_role("button", name="Periksa, lalu kirim").click()
        page.get_by_role("button", name="Kirim penilaian").wait_for()
        assert page.get_by_text("Selalu menyapa lebih dahulu").is_visible()
        assert_fits(page)
        page.get_by_role("button", name="Kirim penilaian").click()
        page.get_by_text("Penilaian terkirim. Terima kasih.").wait_for()

    content, submitted = stored(peer)
    assert submitted is True
    assert [content.answers[code] for code in codes] == [(n % 6 + 1) % 6 for n in range(21)]
    assert content.comments == {"HM": "Selalu menyapa lebih dahulu"}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_bar_counts_the_answers_as_they_are_tapped(
    scripts: bool, browser: Browser, live_server: str, budi: PageClient, peer: Assignment
) -> None:
    with phone_of(budi, browser, live_server, scripts=scripts) as page:
        page.goto(f"/tugas/{peer.id}")
        assert "0 dari 21 terjawab" in spoken(page)
        for scale in page.locator("fieldset.scale").all()[:3]:
            scale.get_by_role("radio", name="4 Sering").click()

        assert "3 dari 21 terjawab" in spoken(page)
        place = page.locator(".sheet-bar").bounding_box()
        assert place is not None
        assert place["y"] < PHONE["height"]


def test_every_tap_is_saved_and_leaving_asks_nothing(
    browser: Browser, live_server: str, budi: PageClient, peer: Assignment, stored: Stored
) -> None:
    with phone_of(budi, browser, live_server, scripts=True) as page:
        page.goto(f"/tugas/{peer.id}")
        page.get_by_role("radio").first.check()
        page.get_by_label("Komentar tentang Harmonis").fill("Ramah")
        page.locator(".saving[data-state=saved]").wait_for()
        page.wait_for_timeout(1000)
        page.locator(".saving[data-state=saved]").wait_for()
        page.get_by_role("link", name="Semua tugas").click()
        page.wait_for_url("**/tugas")

    content, submitted = stored(peer)
    assert (list(content.answers.values()), content.comments) == ([1], {"HM": "Ramah"})
    assert submitted is False


def test_a_refused_sheet_leads_to_each_missing_behaviour(
    browser: Browser, live_server: str, budi: PageClient, peer: Assignment
) -> None:
    with phone_of(budi, browser, live_server, scripts=True) as page:
        page.goto(f"/tugas/{peer.id}")
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Periksa, lalu kirim").click()
        summary = page.get_by_role("alert")
        summary.wait_for()
        assert summary.get_by_role("link").count() == 5
        summary.get_by_text("15 hal lainnya").click()
        assert summary.get_by_role("link").count() == 20
        link = summary.get_by_role("link").last
        link.click()
        target = page.locator(str(link.get_attribute("href")))

        assert target.evaluate("e => e === document.activeElement || e.matches(':target')")
        box = target.bounding_box()
        assert box is not None
        assert 44 < box["y"] < PHONE["height"] - 60


@pytest.mark.parametrize("path", ["/tugas", "/tugas/{id}", "/tugas/{id}/tolak"])
def test_pages_pass_the_accessibility_rules(
    path: str, browser: Browser, live_server: str, budi: PageClient, peer: Assignment
) -> None:
    with phone_of(budi, browser, live_server, scripts=True) as page:
        page.goto(path.format(id=peer.id))

        found = Axe().run(page)

        assert found.violations_count == 0, found.generate_report()
        assert_fits(page)


def spoken(page: Page) -> str:
    """All words that a screen reader meets, in order, with what the style sheet counts."""
    devtools = page.context.new_cdp_session(page)
    nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def texts(node: dict[str, Any]) -> Iterator[str]:
        if node.get("role", {}).get("value") == "StaticText":
            yield str(node["name"]["value"])
            return
        for child in node.get("childIds", []):
            yield from texts(by_id[child])

    return " ".join(" ".join(texts(nodes[0])).split())


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@contextmanager
def phone_of(
    reader: PageClient, browser: Browser, address: str, *, scripts: bool
) -> Iterator[Page]:
    """A small phone on which this reader is signed in."""
    cookie = reader.http.get_cookie("session")
    assert cookie is not None
    size: Any = PHONE
    context = browser.new_context(
        base_url=address,
        viewport=size,
        locale="id-ID",
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    try:
        yield context.new_page()
    finally:
        context.close()
