"""Every page of the application, opened in a browser by somebody whom it opens to.

The routes are enumerated, so that a new page cannot be forgotten; a start page differs by role,
so each reader opens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page
from werkzeug.test import TestResponse

from berakhlak.colours import Scheme
from tests.support.browser import PHONE
from tests.whole_app.test_access import address, rules

# Readers in the order in which they are asked to open a page; the first who can, is shown it.
WHO = ("officer", "supervisor", "hr", "admin", "partner", "operator", "nobody")
OFTEN = {"home.home_page", "profiles.profiles_page"}  # These differ by role.
# What those with a role for a unit see in another form than HR of the agency.
OF_ROLES = {
    "unit_hr": {
        "home.home_page",
        "cycle_administration.cycles_page",
        "cycle_administration.cycle_page",
    },
    "unit_reader": {"results.published_results"},
}
FILES: set[str] = set()  # Endpoints that have answered with a file, which some take long to make.


def pages(app, client, world) -> Iterator[tuple[str, list[str]]]:
    """(Reader, paths to open as this reader), with that reader signed in at the client."""
    left = [rule for rule in rules(app) if rule.endpoint not in FILES]
    for name in WHO:
        account = world.readers[name]
        if account is None:
            client.http.delete_cookie("session")
        else:
            client.sign_in(account)
        mine, others = [], []
        for rule in left:
            path = address(app, rule, world.values(rule))
            answer = opened_by(client, path)
            if answer and answer.mimetype == "text/html":
                mine.append(path)
            elif answer:
                FILES.add(rule.endpoint)
            # A file is a file for everybody, and not looked at.
            if answer is None or rule.endpoint in OFTEN:
                others.append(rule)
        left = others
        yield name, mine
    for name, endpoints in OF_ROLES.items():
        client.sign_in(world.readers[name])
        seen = [rule for rule in rules(app) if rule.endpoint in endpoints]
        yield name, [address(app, rule, world.published(rule)) for rule in seen]


def opened_by(client, path) -> TestResponse | None:
    """The answer, unless it is a redirect or a refusal: a page or a file."""
    answer = client.open(path)
    return answer if answer.status_code == 200 else None


@contextmanager
def browsing(
    browser: Browser,
    live_server: str,
    client,
    language: str,
    scheme: Scheme = "light",
    *,
    viewport: dict[str, int] = PHONE,
) -> Iterator[Page]:
    """A phone in the hands of whoever is signed in at the client, asking for little motion; or
    another window."""
    context = browser.new_context(
        base_url=live_server,
        viewport=viewport,
        locale="id-ID",
        reduced_motion="reduce",
        color_scheme=scheme,
    )
    context.set_default_timeout(10_000)
    cookie = client.http.get_cookie("session")
    jar = [("bahasa", language), *([("session", cookie.value)] if cookie else [])]
    context.add_cookies([{"name": k, "value": v, "url": live_server} for k, v in jar])
    try:
        yield context.new_page()
    finally:
        context.close()
