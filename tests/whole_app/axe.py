"""Whether a page passes the rules of WCAG 2.2 AA that axe can check."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

from berakhlak.colours import Scheme
from tests.support.browser import PHONE

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


def faults_of(page: Page, rules: Mapping[Scheme, object]) -> list[str]:
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
