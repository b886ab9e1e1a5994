"""A tablet at a counter: only the form opens on it, each voice counts once, a PIN leads out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.kiosks import Kiosk, start_kiosk
from berakhlak.citizens.models import Counter
from berakhlak.counter_file import PREFIX
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyStore
from berakhlak.extensions import db, limiter
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle, make_open_cycle
from tests.support.pages import PageClient

PIN, ONCE = "2580", "0123456789abcdef" * 2


def place(counter: Counter) -> str:
    return f"/siklus/{counter.cycle_id}/loket/{counter.id}/kios"


@pytest.fixture
def kiosk(client: PageClient, opened: OpenCycle, counter: Counter) -> PageClient:
    """A device that HR has just made a kiosk."""
    hr = client.sign_in(opened.hr)
    begun = hr.open(place(counter), method="POST", data={"pin": PIN, "csrf_token": hr.token()})
    assert begun.location == "/kios"
    assert client.open("/kios").location == f"/l/{counter.token}"
    return client


def send(kiosk: PageClient, form: dict[str, str], once: str = ONCE) -> Any:
    form = form | {"once": once, "csrf_token": kiosk.token()}
    return kiosk.open("/kios/kirim", method="POST", data=form)


def test_boxes_of_posters_stay_as_they_were_and_other_doors_are_marked() -> None:
    assert VoiceContent(7, {"BP2": 4}).to_bytes() == b'{"o":7,"a":{"BP2":4},"c":""}'
    marked = VoiceContent(7, {"BP2": 4}, "", Door.KIOSK)
    assert marked.to_bytes() == b'{"o":7,"a":{"BP2":4},"c":"","d":"kiosk"}'
    for each in (marked, VoiceContent(7, {"BP2": 4})):
        assert VoiceContent.from_bytes(each.to_bytes()) == each


def test_nothing_but_the_form_opens_until_the_pin_is_given(
    kiosk: PageClient, session: Any, opened: OpenCycle, counter: Counter
) -> None:
    form = kiosk.get(f"/l/{counter.token}")
    assert form.one("[data-kiosk]")["data-required"].split() == ["officer"]
    for path in ("/", "/masuk", "/siklus", "/l", "/l/lain", "/bantuan", place(counter)):
        assert kiosk.open(path).location == "/kios", path
    assert kiosk.open("/static/css/kiosk.css").status_code == 200

    wrong = kiosk.post("/kios/keluar", {"pin": "0000"}, status=422)
    assert "PIN keliru" in wrong.one("#pin-error").get_text()
    assert wrong.one("#pin").get("value", "") == ""
    assert kiosk.post("/kios/keluar", {"pin": PIN}).heading == "Masuk"

    acts = select(AuditEntry.act, AuditEntry.account_id).where(AuditEntry.object_id == counter.id)
    assert {("started a kiosk", opened.hr.id), ("ended a kiosk", None)} <= {
        tuple(row) for row in session.execute(acts)
    }
    assert PIN not in session.scalars(select(Kiosk)).one().pin_hash
    assert send(kiosk, filled(form)).json == {"word": "ended"}


def test_a_voice_sent_twice_counts_once_and_is_marked(
    kiosk: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    form = filled(kiosk.get(f"/l/{counter.token}"), 4)

    answers = [send(kiosk, form), send(kiosk, form), send(kiosk, form, "f" * 32)]

    assert [(each.status_code, each.json) for each in answers] == [(200, {"word": "received"})] * 3
    assert [voice.door for voice in voices(session, counter, keys)] == ["kiosk"] * 2
    empty = {name: value for name, value in form.items() if not name.startswith("jawaban-")}
    assert send(kiosk, empty, "e" * 32).json == {"word": "refused"}
    assert send(kiosk, form, "short").json == {"word": "refused"}
    counter.closed_at = AT
    assert send(kiosk, form, "d" * 32).json == {"word": "closed"}
    assert kiosk.open("/kios/keadaan").json["word"] == "here"


def test_hr_ends_a_kiosk_from_afar_and_a_pin_needs_digits(
    app: Flask, kiosk: PageClient, opened: OpenCycle, counter: Counter
) -> None:
    hr = PageClient(app).sign_in(opened.hr)
    assert "misalnya 2580" in hr.post(place(counter), {"pin": "abcd"}, status=422).text
    assert "1 kios berjalan" in hr.get(place(counter)).text

    hr.post(f"{place(counter)}/akhiri", {})

    assert kiosk.get("/kios").heading == "Tidak ada kios di perangkat ini"
    assert kiosk.get("/masuk").heading == "Masuk"


@pytest.fixture
def limited(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Flask]:
    yield make_app(limits_enabled=True, rate_limit_storage=f"{PREFIX}{tmp_path / 'tries.sqlite3'}")
    limiter.enabled = False


def test_pins_and_voices_are_limited_and_hr_is_told_of_too_many(
    limited: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berakhlak.citizens.kiosks.MOST_AN_HOUR", "2 per hour")
    with limited.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=2)
        counter = make_counter(db.session, opened, "Budi Santoso")
        key = start_kiosk(db.session(), counter, pin=PIN, by=None, at=AT)
        db.session.commit()
        hr, form, listed = opened.hr, f"/l/{counter.token}", f"/siklus/{opened.cycle.id}/loket"
        office = PageClient(limited).sign_in(hr)
    kiosk = PageClient(limited)
    kiosk.http.set_cookie("kios", key)
    voice = filled(kiosk.get(form))

    said = [send(kiosk, voice, number * 32).json["word"] for number in "123"]
    tries = [kiosk.post("/kios/keluar", {"pin": "0000"}, status=422).text for _each in range(6)]

    assert said == ["received", "received", "busy"]
    assert ["PIN keliru" in text for text in tries] == [True] * 5 + [False]
    assert "Terlalu banyak PIN" in kiosk.post("/kios/keluar", {"pin": PIN}, status=422).text
    assert "Kios terlalu sering dipakai" in office.get(listed).text


@pytest.fixture
def tablet(
    browser: Browser, live_server: str, session: Any, counter: Counter
) -> Iterator[BrowserContext]:
    key = start_kiosk(session(), counter, pin=PIN, by=None, at=AT)
    session.commit()
    context = browser.new_context(
        base_url=live_server, viewport={"width": 800, "height": 1200}, locale="id-ID"
    )
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "kios", "value": key, "url": live_server}])
    yield context
    context.close()


def answer_all(page: Page) -> None:
    page.get_by_role("radio", name="Citra Lestari").check()
    page.get_by_role("radio", name="Sangat baik").first.check()


def is_fresh(page: Page) -> bool:
    return page.locator("main form input:checked").count() == 0


@pytest.mark.browser
def test_a_tablet_starts_over_keeps_what_the_network_loses_and_leaves_by_its_pin(
    tablet: BrowserContext, session: Any, counter: Counter, keys: KeyStore
) -> None:
    page = tablet.new_page()
    page.clock.install()
    page.goto("/kios/keluar")
    page.goto("/kios")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    answer_all(page)
    page.get_by_text("Tulis pesan").click()
    page.locator("main textarea").first.fill("Tunggu lama")
    page.clock.fast_forward(16_000)
    assert "Mulai lagi" in page.locator(".kiosk__say").inner_text()
    with page.expect_navigation():
        page.clock.fast_forward(5_000)
    assert is_fresh(page)

    answer_all(page)
    page.get_by_role("button", name="Kirim").click()
    page.locator(".kiosk__thanks:not([hidden])").wait_for()
    with page.expect_navigation():
        page.clock.fast_forward(7_000)
    page.go_back()
    page.get_by_role("heading", name="Keluar dari kios").wait_for()
    page.go_forward()
    assert is_fresh(page)

    def cut(route: Route) -> None:
        route.abort()

    page.route("**/kios/**", cut)
    page.get_by_role("button", name="Kirim").click()
    page.get_by_text("Belum lengkap").wait_for()
    answer_all(page)
    page.get_by_role("button", name="Kirim").click()
    page.get_by_text("Jaringan sedang putus").wait_for()
    assert len(voices(session, counter, keys)) == 1
    page.clock.fast_forward(7_000)
    page.locator(".kiosk__thanks").wait_for(state="hidden")
    assert is_fresh(page)
    page.unroute("**/kios/**", cut)
    with page.expect_response("**/kios/kirim"):
        page.evaluate("dispatchEvent(new Event('online'))")
    page.goto("/kios/keluar")
    page.get_by_label("PIN").fill(PIN)
    page.locator("main form .button").first.click()
    page.get_by_role("heading", name="Masuk").wait_for()
    assert [voice.door for voice in voices(session, counter, keys)] == ["kiosk"] * 2
