"""The public page on a phone without scripts, in both languages; the badge on another site."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from tests.factories.public_pages import heard_otherwise, open_to_the_public
from tests.support.browser import DESKTOP, PHONE
from tests.whole_app import axe

pytestmark = pytest.mark.browser
LOOKS = os.environ.get("LOOKS")  # A folder for pictures, to look at.


@pytest.fixture
def whole(session, heard):
    """The address of a page with everything that there can be."""
    heard_otherwise(session, heard.unit)
    return open_to_the_public(session, heard.unit)


@contextmanager
def other_site(html: str) -> Iterator[str]:
    """A page of somebody else, at an origin of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_args: object) -> None:
            """Nobody's news."""

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_without_scripts_it_fits_a_phone_and_is_light_in_both_languages(
    browser, live_server, whole
):
    context = browser.new_context(
        base_url=live_server, viewport=PHONE, java_script_enabled=False, locale="id-ID"
    )
    page, fetched = context.new_page(), list[str]()
    page.on("request", lambda asked: fetched.append(asked.url))
    headings = {"id": "Standar layanan", "en": "Service standards"}
    for language, path in (("id", whole), ("en", whole.replace("/publik/", "/publik/en/", 1))):
        page.goto(path)
        assert page.locator("#standar").inner_text() == headings[language]
        assert page.locator("html").get_attribute("lang") == language
        page.locator("summary").first.click()
        assert "1 hari kerja" in page.locator("main").inner_text()
        wide = page.locator("main").bounding_box()
        assert wide is not None
        assert wide["width"] <= PHONE["width"]
        look_at(page, f"{language}-360")
    page.get_by_role("link", name="Bahasa Indonesia").click()
    assert page.url.endswith(whole)
    assert context.cookies() == []
    assert not [each for each in fetched if ".js" in each or ".woff2" in each]
    context.close()


def test_axe_finds_nothing_on_the_whole_page_unfolded(browser, live_server, whole):
    context = browser.new_context(base_url=live_server, viewport=PHONE)
    page = context.new_page()
    page.add_init_script(path=AXE_FILE_PATH)
    for language, path in (("en", whole.replace("/publik/", "/publik/en/", 1)), ("id", whole)):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert axe.faults_of(page, axe.RULES[language]) == []
    look_at(page, "unfolded-360")
    page.set_viewport_size(DESKTOP)
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]
    look_at(page, "unfolded-1280")
    context.close()


def test_the_badge_shows_on_another_site(browser, live_server, whole):
    address = f"{live_server}{whole}/lencana.svg"
    with other_site(f'<img id="badge" src="{address}" alt="">') as site:
        context = browser.new_context()
        page = context.new_page()
        page.goto(site)
        natural = page.evaluate("() => document.querySelector('#badge').naturalWidth")
        assert natural > 150
        read = page.evaluate(
            "address => fetch(address).then(answer => answer.text())",
            f"{live_server}{whole}/data.csv",
        )
        assert read.startswith("quarter,measure")
        assert context.cookies() == []
        context.close()


def look_at(page, name: str) -> None:
    if LOOKS:
        page.screenshot(path=f"{LOOKS}/{name}.png", full_page=True)
        page.locator("[aria-labelledby=percaya]").screenshot(path=f"{LOOKS}/{name}-trust.png")
