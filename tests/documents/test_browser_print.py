"""What a browser prints of a profile and of a report: in the order of the PDF, and well filled."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from berakhlak.sealing.models import CycleResult, OfficerResult
from tests.factories.published import PublishedCycle
from tests.profiles.test_opening import decided
from tests.support.browser import DESKTOP, PHONE, opened_page
from tests.support.pages import PageClient

MARGIN = dict.fromkeys(("top", "bottom", "left", "right"), "10mm")
LOW = re.compile(r'<word [^>]*yMax="([\d.]+)"')
HEIGHT = 841.89

pytestmark = pytest.mark.browser


@pytest.fixture(params=[DESKTOP, PHONE], ids=["laptop", "phone"])
def page(request: Any, browser: Browser, live_server: str) -> Iterator[Page]:
    with opened_page(browser, live_server, request.param) as page:
        yield page


def printed(
    page: Page, client: PageClient, reader: Any, path: str, folder: Path
) -> list[tuple[str, float]]:
    """Text of each page, and the share of it that is filled."""
    cookie = client.sign_in(reader).http.get_cookie("session")
    assert cookie is not None
    page.goto("/masuk")
    origin = page.evaluate("location.origin")
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": origin}])
    page.goto(path)
    file = folder / "printed.pdf"
    file.write_bytes(page.pdf(format="A4", margin=MARGIN))
    whole, boxes = (
        subprocess.run(["pdftotext", *how, str(file), "-"], capture_output=True, check=True)
        for how in ((), ("-bbox",))
    )
    sheets = boxes.stdout.decode().split("<page ")[1:]
    lows = [max(map(float, LOW.findall(sheet)), default=0.0) for sheet in sheets]
    texts = whole.stdout.decode().split("\f")[: len(lows)]
    return [(text, low / HEIGHT) for text, low in zip(texts, lows, strict=True)]


@pytest.fixture
def by_rules_2(session: Any, published: PublishedCycle) -> PublishedCycle:
    """With something to keep and something to try."""
    for cycle in session.scalars(select(CycleResult)):
        cycle.rules_version = "2"
    for officer in session.scalars(select(OfficerResult)):
        officer.payload = decided().figures.to_json()
    session.commit()
    return published


def test_the_first_printed_page_holds_who_and_what_to_try_and_the_picture_in_this_order(
    client: PageClient, by_rules_2: PublishedCycle, page: Page, tmp_path: Path
) -> None:
    officer = by_rules_2.officers[0]
    reader = by_rules_2.account_of(officer)
    pages = printed(page, client, reader, f"/profil/{officer.id}", tmp_path)
    first = pages[0][0]
    order = ["NIP", "Coba satu hal", "Diri dan orang lain", "Penilaian orang lain"]
    places = [first.index(words) for words in order]

    assert places == sorted(places)
    assert "Unduh PDF" not in first
    assert min(filled for _text, filled in pages[:-1]) > 0.5
    assert pages[-1][1] > 0  # No sheet is empty.
