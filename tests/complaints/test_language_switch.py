"""The language switch loses neither the code, which is shown once, nor what was typed."""

from __future__ import annotations

import pytest

from tests.complaints.conftest import code_on, complain, only
from tests.complaints.test_journeys import FOLLOW, answer
from tests.support.pages import Page, PageClient

OURS = {"Origin": "http://localhost"}


@pytest.fixture
def citizen(app):
    return PageClient(app)


def in_english(citizen: PageClient, page: Page, **typed: str) -> Page:
    """Press the switch as a browser does: it sends the fields of its form, with what was typed."""
    switch = page.one(".languages button[lang=en]")
    form = page.one(f"form#{switch['form']}")
    sent = {each["name"]: each["value"] for each in form.select("input[type=hidden]")} | typed
    address = str(switch["formaction"])
    return Page(citizen.open(address, method="POST", data=sent, headers=OURS))


def test_the_receipt_offers_nothing_that_would_draw_another_page_by_the_way(citizen, office):
    receipt = complain(citizen, office)

    assert code_on(receipt)
    assert receipt.all(".languages") == []
    assert citizen.get("/keluhan").all(".languages")


@pytest.mark.parametrize("step", ["", "/pesan"])
def test_an_open_complaint_is_read_in_english_with_what_was_typed(citizen, office, step):
    code = code_on(complain(citizen, office))
    page = citizen.post(FOLLOW + step, {"code": code, "text": "Masih menunggu."}, status=200)

    english = in_english(citizen, page, text="Belum dikirim.")

    assert english.heading == "Your complaint"
    assert english.one("#text").get_text(strip=True) == "Belum dikirim."
    assert english.one("form#formulir [name=code]")["value"] == code


def test_a_closed_complaint_is_read_in_english_too(citizen, client, session, office, later):
    code = code_on(complain(citizen, office))
    answer(client, office, only(session), langkah="tutup")
    for days in (1, 31):  # While it may be reopened, and after that.
        later(days=days)
        page = citizen.post(FOLLOW, {"code": code}, status=200)
        assert in_english(citizen, page).heading == "Your complaint"


@pytest.mark.parametrize("step", ["pesan", "membantu", "belum", "buka"])
def test_a_step_opened_without_its_code_leads_to_where_it_is_typed(citizen, step):
    answered = citizen.open(f"{FOLLOW}/{step}")

    assert (answered.status_code, answered.location) == (302, FOLLOW)
