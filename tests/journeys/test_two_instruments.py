"""Values and competence on one form, in a browser: on a phone, at a desk, and as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.assignments.models import Assignment
from berakhlak.extensions import db
from berakhlak.instrument.catalogue import DATA_FOLDER
from berakhlak.instrument.operations import add_instrument
from tests.ratings.devices import device
from tests.support.browser import DESKTOP, PHONE
from tests.support.pages import PageClient
from tests.whole_app.test_another_group import draft_world

pytestmark = pytest.mark.browser
COMPETENCE = (DATA_FOLDER / "kompetensi-38-2017.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_both_are_asked_on_one_form_that_fits_the_window(
    app: Flask,
    session: Any,
    browser: Browser,
    live_server: str,
    tmp_path: Path,
    size: Any,
) -> None:
    world = draft_world(app, session, add_instrument(session, COMPETENCE))
    world.open()
    partner = world.partners[0]
    rows = session.scalars(select(Assignment).where(Assignment.group == "partner")).all()
    number = next(row.id for row in rows if row.rater.person_id == partner.id)
    reader = PageClient(app).sign_in(db.session.get_one(Account, partner.account_id))
    values, competence = world.cycle.questionnaire.parts

    with device(reader, browser, live_server, size=size) as opened:
        page = opened.new_page()
        page.goto(f"{live_server}/tugas/{number}")
        for part in (values, competence):
            head = page.locator(f"#bagian-{part.code}")
            head.scroll_into_view_if_needed()
            page.screenshot(path=tmp_path / f"{part.code}-{size['width']}.png")
            assert head.inner_text() == part.title.id
            first = page.locator(f"#perilaku-{part.behaviours[0].code}")
            assert part.steps[0].label.id in first.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        total = len(values.behaviours) + len(competence.behaviours)
        assert f"/{total}" in page.locator(".sheet-who").inner_text()
