"""Every page of the application passes the rules of WCAG 2.2 AA that axe can check."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from berakhlak.colours import Scheme
from tests.support.browser import PHONE
from tests.whole_app.every_page import browsing, pages
from tests.whole_app.test_access import world  # noqa: F401  A fixture.

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}}
COLOURS = ["color-contrast", "link-in-text-block"]
# English has the colours of Indonesian, and the dark scheme its structure: only what differs is
# asked again, since colours take most of the time.
RULES: dict[str, dict[Scheme, object]] = {
    "id": {"light": EVERYTHING, "dark": {"runOnly": COLOURS}},
    "en": {"light": EVERYTHING | {"rules": {"color-contrast": {"enabled": False}}}},
}


@pytest.mark.parametrize("language", list(RULES))
def test_axe_finds_nothing_on_any_page(
    app,
    client,
    world,  # noqa: F811
    browser,
    live_server,
    language,
):
    axe, faults, seen = Axe(), [], 0
    for name, paths in pages(app, client, world):
        with browsing(browser, live_server, client, language) as page:
            for path in paths:
                page.goto(path)
                for scheme, options in RULES[language].items():
                    page.emulate_media(color_scheme=scheme)
                    faults += [
                        f"{name} {path} {scheme}: {fault}"
                        for fault in faults_of(axe, page, options)
                    ]
                page.emulate_media(color_scheme="light")
                seen += 1

    assert seen > 25
    assert not faults, "\n".join(faults)


def faults_of(axe, page, options) -> list[str]:
    """What axe finds; leaves the page at phone size."""
    # As high as it is long: a bar under the thumb half covers whatever scrolls below it.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": PHONE["width"], "height": height + 100})
    found = axe.run(page, options=options)
    page.set_viewport_size(PHONE)
    return [
        f"{each['id']} {node['target']}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]
