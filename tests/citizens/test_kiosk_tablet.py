"""A tablet at a counter in a real browser: with a network, without, and after a reload without."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from berakhlak.citizens.kiosks import start_kiosk
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import close_counter
from berakhlak.cycles.keys import KeyStore
from berakhlak.people.models import Agency, Person
from berakhlak.people.photos import plain_photo
from tests.citizens.voices import voices
from tests.factories.cycles import AT
from tests.support.browser import wait_until
from tests.support.pictures import picture_file

pytestmark = pytest.mark.browser
PIN = "2580"
IS_KEPT = "async () => Boolean(await caches.match('/kios/lembar'))"
WAITING = "async () => (await import('/static/js/store.js')).all('kiosk/')"
NOTHING_WAITS = f"async () => !(await ({WAITING})()).length"
NOTHING_KEPT = """async () => !(await caches.keys()).length
    && !(await navigator.serviceWorker.getRegistrations()).length
    && !(await indexedDB.databases()).length"""


@pytest.fixture
def tablet(
    browser: Browser, live_server: str, session: Any, counter: Counter
) -> Iterator[BrowserContext]:
    key = start_kiosk(session(), counter, pin=PIN, by=None, at=AT)
    person = session.get_one(Person, counter.officers[0].person_id)
    person.photo = plain_photo(picture_file("JPEG"))
    session.get_one(Agency, person.agency_id).shows_photos = True
    session.commit()
    context = browser.new_context(
        base_url=live_server, viewport={"width": 800, "height": 1200}, locale="id-ID"
    )
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "kios", "value": key, "url": live_server}])
    yield context
    context.close()


def answer(page: Page, words: str = "") -> None:
    page.get_by_role("radio", name="Citra Lestari").check()
    page.locator(".faces input[value='2']").check()
    if words:
        page.get_by_text("Tulis pesan").click()
        page.locator("#comment").fill(words)


def send(page: Page) -> None:
    page.locator("form.form > .buttons .button").click()
    page.locator(".kiosk__thanks:not([hidden])").wait_for()


def is_fresh(page: Page) -> bool:
    return page.locator("main form input:checked").count() == 0


def test_a_tablet_starts_over_after_twenty_seconds_and_after_sending_and_back_shows_nothing(
    tablet: BrowserContext, session: Any, counter: Counter, keys: KeyStore
) -> None:
    page = tablet.new_page()
    page.clock.install()
    page.goto("/kios/keluar")
    page.goto("/kios")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    answer(page, "Tunggu lama")
    page.clock.fast_forward(16_000)
    assert "Mulai lagi" in page.locator(".kiosk__say").inner_text()
    with page.expect_navigation():
        page.clock.fast_forward(5_000)
    assert is_fresh(page)

    answer(page)
    send(page)
    with page.expect_navigation():
        page.clock.fast_forward(7_000)
    page.go_back()
    page.get_by_role("heading", name="Keluar dari kios").wait_for()
    page.go_forward()
    assert is_fresh(page)
    assert [voice.door for voice in voices(session, counter, keys)] == ["kiosk"]


def test_without_a_network_a_reloaded_tablet_shows_form_and_queue_and_sends_each_voice_once(
    tablet: BrowserContext, session: Any, counter: Counter, keys: KeyStore
) -> None:
    page = tablet.new_page()
    page.goto("/kios")
    wait_until(page, IS_KEPT)
    assert page.locator(".avatar img").evaluate("(photo) => photo.decode().then(() => true)")
    tablet.set_offline(True)
    tablet.route("**/foto/*.jpg", lambda route: route.abort())  # Not kept by the browser, either.
    page.reload()
    page.locator(".avatar img[hidden]").wait_for(state="attached")
    page.get_by_role("link", name="Keluar dari kios").click()
    page.get_by_text("Jaringan sedang putus. Keluar").wait_for()
    page.locator("form.form > .buttons .button").click()
    page.get_by_text("Belum lengkap").wait_for()
    answer(page, "Tunggu lama")
    page.locator("input[name=officer]").last.check()  # The counter, which reads no words.
    page.locator("form.form > .buttons .button").click()
    page.get_by_text("Pesan hanya dapat untuk petugas").wait_for()
    answer(page)
    page.get_by_role("button", name="Basa Sunda").click()
    page.get_by_role("heading", name="Kumaha palayanan kami?").wait_for()
    assert page.locator("#comment").input_value() == "Tunggu lama"
    assert page.locator("main form input:checked").count() == 2
    send(page)
    page.get_by_text("Teu acan tiasa dikintun").wait_for()
    assert not page.locator(".kiosk__now").is_visible()
    page.locator(".kiosk__thanks").click()
    page.get_by_role("heading", name="Bagaimana pelayanan kami?").wait_for()
    assert is_fresh(page)

    (kept,) = page.evaluate(WAITING)
    assert set(kept[1]) == {"once", "box"}, "locked for the server, without time and order"
    page.close()
    page = tablet.new_page()
    page.goto(f"/l/{counter.token}")
    answer(page)
    send(page)
    assert len(page.evaluate(WAITING)) == 2
    assert {len(each["box"]) for _id, each in page.evaluate(WAITING)} == {len(kept[1]["box"])}
    assert voices(session, counter, keys) == []
    tablet.set_offline(False)
    wait_until(page, NOTHING_WAITS)
    said = voices(session, counter, keys)
    assert sorted((each.door, each.comment) for each in said) == [
        ("kiosk", ""),
        ("kiosk", "Tunggu lama"),
    ]

    page.goto("/kios/keluar")
    page.get_by_label("PIN").fill(PIN)
    page.locator("main form .button").first.click()
    page.get_by_role("heading", name="Masuk").wait_for()
    wait_until(page, NOTHING_KEPT)


def test_a_counter_that_closed_meanwhile_gives_the_words_back_and_keeps_none(
    tablet: BrowserContext, session: Any, counter: Counter
) -> None:
    page = tablet.new_page()
    page.goto("/kios")
    answer(page, "Antrean dua jam.")
    close_counter(session, counter, by=None, at=AT)
    session.commit()
    page.locator("form.form > .buttons .button").click()
    page.locator("#tulisan").wait_for()

    assert page.locator("#tulisan").input_value() == "Antrean dua jam."
    assert "sudah ditutup" in page.locator("h1").inner_text()
    wait_until(page, NOTHING_WAITS)
