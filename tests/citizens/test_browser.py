"""A citizen's phone in front of a counter, with scripts and without; and HR's pages."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from berakhlak.citizens.models import Counter
from berakhlak.cycles.keys import KeyStore
from berakhlak.instrument.citizen_words import languages
from tests.citizens.voices import voices
from tests.factories.cycles import OpenCycle
from tests.support.browser import PHONE
from tests.support.pages import PageClient

pytestmark = pytest.mark.browser
SMALL = {"width": 360, "height": 640}
# A browser whose only voice is Sundanese; it keeps what it is told to say.
SUNDANESE_VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "su-ID" }], cancel: () => {}, addEventListener: () => {},
  speak: ({ text, lang }) => said.push(`${lang} ${text}`),
} });
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_poster_leads_to_thanks_in_four_taps_and_every_language(
    scripts: bool,
    browser: Browser,
    live_server: str,
    session: Any,
    counter: Counter,
    keys: KeyStore,
) -> None:
    token = counter.token
    session.commit()
    size: Any = SMALL
    spoken = languages()[-1:] if scripts else languages()
    for language in spoken:
        context = browser.new_context(
            base_url=live_server, viewport=size, java_script_enabled=scripts, locale=language.code
        )
        page = context.new_page()
        page.goto(f"/l/{token}")
        assert page.locator(f"html[lang={language.code}]").count() == 1
        page.get_by_role("radio", name="Citra Lestari").check()
        group = page.get_by_role("group", name=language.form.face)
        group.get_by_role("radio", name=language.form.faces["2"], exact=True).check()
        page.get_by_role("checkbox", name=language.form.reasons["penjelasan"]).check()
        assert page.locator("legend:visible", has_text=language.form.bad).count() == 1
        send = page.locator("form.form > .buttons .button")
        assert_fits(page)
        assert send.bounding_box()["y"] + 48 <= size["height"]  # type: ignore[index]
        send.click()
        page.wait_for_url("**/terima-kasih")
        assert page.locator(f"html[lang={language.code}]").count() == 1
        context.close()

    said = [each.answers for each in voices(session, counter, keys)]
    assert said == [{"AD3": 2}] * len(spoken)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_longer_form_is_one_tap_away_and_a_new_language_loses_nothing(
    scripts: bool,
    browser: Browser,
    live_server: str,
    session: Any,
    counter: Counter,
    keys: KeyStore,
) -> None:
    token = counter.token
    session.commit()
    size: Any = SMALL
    context = browser.new_context(
        base_url=live_server, viewport=size, java_script_enabled=scripts, locale="id-ID"
    )
    context.add_init_script(SUNDANESE_VOICE)
    page = context.new_page()
    page.goto(f"/l/{token}")
    aloud = page.locator("[data-read-aloud]")
    assert not aloud.is_visible(), "no voice of this language"
    page.get_by_role("radio", name="Citra Lestari").check()
    page.locator(".faces input[value='4']").check()
    page.get_by_text("Jawab pertanyaan lengkap").click()
    page.locator("fieldset.scale").nth(5).get_by_role("radio", name="Ada", exact=True).check()
    page.get_by_role("button", name="Basa Sunda").click()
    page.get_by_role("heading", name="Kumaha palayanan kami?").wait_for()
    assert page.locator("form.form input:checked").count() == 3
    page.get_by_role("radio", name="Aya", exact=True).wait_for()
    assert aloud.is_visible() == scripts
    if scripts:
        aloud.click()
        assert aloud.get_attribute("aria-pressed") == "true"
        assert {"su Kumaha palayanan kami?", "su Naon anu saé? (kénging dikosongkeun)"} < set(
            page.evaluate("said")
        )
    page.get_by_role("button", name="Kintun").last.click()

    page.get_by_role("heading", name="Hatur nuhun!").wait_for()
    context.close()
    assert [each.answers for each in voices(session, counter, keys)] == [{"BP2": 4, "AK3": 1}]


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
    for language in languages()[1:]:
        context.add_cookies([{"name": "bahasa", "value": language.code, "url": live_server}])
        page.goto(paths[0])
        for summary in page.locator("summary").all():
            summary.click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_fits(page)
    context.close()


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
