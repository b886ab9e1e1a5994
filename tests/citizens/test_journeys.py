"""Citizens' other ways to the form in a real browser, and reading it large or by ear."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter
from berakhlak.citizens.ticket_sources import connect_machine, print_slips, slip_codes
from berakhlak.cycles.keys import KeyStore
from berakhlak.instrument.citizen_words import languages
from tests.citizens.voices import voices
from tests.factories.cycles import AT
from tests.support.browser import PHONE

pytestmark = pytest.mark.browser
SMALL: Any = {"width": 360, "height": 640}


def answer_and_send(page: Page) -> None:
    page.get_by_role("radio", name="Citra Lestari").check()
    page.locator(".faces input[value='4']").check()
    page.locator("form.form > .buttons .button").click()


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def test_a_ticket_and_the_code_on_a_display_let_one_voice_in_each_without_scripts(
    app: Flask, browser: Browser, live_server: str, session: Any, counter: Counter, keys: KeyStore
) -> None:
    source = print_slips(session(), counter, number=1, by=None, at=AT)
    (ticket,) = slip_codes(source, secret=app.config["SECRET_KEY"])
    _source, display = connect_machine(session(), counter, Door.DISPLAY, by=None, at=AT)
    session.commit()
    context = browser.new_context(
        base_url=live_server, viewport=SMALL, java_script_enabled=False, locale="id-ID"
    )
    context.set_default_timeout(10_000)
    page, screen = context.new_page(), context.new_page()
    screen.goto(f"/layar/{display}")
    digits = screen.locator(".display__digits").inner_text()
    page.goto(f"/l/{counter.token}?tiket={ticket}")
    answer_and_send(page)
    page.get_by_role("heading", name="Terima kasih!").wait_for()

    page.goto(f"/l/{counter.token}?tiket={ticket}")
    answer_and_send(page)
    field = page.get_by_label("Kode tiket")
    assert field.input_value() == ticket
    assert "sudah dipakai" in page.locator("#visit-error").inner_text()
    assert "visit-error" in str(field.get_attribute("aria-describedby"))
    assert page.locator("main form input:checked").count() == 2
    field.fill(digits)
    page.get_by_role("radio", name="Loket ini").check()
    page.locator("form.form > .buttons .button").click()
    page.get_by_role("heading", name="Terima kasih!").wait_for()
    context.close()
    said = {each.door: each.counter_id for each in voices(session, counter, keys)}
    assert said == {Door.SLIP: None, Door.DISPLAY: counter.id}


def test_who_listens_hears_questions_names_and_what_is_wrong_first(
    browser: Browser, live_server: str, session: Any, counter: Counter
) -> None:
    token = counter.token
    session.commit()
    context = browser.new_context(base_url=live_server, viewport=SMALL, locale="id-ID")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"/l/{token}")
    who = page.get_by_role("group", name="Siapa yang melayani Anda?")
    assert who.get_by_role("radio", name="Budi Santoso · Analis SDM Aparatur", exact=True).count()
    assert page.get_by_role("checkbox", name="Tanggung jawab", exact=True).count() == 1

    page.locator(".faces input[value='4']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    summary = page.get_by_role("alert")
    summary.wait_for()
    assert page.evaluate("document.activeElement.id") == summary.get_attribute("id")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "officer"
    wrong = page.locator("fieldset.field--wrong")
    told = str(wrong.get_attribute("aria-describedby"))
    assert "Pilih petugas" in page.locator(f"#{told}").inner_text()
    assert page.locator(".faces input:checked").get_attribute("value") == "5"
    context.close()


def test_letters_of_twice_the_size_fit_a_small_phone_in_every_language(
    browser: Browser, live_server: str, session: Any, counter: Counter
) -> None:
    token = counter.token
    session.commit()
    context = browser.new_context(base_url=live_server, viewport=SMALL)
    page = context.new_page()
    for language in languages():
        context.add_cookies([{"name": "bahasa", "value": language.code, "url": live_server}])
        for path in (f"/l/{token}", "/l", f"/l/{token}/terima-kasih"):
            page.goto(path)
            assert page.locator(f"html[lang={language.code}]").count() == 1
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            assert_fits(page)
    context.close()
