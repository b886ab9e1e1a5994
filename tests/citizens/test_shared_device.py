"""A kiosk: what one visitor sent is neither shown nor sent again by the next, who presses Back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from berakhlak.citizens.models import Counter
from berakhlak.cycles.keys import KeyStore
from tests.citizens.voices import voices
from tests.factories.cycles import OpenCycle
from tests.support.browser import PHONE, launch, wait_until
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser

# A page out of the cache stays hidden while it loads itself anew.
ARRIVED = "() => document.readyState === 'complete' && !document.documentElement.hidden"
COMMENT = "Antrean saya panjang sekali"
# The driver starts Chromium without the cache; real phones have it.
DRIVERS_OWN = ("--disable-back-forward-cache",)
CACHE = {
    "with-cache": ("--enable-features=BackForwardCache,CacheControlNoStoreEnterBackForwardCache",),
    "without-cache": ("--disable-features=BackForwardCache",),
}


@pytest.fixture(scope="module", params=CACHE)
def kiosk(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Browser]:
    """Chromium with the back-forward cache, and without."""
    without = DRIVERS_OWN if request.param == "with-cache" else ()
    # From the driver that runs already: there can be only one.
    started = launch(browser.browser_type, CACHE[request.param], without)
    yield started
    started.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def visitor(
    request: pytest.FixtureRequest, kiosk: Browser, live_server: str
) -> Iterator[BrowserContext]:
    size: Any = PHONE
    context = kiosk.new_context(
        base_url=live_server, viewport=size, locale="id-ID", java_script_enabled=request.param
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


def at_counter(visitor: BrowserContext, session: Any, counter: Counter) -> Page:
    """The form of the counter, opened by a visitor."""
    token = counter.token
    session.commit()
    page = visitor.new_page()
    page.goto(f"/l/{token}")
    return page


def fill(page: Page, *, comment: str = COMMENT) -> None:
    page.get_by_role("radio", name="Citra Lestari").check()
    page.locator(".faces input[value='5']").check()
    page.locator(".reasons input").first.check()
    write(page, comment)


def write(page: Page, comment: str) -> None:
    if not page.locator("#comment").is_visible():  # Unfolded already where there are words.
        page.get_by_text("Tulis pesan").click()
    page.locator("#comment").fill(comment)


def send(page: Page) -> None:
    """Send the form, and wait for the answer: a script may have to finish its work first."""
    with page.expect_navigation():
        page.locator("form.form .button").first.click()


def back(page: Page) -> None:
    """Press Back, and let a page that loads itself anew do so."""
    # The driver waits in vain for a page out of the cache to load.
    try:
        page.go_back(wait_until="commit")
    except Error as error:  # The answer to a form: the browser asks before it sends it again.
        assert "ERR_CACHE_MISS" in str(error)  # noqa: PT017
        page.wait_for_url("chrome-error://**")
        return
    wait_until(page, ARRIVED)


def is_fresh(page: Page) -> bool:
    """Whether nothing of an earlier visitor is on the page."""
    page.locator("#comment").wait_for(state="attached")
    untouched = page.locator("form.form input:checked").count() == 0
    return untouched and page.locator("#comment").input_value() == ""


def test_back_after_sending_shows_an_empty_form(
    visitor: BrowserContext, session: Any, counter: Counter, keys: KeyStore
) -> None:
    page = at_counter(visitor, session, counter)
    fill(page)
    send(page)
    page.get_by_role("heading", name="Terima kasih!").wait_for()

    back(page)

    assert is_fresh(page)
    fill(page, comment="Orang berikutnya")
    send(page)
    said = {voice.comment for voice in voices(session, counter, keys)}
    assert said == {COMMENT, "Orang berikutnya"}


def test_back_after_a_refused_and_mended_form_shows_nothing_of_it(
    visitor: BrowserContext, session: Any, counter: Counter, keys: KeyStore
) -> None:
    page = at_counter(visitor, session, counter)
    write(page, COMMENT)
    send(page)
    fill(page)
    send(page)
    page.get_by_role("heading", name="Terima kasih!").wait_for()

    back(page)

    assert COMMENT not in page.content()
    page.reload()
    assert COMMENT not in page.content()
    assert len(voices(session, counter, keys)) == 1


def test_the_language_switch_keeps_everything_and_sends_nothing(
    visitor: BrowserContext, session: Any, counter: Counter, keys: KeyStore
) -> None:
    page = at_counter(visitor, session, counter)
    fill(page, comment="Baris satu\nbaris dua & <tiga>")

    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="How was our service?").wait_for()

    assert page.locator("#comment").input_value() == "Baris satu\nbaris dua & <tiga>"
    assert page.locator("form.form input:checked").count() == 3
    assert "Baris" not in page.url
    assert voices(session, counter, keys) == []
    send(page)
    page.get_by_role("heading", name="Thank you!").wait_for()
    back(page)
    assert "Baris satu" not in page.content()
    assert len(voices(session, counter, keys)) == 1


def test_back_after_signing_out_shows_nothing_of_the_account(
    visitor: BrowserContext, live_server: str, client: PageClient, opened: OpenCycle
) -> None:
    client.sign_in(opened.hr)
    cookie = client.http.get_cookie("session")
    assert cookie is not None
    name = opened.hr.name
    visitor.add_cookies([{"name": "session", "value": cookie.value, "url": live_server}])
    page = visitor.new_page()
    page.goto("/pegawai")
    assert name in page.content()
    page.goto("/akun")
    page.locator("main").get_by_role("button", name="Keluar").click()
    page.get_by_role("heading", name="Masuk").wait_for()

    back(page)
    assert name not in page.content()
    back(page)
    assert name not in page.content()
