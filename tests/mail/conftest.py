"""An open cycle whose people have addresses, in an agency that has switched mail on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyStore
from berakhlak.extensions import db
from berakhlak.mail.models import AgencyMail
from berakhlak.mail.sending import SendReport, send_due
from berakhlak.mail_settings import MailSettings
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.support.mail import Mailbox, mail_server

Send = Callable[..., SendReport]
SENDER = "Penilaian 360 <360@bkd.example.go.id>"


def jakarta(day: int, hour: int = 9, minute: int = 5) -> datetime:
    """A moment of November 2026, by the clocks of Jakarta."""
    first = datetime(2026, 11, 1, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta"))
    return first + timedelta(days=day - 1)


def december(day: int) -> int:
    """A day of December, counted on from November."""
    return 30 + day


def address_of(name: str) -> str:
    return name.lower().replace(" ", ".") + "@bkd.example.go.id"


@pytest.fixture
def keys(session: Any) -> KeyStore:
    return key_store()


@pytest.fixture
def opened(session: Any, keys: KeyStore) -> OpenCycle:
    """Opened on 2 November, until the 30th; reminders come seven, three and one day before."""
    made = make_open_cycle(session, keys, staff=4)
    for account in made.accounts.values():
        account.email = address_of(account.name)
    session.add(AgencyMail(agency_id=made.agency.id, is_on=True))
    session.commit()
    return made


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as made:
        yield made


@pytest.fixture
def mailing(app: Flask, box: Mailbox) -> Iterator[None]:
    """The application hands its mail to that server."""
    known = app.config["BERAKHLAK"]
    mail = MailSettings(host="127.0.0.1", port=box.port, encryption="none", sender=SENDER)
    app.config["BERAKHLAK"] = replace(known, mail=mail, public_url="https://360.bkd.example.go.id")
    yield
    app.config["BERAKHLAK"] = known


@pytest.fixture
def send(session: Any, mailing: None) -> Send:
    """Run as the scheduler does: ``send(23)`` is the 23rd, shortly after nine."""

    def run(day: int, hour: int = 9, minute: int = 5, chance: Random | None = None) -> SendReport:
        db.session.commit()
        return send_due(jakarta(day, hour, minute), chance)

    return run
