"""kill -9 of the worker while it sends, on each database: one letter at most comes twice."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.mail.models import AgencyMail, MailBatch, MailMessage
from berakhlak.mail.sending import send_due
from berakhlak.mail.server import MailConnection
from berakhlak.mail_settings import MailSettings
from tests.factories.cycles import make_open_cycle
from tests.mail.conftest import SENDER, address_of, jakarta
from tests.support.mail import Mailbox
from tests.support.workers import kill, wait_for


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def mailing_app(request: Any, app: Flask, make_app: Any, box: Mailbox) -> Iterator[Flask]:
    """Five people are to be invited."""
    if request.param == "postgresql":
        app = make_app(request.getfixturevalue("migrated_postgres_url"))
    known = app.config["BERAKHLAK"]
    mail = MailSettings(host="127.0.0.1", port=box.port, encryption="none", sender=SENDER)
    app.config["BERAKHLAK"] = replace(known, mail=mail, public_url="https://360.bkd.example.go.id")
    with app.app_context():
        made = make_open_cycle(db.session, key_store(), staff=4)
        for account in made.accounts.values():
            account.email = address_of(account.name)
        db.session.add(AgencyMail(agency_id=made.agency.id, is_on=True))
        db.session.commit()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def killed_after_the_third(app: Flask, mark: Path) -> None:
    """The server has taken the third message, and the process dies before it notes that."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    child = os.fork()
    if not child:
        hand_over, count = MailConnection.hand_over, []

        def stuck(self: MailConnection, *message: Any) -> None:
            hand_over(self, *message)
            count.append(1)
            if len(count) == 3:
                mark.touch()
                time.sleep(600)

        MailConnection.hand_over = stuck  # type: ignore[method-assign]
        try:
            with app.app_context():
                send_due(jakarta(3))
        finally:
            os._exit(0)
    try:
        wait_for(mark.exists)
    finally:
        kill(child)


def test_a_worker_killed_while_it_sends_repeats_only_what_was_in_flight(
    mailing_app: Flask, box: Mailbox, tmp_path: Path
) -> None:
    killed_after_the_third(mailing_app, tmp_path / "third")
    assert len(box.mails) == 3
    in_flight = str(box.mails[-1]["Message-ID"])

    with mailing_app.app_context():
        soon = send_due(jakarta(3, 9, 8))  # The claim of the one in flight still holds.
        later = send_due(jakarta(3, 9, 30))
        waiting = db.session.scalar(select(func.count()).select_from(MailMessage))
        batches = db.session.scalar(select(func.count()).select_from(MailBatch))

    assert (soon.sent, later.sent, waiting, batches) == (2, 1, 0, 1)
    names = Counter(str(each["Message-ID"]) for each in box.mails)
    assert len(names) == 5
    assert {name: times for name, times in names.items() if times > 1} == {in_flight: 2}
