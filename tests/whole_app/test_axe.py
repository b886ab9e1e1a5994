"""Every page of the application passes the rules of WCAG 2.2 AA that a program can check.

The routes are enumerated, so that a new page cannot be forgotten; each is opened by everybody
whom it opens to, because a start page differs by role.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import PHONE
from tests.whole_app.test_access import address, rules, world  # noqa: F401  A fixture.

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Readers in the order in which they are asked to open a page; the first who can, is shown it.
WHO = ("officer", "supervisor", "hr", "admin", "nobody")
OFTEN = {"dashboard.home", "reports.profiles"}  # These differ by role.
NARROW = {"width": 320, "height": 640}


@pytest.mark.parametrize("language", ["id", "en"])
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
        context = browser.new_context(
            base_url=live_server, viewport=PHONE, locale="id-ID", reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        cookie = client.http.get_cookie("session")
        jar = [("bahasa", language), *([("session", cookie.value)] if cookie else [])]
        context.add_cookies([{"name": k, "value": v, "url": live_server} for k, v in jar])
        page = context.new_page()
        for path in paths:
            page.goto(path)
            # As high as it is long: a bar under the thumb half covers whatever scrolls below it.
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": PHONE["width"], "height": height + 100})
            found = axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
            faults += [
                f"{name} {path}: {each['id']} {node['target']}"
                for each in found.response["violations"]
                for node in each["nodes"]
            ]
            page.set_viewport_size(NARROW)
            if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
                faults.append(f"{name} {path}: scrolls sideways at 320 px")
            page.set_viewport_size(PHONE)
            seen += 1
        context.close()

    assert seen > 25
    assert not faults, "\n".join(faults)


def pages(app, client, world) -> Iterator[tuple[str, list[str]]]:  # noqa: F811
    """(Reader, paths to open as this reader), with that reader signed in at the client."""
    left = list(rules(app))
    for name in WHO:
        account = world.readers[name]
        if account is None:
            client.http.delete_cookie("session")
        else:
            client.sign_in(account)
        mine = [rule for rule in left if opens(client, address(app, rule, world.values(rule)))]
        left = [rule for rule in left if rule not in mine or rule.endpoint in OFTEN]
        yield name, [address(app, rule, world.values(rule)) for rule in mine]


def opens(client, path) -> bool:
    """Whether the path leads to a page: no file, no redirect, no refusal."""
    answer = client.open(path)
    return answer.status_code == 200 and answer.mimetype == "text/html"
