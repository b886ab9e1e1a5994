"""Every page of the application passes the rules of WCAG 2.2 AA that axe can check."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_FILE_PATH

from berakhlak.colours import Scheme
from tests.support.browser import PHONE
from tests.whole_app.every_page import browsing, pages
from tests.whole_app.test_access import world  # noqa: F401  A fixture.

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}}
COLOURS = ["color-contrast", "link-in-text-block"]
# Only what is wrong is described: a description of every element that is right takes longer than
# looking at it.
ASK = """async options => {
    const { violations } = await axe.run({...options, resultTypes: ["violations"]});
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`));
}"""
# English has the colours of Indonesian, and the dark scheme its structure: only what differs is
# asked again, since colours take most of the time.
RULES: dict[str, dict[Scheme, object]] = {
    "id": {"light": EVERYTHING, "dark": {"runOnly": COLOURS}},
    "en": {"light": EVERYTHING | {"rules": {"color-contrast": {"enabled": False}}}},
}


def test_axe_finds_nothing_on_any_page(
    app,
    client,
    world,  # noqa: F811
    browser,
    live_server,
):
    faults, seen = [], 0
    for name, paths in pages(app, client, world):
        for language, rules in RULES.items():
            with browsing(browser, live_server, client, language) as page:
                page.add_init_script(path=AXE_FILE_PATH)
                for path in paths:
                    page.goto(path)
                    faults += [
                        f"{name} {language} {path} {fault}" for fault in faults_of(page, rules)
                    ]
                    seen += 1

    assert seen > 50
    assert not faults, "\n".join(faults)


def test_axe_finds_what_has_no_name_and_what_is_too_faint(browser):
    """Each set of rules bites, or nothing found above would mean nothing."""
    body = '<html lang="id"><title>Uji</title><main><h1>Uji</h1>{}</main>'
    unnamed = body.format("<button></button>")
    faint = body.format('<p style="color: #aaa; background: #bbb">Samar</p>')
    with browser.new_context() as context:
        page = context.new_page()
        assert faults_on(page, unnamed, "id") == ["light: button-name button"]
        assert faults_on(page, unnamed, "en") == ["light: button-name button"]
        assert faults_on(page, faint, "id") == ["light: color-contrast p", "dark: color-contrast p"]
        assert faults_on(page, faint, "en") == []


def faults_on(page, text, language):
    page.set_content(text)
    page.add_script_tag(path=AXE_FILE_PATH)
    return faults_of(page, RULES[language])


def faults_of(page, rules) -> list[str]:
    """What axe finds in each scheme; leaves the page at phone size."""
    # As high as it is long: a bar under the thumb half covers whatever scrolls below it.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": PHONE["width"], "height": height + 100})
    faults = []
    for scheme, options in rules.items():
        page.emulate_media(color_scheme=scheme)
        faults += [f"{scheme}: {fault}" for fault in page.evaluate(ASK, options)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    return faults
