"""Key holders are reminded that their codes are needed: before the last day, and until closing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from berakhlak.cycles.models import CycleState
from berakhlak.key_holders.holders import KeyHolders
from berakhlak.mail.models import MailPreference
from tests.factories.cycles import OpenCycle
from tests.factories.holders import hold
from tests.factories.people import make_account, make_agency
from tests.mail.conftest import Send, jakarta
from tests.support.mail import Mailbox, plain_text

SUBJECT = {"id": "Siapkan kode pemegang kunci", "en": "Have your key holder's code ready"}


def held(session: Any, opened: OpenCycle, accounts: list[int | None]) -> KeyHolders:
    """Holders of the open cycle, whose last day is the tenth, with these accounts."""
    holders, _codes = hold()
    holders = holders.with_accounts(accounts)
    opened.cycle.holders_json = holders.to_json()
    opened.cycle.closes_on = jakarta(10).date()
    session.commit()
    return holders


def subjects(box: Mailbox) -> list[str]:
    """Subjects and headings of parts."""
    return [f"{mail['Subject']} {plain_text(mail)}" for mail in box.mails]


def test_holders_with_an_account_are_reminded_until_the_cycle_has_closed(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    budi, citra, dewi, _eko = opened.staff
    accounts = [budi.account_id, citra.account_id, dewi.account_id, None]
    holders = held(session, opened, accounts)
    session.add(MailPreference(account_id=citra.account_id, language="en"))
    session.add(MailPreference(account_id=dewi.account_id, has_reminders=False))
    session.commit()

    days, seen = [], set[str]()
    for day in range(6, 18):
        box.mails.clear()
        if day == 13:  # Closing waits for the codes once more.
            opened.cycle.state = CycleState.SEALING
            session.commit()
        send(day)
        texts = [plain_text(mail) for mail in box.mails if "pemegang-kunci" in plain_text(mail)]
        if texts:
            days.append(day)
            assert len(texts) == 2
            assert all("/bantuan/pemegang-kunci" in text for text in texts)
            assert all("/surat/berhenti/" in text for text in texts)
            seen |= {n for n, words in SUBJECT.items() if any(words in t for t in subjects(box))}
    assert days == [7, 11, 14, 17]
    assert seen == {"id", "en"}

    # Of a cycle that has closed nobody is reminded.
    opened.cycle.state = CycleState.CLOSED
    opened.cycle.holders_json = holders.without_wraps().to_json()
    session.commit()
    box.mails.clear()
    send(20)
    assert not any("pemegang-kunci" in plain_text(mail) for mail in box.mails)


def test_an_account_of_another_agency_is_written_to_by_nobody(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    stranger = make_account(session, make_agency(session), email="lain@bkd.example.go.id")
    held(session, opened, [stranger.id, None, None, None])

    send((opened.cycle.closes_on - timedelta(days=3)).day)

    assert "lain@bkd.example.go.id" not in box.addresses
