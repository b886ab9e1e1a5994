"""Each page is opened once in a browser for each language, and looked at in every way there is."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from tests.whole_app import axe, sizes
from tests.whole_app.every_page import browsing, pages
from tests.whole_app.test_access import world  # noqa: F401  A fixture.

pytestmark = pytest.mark.browser

# Of the letters, from 0 to 1: the ground of print is the paper.
LIGHTNESS = """() => {
  const channels = getComputedStyle(document.body).color.match(/[0-9]+/g);
  return channels.slice(0, 3).reduce((sum, each) => sum + Number(each), 0) / 765;
}"""


def test_every_page_is_accessible_fits_every_window_and_follows_the_scheme_of_the_device(
    app,
    client,
    world,  # noqa: F811
    browser,
    live_server,
):
    faults, seen = [], 0
    for name, paths in pages(app, client, world):
        for language in ("id", "en"):
            with browsing(browser, live_server, client, language) as page:
                page.add_init_script(path=AXE_FILE_PATH)
                page.add_init_script(path=sizes.MEASURE)
                for path in paths:
                    page.goto(path)
                    found = faults_of(page, language)
                    faults += [f"{name} {language} {path} {fault}" for fault in found]
                    seen += 1

    assert seen > 200
    assert not faults, "\n".join(faults)


def faults_of(page, language: str) -> list[str]:
    """Sizes come last, since they unfold what is folded; colours are those of every language."""
    found = axe.faults_of(page, axe.RULES[language])
    if language == "id":
        found += schemes_of(page)
    return found + sizes.faults_of(page)


def schemes_of(page) -> list[str]:
    """Whether dark screens are not dark, or their print is not light; leaves the page light."""
    found = []
    page.emulate_media(color_scheme="dark")
    if page.evaluate(LIGHTNESS) <= 0.8:
        found.append("dark letters on a dark screen")
    page.emulate_media(media="print", color_scheme="dark")
    if page.evaluate(LIGHTNESS) >= 0.2:
        found.append("light letters on paper")
    page.emulate_media(media="screen", color_scheme="light")
    return found


def test_axe_finds_what_has_no_name_and_what_is_too_faint(browser):
    """Each set of rules bites, or nothing found above would mean nothing."""
    body = '<html lang="id"><title>Uji</title><main><h1>Uji</h1>{}</main>'
    unnamed = body.format("<button></button>")
    faint = body.format('<p style="color: #aaa; background: #bbb">Samar</p>')
    with browser.new_context() as context:
        page = context.new_page()
        assert axe_faults_on(page, unnamed, "id") == ["light: button-name button"]
        assert axe_faults_on(page, unnamed, "en") == ["light: button-name button"]
        assert axe_faults_on(page, faint, "id") == [
            "light: color-contrast p",
            "dark: color-contrast p",
        ]
        assert axe_faults_on(page, faint, "en") == []


def axe_faults_on(page, text, language):
    page.set_content(text)
    page.add_script_tag(path=AXE_FILE_PATH)
    return axe.faults_of(page, axe.RULES[language])
