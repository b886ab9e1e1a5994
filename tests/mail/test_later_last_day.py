"""Mail about a last day that was moved goes to all, so that it tells of nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

from berakhlak.cycles.deadline import extend_deadline
from berakhlak.cycles.keys import KeyStore
from berakhlak.formats import long_date
from tests.factories.answering import answer, assignments
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import Send, address_of, jakarta
from tests.support.mail import Mailbox, plain_text


def test_all_who_were_asked_learn_of_a_later_last_day_once_also_those_who_have_sent(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send, keys: KeyStore
) -> None:
    send(3)
    answer(session, keys, opened, assignments(session, opened)[:4])
    box.mails.clear()
    for moved_on, last_day in ((10, date(2026, 12, 7)), (12, date(2026, 12, 14))):
        extend_deadline(
            session(), opened.cycle, closes_on=last_day, by=opened.hr, at=jakarta(moved_on),
            today=jakarta(moved_on).date(),
        )  # fmt: skip
        for day in (moved_on, moved_on + 1):
            send(day)

        assert sorted(box.addresses) == sorted(map(address_of, opened.accounts))
        assert all("diundur" in str(mail["Subject"]) for mail in box.mails)
        assert all(long_date(last_day) in plain_text(mail) for mail in box.mails)
        box.mails.clear()
