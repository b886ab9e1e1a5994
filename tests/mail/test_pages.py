"""HR's pages of mail, the wordings, the reader's choices, and texts to send by hand."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from berakhlak import clock
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keys import KeyStore
from berakhlak.mail.default_wordings import default_wording
from berakhlak.mail.kinds import (
    MailKind,
    blanks_of,
    fill_blanks,
    has_loose_brace,
    unknown_blanks,
)
from berakhlak.mail.models import AgencyMail, MailPreference, MailTemplate
from tests.factories.answering import answer, assignments
from tests.factories.cycles import OpenCycle
from tests.factories.people import make_account, make_agency
from tests.mail.conftest import Send, address_of
from tests.support.mail import Mailbox, html_text, plain_text
from tests.support.pages import PageClient

BLANKS = blanks_of(MailKind.REMINDER)
WORDING = "/surat/naskah/reminder/id"


@pytest.fixture
def hr(client: PageClient, opened: OpenCycle, monkeypatch: pytest.MonkeyPatch) -> PageClient:
    monkeypatch.setattr(clock, "today_in", lambda timezone="": date(2026, 11, 23))
    return client.sign_in(opened.hr)


def test_hr_switches_mail_on_and_says_when_reminders_come(
    session: Any, opened: OpenCycle, hr: PageClient
) -> None:
    session.get(AgencyMail, opened.agency.id).is_on = False

    page = hr.post("/surat", {"is_on": "y", "reminder_days": "3, 10;1"})

    assert "Pengaturan email tersimpan." in page.text
    chosen = session.scalars(select(AgencyMail).execution_options(populate_existing=True)).one()
    assert (chosen.is_on, chosen.days_before, chosen.has_links) == (True, [10, 3, 1], False)
    acts = session.scalars(select(AuditEntry.act)).all()
    assert "changed mail choices" in acts


@pytest.mark.parametrize("typed", ["tujuh", "7, -1", "61", "1,2,3,4,5,6", "7.5"])
def test_days_that_cannot_be_are_refused_at_the_field(hr: PageClient, typed: str) -> None:
    page = hr.post("/surat", {"is_on": "y", "reminder_days": typed}, status=422)

    assert page.errors == ["Tulis paling banyak 5 bilangan dari 0 sampai 60, misalnya 7, 3, 1."]


def test_hr_sees_who_was_refused_and_why_but_not_for_whom_mail_waits(
    opened: OpenCycle, hr: PageClient, box: Mailbox, send: Send
) -> None:
    lost, busy = (address_of(person.name) for person in opened.staff[:2])
    box.answers = {lost: "550 5.1.1 No such user", busy: f"451 {busy} busy"}
    send(3)

    page = hr.get("/surat")

    assert "Alamat tidak ada di server itu." in page.text
    assert lost in page.text
    assert "1 email. Terakhir kata server: … busy." in page.text
    assert busy not in page.text
    assert opened.staff[1].name not in page.text


def test_a_wording_is_shown_before_it_is_kept_and_then_sent(
    session: Any, opened: OpenCycle, hr: PageClient, box: Mailbox, send: Send
) -> None:
    typed = {"subject": "Ayo {nama}", "body": "Tinggal sedikit, {nama}.\n\n<b>{siklus}</b>"}

    look = hr.post(WORDING, typed | {"action": "look"}, status=200)
    assert "Tinggal sedikit, Siti Rahmawati." in look.text
    assert session.scalars(select(MailTemplate)).all() == []
    hr.post(WORDING, typed)
    send(3)
    box.forget()
    send(23)

    [mail] = box.to(address_of("Budi Santoso"))
    assert str(mail["Subject"]) == "Ayo Budi Santoso"
    assert "Tinggal sedikit, Budi Santoso." in plain_text(mail)
    assert "&lt;b&gt;Penilaian 2026&lt;/b&gt;" in html_text(mail)
    hr.post(f"{WORDING}/bawaan")
    assert session.scalars(select(MailTemplate)).all() == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "Halo {nma}",
            "{nma} tidak dikenal. Yang dapat dipakai: {nama}, {siklus}, {instansi}, {batas_waktu}.",
        ),
        ("{{ config }}", "{ config } tidak dikenal."),
        ("Halo {nama", "Ada kurung kurawal tanpa pasangan."),
        ("", "Isi isi email."),
    ],
)
def test_a_wording_with_a_mistake_is_refused_at_its_field(
    session: Any, hr: PageClient, body: str, said: str
) -> None:
    page = hr.post(WORDING, {"subject": "Ya", "body": body}, status=422)

    assert len(page.errors) == 1
    assert page.errors[0].startswith(said.split(" ")[0])
    assert session.scalars(select(MailTemplate)).all() == []


@given(text=st.text(max_size=80), name=st.text(max_size=30))
def test_only_known_blanks_are_filled_and_what_fills_them_is_never_read_again(
    text: str, name: str
) -> None:
    values = dict.fromkeys(BLANKS, name)
    if not unknown_blanks(text, BLANKS) and not has_loose_brace(text):
        assert fill_blanks(text, values) == _by_hand(text, name)
    assert fill_blanks("{nama}", {"nama": "{siklus}", "siklus": "x"}) == "{siklus}"


def _by_hand(text: str, name: str) -> str:
    mark = "\ue000"
    for blank in BLANKS:
        text = text.replace(f"{{{blank}}}", mark)
    return text.replace(mark, name)


def test_a_reader_chooses_language_and_reminders(
    session: Any, opened: OpenCycle, client: PageClient
) -> None:
    account = opened.account(opened.staff[0])
    client.sign_in(account)
    assert client.get("/akun").link("Email untuk saya") == "/surat/saya"

    page = client.post("/surat/saya", {"language": "en"})

    assert page.path == "/akun"
    chosen = session.get(MailPreference, account.id)
    assert (chosen.language, chosen.has_reminders) == ("en", False)


def test_texts_for_whatsapp_carry_no_link_of_anybody_and_the_one_for_groups_no_name(
    session: Any, keys: KeyStore, opened: OpenCycle, hr: PageClient, mailing: None
) -> None:
    page = hr.get(f"/siklus/{opened.cycle.id}/ingatkan")

    text = page.one("textarea").get_text()
    assert "30 November 2026" in text
    assert not any(name in text for name in opened.accounts)
    messages = [unquote(str(a["href"])) for a in page.all('a[href^="https://wa.me/?text="]')]
    assert len(messages) == 1 + len(opened.accounts)
    assert all("https://360.bkd.example.go.id/tugas " in each for each in messages)
    assert not any("/t/" in each for each in messages)


def test_the_list_for_whatsapp_tells_no_more_than_the_page_of_late_raters(
    session: Any, keys: KeyStore, opened: OpenCycle, hr: PageClient
) -> None:
    """Somebody has sent everything today: both still show them."""
    page = hr.get(f"/siklus/{opened.cycle.id}/ingatkan")
    answer(session, keys, opened, assignments(session, opened, rater=opened.staff[0])[:3])

    again = hr.get(f"/siklus/{opened.cycle.id}/ingatkan")

    assert again.text == page.text


def test_people_of_another_agency_cannot_be_invited_from_here(
    app: Flask, session: Any, keys: KeyStore, opened: OpenCycle, hr: PageClient
) -> None:
    stranger = make_account(session, make_agency(session), email="orang@lain.go.id")
    session.commit()

    page = hr.post("/surat/undang", {"who": str(stranger.email)}, status=422)

    assert page.errors == ["Tidak ada akun dengan NIP atau email ini di instansi Anda."]
    assert hr.post("/surat/undang", {"who": str(opened.hr.email)}, status=422).errors == [
        "Orang ini tidak memiliki tugas dalam siklus yang dibuka, atau tidak punya email."
    ]


def test_every_kind_that_hr_words_has_blanks_that_are_known() -> None:
    for kind in MailKind:
        for language in ("id", "en"):
            wording = default_wording(kind, language)
            for text in (wording.subject, wording.body):
                assert unknown_blanks(text, blanks_of(kind)) == []
                assert not has_loose_brace(text)
