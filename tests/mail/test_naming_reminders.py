"""Whoever is late with naming colleagues, or with answering, is reminded when HR asks for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from berakhlak.formats import full_date, local_today
from berakhlak.mail.models import AgencyMail, MailDay, MailPreference
from berakhlak.nominations.operations import agree_to_list, propose_names
from berakhlak.nominations.period import ask_reminders, set_last_day
from tests.factories.cycles import AT, OpenCycle
from tests.factories.nominations import make_gathering
from tests.mail.conftest import Send, address_of, jakarta
from tests.support.mail import Mailbox, plain_text
from tests.support.pages import PageClient


def test_those_who_are_late_are_reminded_once_each_time_that_hr_asks(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    """Budi has named and waits; Citra has named and is agreed to; Dewi and Eko have not."""
    cycle = make_gathering(session, opened).cycle
    budi, citra, dewi, eko = opened.staff
    today = jakarta(10).date()
    last_day = jakarta(12).date()
    set_last_day(session(), cycle, last_day, by=None, at=AT, today=today)
    for each in (budi, citra):
        others = [person.id for person in opened.staff if person != each]
        propose_names(session(), cycle, each, others, today=today)
    agree_to_list(session(), cycle, citra)
    session.add(MailPreference(account_id=eko.account_id, has_reminders=False))
    session.commit()
    send(10)
    assert box.mails == []

    for day, late in ((11, [dewi, opened.head]), (13, [opened.head])):
        ask_reminders(session(), cycle, day=jakarta(day).date())
        session.commit()
        for _again in (day, day + 1):
            send(_again)
        assert sorted(box.addresses) == sorted(address_of(each.name) for each in late)
        texts = {str(mail["To"]): plain_text(mail) for mail in box.mails}
        assert any(f"/usulan/{cycle.id}/tim" in text for text in texts.values())
        # A supervisor learns of a team, not who of it named whom.
        named = {budi.name, citra.name, eko.name}
        assert not any(each in text for text in texts.values() for each in named)
        box.mails.clear()


def test_hr_is_told_where_no_mail_is_sent(
    session: Any, opened: OpenCycle, client: PageClient
) -> None:
    cycle = make_gathering(session, opened).cycle
    hr = client.sign_in(opened.hr)
    page = f"/siklus/{cycle.id}/usulan/ingatkan"
    today = local_today()
    for day in (today, today + timedelta(days=1)):
        assert f"Email {full_date(day)} mengingatkan" in hr.post(page).text
        session.merge(MailDay(agency_id=opened.agency.id, day=today))
        session.commit()

    session.get(AgencyMail, opened.agency.id).is_on = False
    session.commit()

    assert "Nyalakan di halaman Email" in hr.post(page).text
