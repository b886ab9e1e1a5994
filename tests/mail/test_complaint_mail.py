"""Who answers complaints is told of a new one, before and after its term; those above after it."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from berakhlak.complaints import operations
from berakhlak.complaints.kinds import shipped_kinds
from berakhlak.complaints.models import Complaint
from berakhlak.complaints.queries import policy_of
from berakhlak.cycles.keys import KeyStore
from berakhlak.mail.digest import put_together
from berakhlak.mail.letters import LetterDesk
from berakhlak.mail.models import AgencyMail, MailMessage, MailPreference
from berakhlak.mail.wording import worded
from tests.complaints.conftest import Office, make_office
from tests.factories.cycles import AT

MONDAY = date(2026, 3, 2)
TEXT = "Berkas saya hilang."


@pytest.fixture
def office(session: Any) -> Office:
    made = make_office(session)
    session.add(AgencyMail(agency_id=made.agency.id, is_on=True))
    session.flush()
    return made


@pytest.fixture
def complaint(session: Any, office: Office) -> Complaint:
    return operations.receive_complaint(
        session(),
        policy_of(session(), office.agency.id),
        office.section,
        shipped_kinds()[1],
        TEXT,
        receipt=bytes(32),
        today=MONDAY,
    )


def told(session: Any, office: Office, keys: KeyStore, day: date) -> dict[str, str]:
    """Whom the mail of a day goes to, with its subject; it is sent then."""
    chosen = session.get(AgencyMail, office.agency.id)
    put_together(session(), chosen, keys=keys, today=day, chance=Random(1))
    desk, found = LetterDesk("https://360.example.go.id", "rahasia", day), {}
    for message in session.query(MailMessage).all():
        letter = desk.letter_for(session(), message)
        assert letter is not None
        part = worded(letter, letter.parts[0])
        assert TEXT not in " ".join(part.paragraphs)
        found[message.account.name if message.account_id != office.hr.id else "HR"] = part.subject
        session.delete(message)
    session.flush()
    return found


def test_each_is_told_once_when_it_concerns_them(
    session: Any, office: Office, complaint: Complaint, keys: KeyStore
) -> None:
    office.accounts["rahmat"].name, office.accounts["dewi"].name = "Rahmat", "Dewi"
    days = [told(session, office, keys, date(2026, 3, day)) for day in (2, 3, 4, 5, 6, 7)]

    late = {
        "Rahmat": "Keluhan lewat batas waktu",
        "Dewi": "Keluhan lewat batas waktu di unit bawahan",
        "HR": "Keluhan lewat batas waktu di unit bawahan",
    }
    new = {"Rahmat": "Ada keluhan baru untuk unit Anda"}
    near = {"Rahmat": "Batas waktu keluhan sudah dekat"}
    assert complaint.first_by == date(2026, 3, 5)
    assert days == [new, {}, near, {}, late, {}]


def test_after_a_first_word_the_next_term_is_told_of_in_the_readers_language(
    session: Any, office: Office, complaint: Complaint, keys: KeyStore
) -> None:
    rahmat = office.accounts["rahmat"]
    rahmat.name = "Rahmat"
    session.add(MailPreference(account_id=rahmat.id, language="en", has_reminders=False))
    told(session, office, keys, MONDAY)
    operations.reply(session(), complaint, "Kami cari.", by=office.hr, at=AT, today=MONDAY)
    assert told(session, office, keys, date(2026, 3, 6)) == {}
    late = told(session, office, keys, date(2026, 4, 30))
    assert late["Rahmat"] == "Overdue complaint"


def test_who_gets_it_forwarded_is_told_of_it_as_new(
    session: Any, office: Office, complaint: Complaint, keys: KeyStore
) -> None:
    office.accounts["dewi"].name = "Dewi"
    told(session, office, keys, MONDAY)
    operations.forward(session(), complaint, office.department, by=office.hr, at=AT, today=MONDAY)

    assert told(session, office, keys, date(2026, 3, 3)) == {
        "Dewi": "Ada keluhan baru untuk unit Anda"
    }
