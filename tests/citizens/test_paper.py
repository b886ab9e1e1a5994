"""Slips of paper: printed in both languages, typed by somebody else, counted once and marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import select

from berakhlak.accounts.models import AccountRole
from berakhlak.audit.models import AuditEntry
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import close_counter
from berakhlak.citizens.paper import PaperQuestion, paper_pdf
from berakhlak.citizens.poster_file import PosterHead
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.purposes import Purpose
from berakhlak.people.logos import plain_logo
from berakhlak.roles import Role
from tests.citizens.voices import answered, voices
from tests.factories.cycles import AT, OpenCycle
from tests.support.pages import Page, PageClient
from tests.support.pdf import opened as open_pdf
from tests.support.pdf import text_of
from tests.support.pictures import picture_file


def place(counter: Counter) -> str:
    return f"/siklus/{counter.cycle_id}/loket/{counter.id}/kertas"


def typed(page: Page, score: int, **more: str) -> dict[str, str]:
    """As a clerk types it; there is no ticket."""
    form = answered(page, score) | {"face": str(score)}
    first = page.all("input[name=officer]")[0]["value"]
    return form | {"officer": str(first), "once": str(page.one("[name=once]")["value"])} | more


def test_the_slip_is_one_page_in_both_languages_and_conforms(
    client: PageClient, opened: OpenCycle, counter: Counter, tmp_path: Path
) -> None:
    answer = client.sign_in(opened.hr).open(f"{place(counter)}/slip.pdf")

    said = text_of(answer.data, tmp_path)
    for words in ("Siapa yang melayani Anda?", "Who served you?", "Sangat baik", "Very good"):
        assert words in said
    for words in ("Budi Santoso", "Citra Lestari", "Jangan tulis nama", "Do not write your name"):
        assert words in said
    assert len(open_pdf(answer.data).pages) == 1


LONG = "dr. Raden Ajeng Siti Nurhaliza Kusumaningtyas, S.Sos., M.A.P. · Analis Kependudukan Muda"


@pytest.mark.parametrize("officers", [1, 4, 5, 9])
def test_a_slip_stays_on_one_page_however_many_officers_serve(
    client: PageClient, counter: Counter, officers: int
) -> None:
    faces = [(str(n), (("id", "Sangat baik"), ("en", "Very good"))) for n in range(6)]
    reasons = [(str(n), (("id", "Tanggung jawab"), ("en", "Responsibility"))) for n in range(6)]
    who = [(str(n), (("id", LONG),)) for n in range(officers)]
    who.append(("9", (("id", "Loket ini (petugasnya tidak saya kenali)"), ("en", "This counter"))))
    questions = [
        PaperQuestion((("id", "Siapa yang melayani Anda?"), ("en", "Who served you?")), who),
        PaperQuestion((("id", "Apakah Anda dilayani?"), ("en", "Served well?")), faces, True),
        PaperQuestion((("id", "Apa yang kurang atau baik?"), ("en", "What was?")), reasons),
        PaperQuestion((("id", "Ada pesan?"), ("en", "Anything to tell us?"))),
    ]
    head = PosterHead("Dinas Kependudukan dan Pencatatan Sipil", plain_logo(picture_file()))

    pdf = open_pdf(
        paper_pdf(questions, counter="Loket 2 KTP-el", head=head, purpose=Purpose.APPRAISAL)
    )

    assert len(pdf.pages) == 1
    assert pdf.pages[0].get_images()


def test_slips_are_typed_one_after_the_other_and_count_once(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter, keys: KeyStore
) -> None:
    clerk = client.sign_in(opened.hr)
    page = clerk.get(place(counter))
    first = typed(page, 4, comment="Antre lama")
    assert "1 slip tersimpan" in clerk.post(place(counter), first).text
    assert "sudah tersimpan tadi" in clerk.post(place(counter), first).text
    empty = {"officer": first["officer"], "once": typed(clerk.get(place(counter)), 3)["once"]}
    refused = clerk.post(place(counter), empty, status=422)
    assert refused.one("[name=once]")["value"] == empty["once"]
    assert "2 slip tersimpan" in clerk.post(place(counter), typed(refused, 3)).text

    kept = voices(session, counter, keys)
    assert {(voice.door, voice.comment) for voice in kept} == {
        (Door.PAPER, "Antre lama"),
        (Door.PAPER, ""),
    }
    acts = select(AuditEntry).where(AuditEntry.act == "types paper slips")
    assert len(session.scalars(acts).all()) == 1, "not slip by slip"


def test_who_serves_at_the_counter_types_nothing_and_a_closed_one_takes_nothing(
    client: PageClient, session: Any, opened: OpenCycle, counter: Counter, keys: KeyStore
) -> None:
    serving = opened.account(next(each for each in opened.staff if each.name == "Budi Santoso"))
    assert client.sign_in(serving).open(place(counter)).status_code == 403
    serving.role_rows.append(AccountRole(role=Role.HR))
    session.flush()
    assert (
        "Anda petugas di loket ini" in client.sign_in(serving).get(place(counter), status=409).text
    )

    clerk = client.sign_in(opened.hr)
    form = typed(clerk.get(place(counter)), 4)
    close_counter(session(), counter, by=None, at=AT)
    session.commit()
    clerk.post(place(counter), form, status=409)
    assert voices(session, counter, keys) == []


@pytest.fixture
def desk(
    browser: Browser, live_server: str, client: PageClient, opened: OpenCycle, counter: Counter
) -> Iterator[BrowserContext]:
    cookie = client.sign_in(opened.hr).http.get_cookie("session")
    assert cookie is not None
    context = browser.new_context(base_url=live_server, locale="id-ID")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server}])
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.mark.browser
def test_two_slips_are_typed_without_a_mouse(
    desk: BrowserContext, session: Any, counter: Counter, keys: KeyStore
) -> None:
    path = place(counter)
    page = desk.new_page()
    page.goto(path)
    for digits, words in (("2314", "1 slip"), ("15", "2 slip")):  # Officer, face, two reasons.
        page.locator("fieldset:focus-within").first.wait_for()
        page.keyboard.type(digits)
        page.keyboard.press("Enter")
        page.get_by_text(f"{words} tersimpan").wait_for()

    asks = counter.cycle.citizen_form
    reasons = [asks.reasons[place - 1].code for place in (1, 4)]
    kept = [voice.answers for voice in voices(session, counter, keys)]
    assert sorted(kept, key=len) == [asks.answers(5, [], {}), asks.answers(3, reasons, {})]
