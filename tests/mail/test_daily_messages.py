"""The mail of a day is decided while everybody may save, and stored once, in one short piece."""

from __future__ import annotations

import sys
from collections import Counter
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.mail import digest
from berakhlak.mail.digest import put_together
from berakhlak.mail.models import AgencyMail, MailBatch, MailItem, MailMessage
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import Send, jakarta
from tests.support.locks import watched_writes

DECIDING = ("berakhlak.mail.queries", "berakhlak.ratings.progress", "berakhlak.mail.digest")


def put_together_on(session: Any, day: int) -> int | None:
    chosen = session.scalars(select(AgencyMail)).one()
    today = jakarta(day).date()
    return put_together(session(), chosen, keys=key_store(), today=today, chance=Random(1))


@pytest.mark.parametrize("day", [3, 23], ids=["invitations", "reminders"])
def test_nobody_waits_while_it_is_decided_who_gets_mail(
    session: Any, opened: OpenCycle, send: Send, day: int
) -> None:
    if day > 3:
        send(3)
    inside, outside = Counter[str](), Counter[str]()
    with watched_writes(db.engine) as holders:

        def note(frame: Any, what: str, _argument: object) -> None:
            name = frame.f_globals.get("__name__", "")
            if what == "call" and name.startswith(DECIDING):
                (inside if holders else outside)[frame.f_code.co_name] += 1

        sys.setprofile(note)
        try:
            assert put_together_on(session, day)
        finally:
            sys.setprofile(None)
    assert outside["_batches"]
    assert not inside
    assert len(session.scalars(select(MailItem)).all()) == len(opened.accounts)


def test_of_two_who_decide_at_once_one_stores(
    session: Any, opened: OpenCycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have seen that the day was not done."""
    monkeypatch.setattr(digest, "is_day_done", lambda *_given: False)

    assert put_together_on(session, 3) == len(opened.accounts)
    assert put_together_on(session, 3) is None

    assert len(session.scalars(select(MailBatch)).all()) == 1
    messages = session.scalars(select(MailMessage)).all()
    assert len(messages) == len({each.account_id for each in messages}) == len(opened.accounts)
