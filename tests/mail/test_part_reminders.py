"""HR reminds just a part; the mail follows the list that HR saw, so it tells nothing of answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.accounts.models import AccountRole
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.mail.models import AgencyMail, MailBatch, PartReminder
from berakhlak.people.models import Person
from berakhlak.roles import Role
from tests.cycle_administration.offices import TwoOffices, make_two_offices
from tests.factories.answering import answer, assignments
from tests.factories.people import make_account
from tests.mail.conftest import Send, address_of
from tests.support.mail import Mailbox, plain_text
from tests.support.pages import PageClient

KEYS = key_store


@pytest.fixture
def offices(session: Any, monkeypatch: pytest.MonkeyPatch) -> TwoOffices:
    """All 22 raters have addresses; the last day is far enough that no reminder is scheduled."""
    monkeypatch.setattr(clock, "today_in", lambda timezone="": date(2026, 11, 9))
    made = make_two_offices(session, KEYS())
    for person in session.scalars(select(Person)):
        account = make_account(session, made.agency, name=person.name)
        account.email = address_of(account.name).replace("=", "").replace("(", "").replace(")", "")
        person.account_id = account.id
    session.add(AgencyMail(agency_id=made.agency.id, is_on=True))
    session.commit()
    return made


@pytest.fixture
def hr(app: Any, offices: TwoOffices) -> PageClient:
    return PageClient(app).sign_in(offices.hr)


@pytest.fixture
def invited(offices: TwoOffices, send: Send, box: Mailbox) -> TwoOffices:
    send(3)
    box.forget()
    return offices


def path(offices: TwoOffices, query: str = "") -> str:
    return f"/siklus/{offices.cycle.id}/belum-selesai/ingatkan{query}"


def waiting(session: Any) -> int:
    return int(session.scalar(select(func.count()).select_from(PartReminder)) or 0)


def names(box: Mailbox) -> list[str]:
    return sorted(each.split("@")[0] for each in box.addresses)


def test_just_the_chosen_part_is_reminded_once_with_the_next_mail(
    session: Any, invited: TwoOffices, hr: PageClient, send: Send, box: Mailbox
) -> None:
    health = invited.seat(session, "H")
    chosen = hr.get(f"/siklus/{invited.cycle.id}/belum-selesai", opd=health)
    asked = hr.get(chosen.link("Ingatkan 11 orang lewat email"))
    done = hr.post(path(invited, f"?opd={health}"))
    again = hr.post(path(invited, f"?opd={health}"), status=422)
    hr.post(path(invited, f"?opd={health}&kelompok=subordinate"))

    assert asked.heading == "Ingatkan 11 orang lewat email"
    assert "Dinas Kesehatan" in asked.text
    assert "mulai pukul 09.00" in asked.text
    assert "11 orang akan diingatkan" in done.text
    assert "sudah diminta" in again.text
    assert "opd=" in done.response.request.url
    send(9)
    send(10)

    assert len(box.addresses) == len(set(box.addresses)) == 11
    assert all(" e1" not in name and " e2" not in name for name in names(box))
    assert all("abaikan email ini" in plain_text(mail) for mail in box.mails)
    batches = session.scalars(select(MailBatch).where(MailBatch.kind == "part_reminder")).all()
    assert [each.recipients for each in batches] == [11]
    assert waiting(session) == 0


def test_the_mail_follows_the_list_and_tells_of_nobody_who_has_sent_since(
    session: Any, invited: TwoOffices, hr: PageClient, send: Send, box: Mailbox
) -> None:
    """The attack: ask for the same part on two days, and compare who is written to."""
    unit = invited.seat(session, "H1")
    hr.get(f"/siklus/{invited.cycle.id}/belum-selesai")
    log = []
    rows = [each for each in assignments(session, invited) if each.rater.name == "Staf H1 B"]
    for day in (9, 10):
        hr.post(path(invited, f"?opd={invited.seat(session, 'H')}&unit={unit}"))
        send(day)
        log.append(names(box))
        box.forget()
        if day == 9:
            answer(session, KEYS(), invited, rows)

    assert len(log[0]) == 5
    assert log[0] == log[1]


def test_a_part_of_a_few_is_asked_in_person(
    session: Any, invited: TwoOffices, hr: PageClient
) -> None:
    page = hr.get(path(invited), cari="staf h1 b")
    refused = hr.post(path(invited, "?cari=staf+h1+b"), status=422)

    assert page.heading == "Ingatkan 1 orang lewat email"
    assert "kurang dari 5 orang" in page.text
    assert page.link("Teks WhatsApp").endswith("/ingatkan")
    assert not page.all("main form button")
    assert "kurang dari 5 orang" in refused.text
    assert waiting(session) == 0


def test_no_row_and_no_record_says_who_was_chosen(
    session: Any, invited: TwoOffices, hr: PageClient
) -> None:
    hr.post(path(invited, "?cari=staf"))

    row = session.scalars(select(PartReminder)).one()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "asked to remind")).one()
    assert b"staf" not in row.box
    assert entry.detail in (None, {})


def test_a_scheduled_reminder_of_all_takes_its_place(
    session: Any, invited: TwoOffices, hr: PageClient, send: Send, box: Mailbox
) -> None:
    hr.post(path(invited, f"?opd={invited.seat(session, 'H')}"))

    send(23)
    send(24)

    assert len(box.addresses) == len(set(box.addresses)) == 22
    assert waiting(session) == 0


def test_each_reaches_as_far_as_their_role_when_asked_and_when_sent(
    app: Any, session: Any, invited: TwoOffices, send: Send, box: Mailbox
) -> None:
    account = make_account(session, invited.agency)
    role = AccountRole(role=Role.HR, unit_id=invited.units["H"].id)
    account.role_rows.append(role)
    session.commit()
    of_unit = PageClient(app).sign_in(account)

    assert of_unit.get(path(invited)).heading == "Ingatkan 11 orang lewat email"
    elsewhere = of_unit.get(path(invited), opd=invited.seat(session, "E"))
    assert elsewhere.heading == "Ingatkan 11 orang lewat email"
    of_unit.post(path(invited))
    send(9)
    assert len(box.addresses) == 11
    box.forget()

    of_unit.post(path(invited))
    account.is_enabled = False
    session.commit()
    send(10)
    assert box.mails == []
    assert waiting(session) == 0


def test_where_there_is_no_mail_the_page_leads_to_texts(
    session: Any, offices: TwoOffices, hr: PageClient
) -> None:
    page = hr.get(path(offices))

    assert "Email belum dinyalakan" in page.text
    assert not page.all("main form button")
    hr.post(path(offices), status=422)
    assert waiting(session) == 0
