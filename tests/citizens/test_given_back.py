"""What was typed on a counter that closed meanwhile is shown again, or becomes a complaint."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.citizens.kiosks import start_kiosk
from berakhlak.citizens.models import Counter, OpenVoice
from berakhlak.citizens.operations import close_counter, replace_code
from berakhlak.complaints.models import Complaint, ComplaintMessage, ComplaintPolicy
from berakhlak.cycles.models import CycleState
from tests.citizens.voices import filled
from tests.factories.cycles import AT, OpenCycle
from tests.support.pages import Page, PageClient

WORDS = "Antrean dua jam,\ntanpa tempat duduk."


@pytest.fixture
def taken(session: Any, opened: OpenCycle) -> None:
    """The agency takes complaints."""
    session.add(ComplaintPolicy(agency_id=opened.agency.id, is_on=True))
    session.flush()


def box(page: Page) -> str:
    return page.one("#tulisan").get_text().strip().replace("\r", "")


def test_after_thanks_stands_where_to_complain(
    client: PageClient, opened: OpenCycle, counter: Counter, taken: None
) -> None:
    path = f"/l/{counter.token}"
    thanks = client.post(path, filled(client.get(path)))
    form = client.get(thanks.link("Ada keluhan? Sampaikan kepada unitnya, dan baca jawabannya "
                                  "dengan kode."))  # fmt: skip

    assert form.path == f"/keluhan/{opened.agency.code}"
    assert form.one("#unit option[selected]").get_text(strip=True) == opened.unit.name
    assert form.one("#place")["value"] == counter.name
    assert counter.token not in form.html


def test_an_agency_that_takes_none_offers_none(client: PageClient, counter: Counter) -> None:
    path = f"/l/{counter.token}"

    assert "keluhan" not in client.post(path, filled(client.get(path))).text.lower()


@pytest.mark.parametrize("how", ["counter", "poster", "cycle"])
def test_words_are_given_back_and_go_on_as_a_complaint_only_if_wanted(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter, taken: None, how: str
) -> None:
    path, code = f"/l/{counter.token}", opened.agency.code
    form = filled(client.get(path), comment=WORDS)
    status = 410 if how == "poster" else 409
    if how == "counter":
        close_counter(session, counter, by=None, at=AT)
    elif how == "poster":
        replace_code(session, counter, by=None, at=AT)
    else:
        opened.cycle.state = CycleState.SEALING
    page = client.post(path, form, status=status)

    assert box(page) == WORDS
    assert session.scalars(select(ComplaintMessage)).all() == []
    handed = {
        str(each["name"]): str(each["value"])
        for each in page.all(f"form[action='/keluhan/{code}'] input")
        if each["name"] != "csrf_token"
    }
    begun = client.post(f"/keluhan/{code}", handed, status=200)
    assert begun.one("#text").get_text().strip().replace("\r", "") == WORDS
    assert session.scalars(select(ComplaintMessage)).all() == []
    sent = {
        "kind": "service",
        "unit": str(begun.one("#unit option[selected]")["value"]),
        "place": str(begun.one("#place")["value"]),
        "text": WORDS,
        "ticket": str(begun.one("[name=ticket]")["value"]),
    }
    client.post(f"/keluhan/{code}", sent, status=200)
    session.expire_all()
    assert session.scalars(select(Complaint.place)).all() == [counter.name]
    assert session.scalars(select(OpenVoice)).all() == []


def test_after_the_cycle_the_page_leads_to_complaints_only_where_they_are_taken(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter
) -> None:
    opened.cycle.state = CycleState.SEALING
    session.flush()
    elsewhere = "Ada keluhan atau saran? Sampaikan lewat SP4N-LAPOR"
    page = client.get(f"/l/{counter.token}", status=409)
    assert elsewhere in page.text
    assert not page.all("main a")

    session.add(ComplaintPolicy(agency_id=opened.agency.id, is_on=True))
    session.flush()
    page = client.get(f"/l/{counter.token}", status=409)
    assert elsewhere not in page.text
    assert page.one("main a")["href"].startswith(f"/keluhan/{opened.agency.code}?")


def test_without_complaints_the_words_are_there_to_copy(
    client: PageClient, session: Any, counter: Counter
) -> None:
    path = f"/l/{counter.token}"
    form = filled(client.get(path), comment=WORDS)
    close_counter(session, counter, by=None, at=AT)
    page = client.post(path, form, status=409)

    assert box(page) == WORDS
    assert "Teruskan sebagai keluhan" not in page.text
    assert not client.get(path, status=409).all("#tulisan")


def test_a_kiosk_shows_them_with_an_address_and_opens_nothing_else(
    client: PageClient, session: Any, counter: Counter, taken: None
) -> None:
    key = start_kiosk(session(), counter, pin="2580", by=None, at=AT)
    path = f"/l/{counter.token}"
    session.commit()
    client.http.set_cookie("kios", key)
    form = filled(client.get(path), comment=WORDS)
    close_counter(session, counter, by=None, at=AT)
    page = client.post(path, form, status=409)

    assert box(page) == WORDS
    assert "Dapat disampaikan sebagai keluhan di http://localhost/keluhan." in page.text
    assert not page.all("main form, main a")
    assert client.open("/keluhan").location == "/kios"


def test_a_slip_of_a_counter_that_closed_is_given_back_to_the_clerk(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter
) -> None:
    address = f"/siklus/{counter.cycle_id}/loket/{counter.id}/kertas"
    client.sign_in(opened.hr).get(address)
    close_counter(session, counter, by=None, at=AT)
    page = client.post(address, {"comment": WORDS, "once": "0" * 32}, status=409)

    assert box(page) == WORDS
    assert "Loket ini sudah ditutup" in page.text
    client.post(address, {"once": "0" * 32}, status=409)
