"""A citizen's phone in front of a counter, with scripts and without; and HR's pages."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from berakhlak.citizens.models import Counter
from berakhlak.cycles.keys import KeyStore
from tests.citizens.voices import voices
from tests.factories.cycles import OpenCycle
from tests.support.browser import PHONE
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_phone_speaks_in_eight_taps(
    scripts: bool,
    browser: Browser,
    live_server: str,
    session: Any,
    counter: Counter,
    keys: KeyStore,
) -> None:
    token = counter.token
    session.commit()
    size: Any = PHONE
    context = browser.new_context(
        base_url=live_server, viewport=size, java_script_enabled=scripts, locale="id-ID"
    )
    page = context.new_page()
    page.goto(f"/l/{token}")
    page.get_by_role("radio", name="Citra Lestari").check()
    for scale in page.locator("fieldset.scale").all():
        scale.get_by_role("radio", name="5 Hampir selalu").check()
    assert_fits(page)
    page.get_by_role("button", name="Kirim").click()

    assert page.get_by_role("heading", name="Terima kasih!").is_visible()
    assert page.url.endswith("/terima-kasih")
    page.reload()
    context.close()
    (voice,) = voices(session, counter, keys)
    assert list(voice.answers.values()) == [5] * 6


def test_public_and_hr_pages_pass_the_accessibility_rules(
    browser: Browser,
    live_server: str,
    client: PageClient,
    opened: OpenCycle,
    counter: Counter,
) -> None:
    token, counters = counter.token, f"/siklus/{opened.cycle.id}/loket"
    paths = [f"/l/{token}", f"/l/{token}/terima-kasih", "/l/tiada", counters]
    paths += [f"{counters}/baru?unit={counter.officers[0].unit_id}", f"{counters}/{counter.id}"]
    cookie = client.sign_in(opened.hr).http.get_cookie("session")
    assert cookie is not None
    size: Any = PHONE
    context = browser.new_context(base_url=live_server, viewport=size)
    context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server}])
    page = context.new_page()

    for path in paths:
        page.goto(path)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert_fits(page)
    context.close()


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
