"""Reports of refusals that come back later mark the address that they are about, and no other."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.mail.delivery_reports import MOST_BYTES, read_report, split_messages
from berakhlak.mail.models import MailBounce
from berakhlak.mail.return_paths import ReturnClaim, make_return_token
from config import Config, SettingsRefused
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import Send, jakarta
from tests.support.mail import Mailbox
from tests.support.pages import PageClient

NAME = "budi.santoso@bkd.example.go.id"
DIAGNOSTIC = "smtp; 550 5.1.1 <budi.santoso@bkd.example.go.id>: Recipient address rejected"


REPORT = """\
From: MAILER-DAEMON@mx.example.go.id (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

--edge
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

From here on, please ask your postmaster.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.go.id

Final-Recipient: rfc822; {name}
Action: {action}
Status: {status}
{diagnostic}
--edge
Content-Type: message/rfc822

Subject: Anda diminta menilai

--edge--
"""


def report(
    to: str, *, action: str = "failed", status: str = "5.1.1", said: str | None = DIAGNOSTIC
) -> bytes:
    """As Postfix makes them."""
    diagnostic = f"Diagnostic-Code: {said}\n" if said else ""
    return REPORT.format(
        to=to, name=NAME, action=action, status=status, diagnostic=diagnostic
    ).encode()


@pytest.fixture
def returning(app: Flask, mailing: None) -> None:
    """Refusals of what is sent come back to an address of their own."""
    read = Config.read({"MAIL_BOUNCE_ADDRESS": "Pantulan <pantulan@bkd.example.go.id>"}).mail
    known: Config = app.config["BERAKHLAK"]
    mail = replace(known.mail, bounce_address=read.bounce_address)
    app.config["BERAKHLAK"] = replace(known, mail=mail)


@pytest.fixture
def read(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Let the command read what a mail server pipes to it, on a day of November 2026."""

    def run(raw: bytes, day: int = 4) -> str:
        monkeypatch.setattr(clock, "utc_now", lambda: jakarta(day))
        done = app.test_cli_runner().invoke(args=["mail", "bounces", "-"], input=raw)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def marked(session: Any) -> list[tuple[str, int, str]]:
    found = session.scalars(select(MailBounce).execution_options(populate_existing=True))
    return [(each.address, each.code, each.said) for each in found]


@pytest.mark.exercises("MAIL_BOUNCE_ADDRESS")
def test_an_address_refused_later_is_marked_shown_and_not_written_to_until_it_changes(
    session: Any,
    client: PageClient,
    opened: OpenCycle,
    box: Mailbox,
    returning: None,
    send: Send,
    read: Callable[..., str],
) -> None:
    send(3)
    [path] = [sender for sender, to in box.envelopes if to == [NAME]]
    assert len({sender for sender, _to in box.envelopes}) == len(box.mails) == 5
    assert {mail["From"].addresses[0].addr_spec for mail in box.forget()} == {
        "360@bkd.example.go.id"
    }

    assert read(report(path)) == "1 alamat ditandai.\n"

    assert marked(session) == [(NAME, 550, "5.1.1 … Recipient address rejected")]
    page = client.sign_in(opened.hr).get("/surat")
    assert NAME in page.text
    assert "Alamat tidak ada di server itu." in page.text
    send(23)
    assert NAME not in box.addresses
    assert len(box.forget()) == 4
    account = session.scalars(select(Account).where(Account.email == NAME)).one()
    account.email = "budi.baru@bkd.example.go.id"
    session.commit()
    send(24)
    assert box.addresses == ["budi.baru@bkd.example.go.id"]
    # A late report about the earlier address says nothing of the new one.
    assert "1 email bukan laporan" in read(report(path), day=24)
    assert marked(session) == []


def token(account: Account, day: int = 3, secret: str = "", address: str = NAME) -> str:
    secret = secret or "another secret, which is as long as one has to be"
    return make_return_token(account.id, address, date(2026, 11, day), secret)


def test_nobody_can_silence_another_by_a_forged_report(
    app: Flask, session: Any, opened: OpenCycle, read: Callable[..., str]
) -> None:
    secret = str(app.config["SECRET_KEY"])
    budi, other = [opened.account(each) for each in opened.staff[:2]]
    budi.email = NAME
    session.commit()
    own = make_return_token(budi.id, NAME, date(2026, 11, 3), secret)
    of_another = make_return_token(other.id, NAME, date(2026, 11, 3), secret)
    raw = ReturnClaim.parse(own)
    assert raw is not None

    for forged in (
        token(budi),
        of_another,
        own[:-1] + ("A" if own[-1] != "A" else "B"),
        own[:8] + own[9:] + "A",
        "A" * 26,
        make_return_token(99_999, NAME, date(2026, 11, 3), secret),
    ):
        if ReturnClaim.parse(forged) == raw:
            continue  # Letters that carry no bits.
        read(report(f"pantulan+{forged}@bkd.example.go.id"))
        assert marked(session) == [], forged
    read(report("pantulan@bkd.example.go.id"))
    read(report(f"pantulan+{own}@bkd.example.go.id"), day=2)  # Not sent yet.
    read(report(f"pantulan+{own}@bkd.example.go.id"), day=3 + 31)
    assert marked(session) == []

    shown = own.swapcase()  # As servers that take the case for nothing hand it on.
    read(report(f"<pantulan+{shown}@bkd.example.go.id>"))
    assert [address for address, *_more in marked(session)] == [NAME]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"action": "delayed"}, None),
        ({"status": "4.2.2"}, None),
        ({"action": "relayed"}, None),
        ({"action": "FAILED"}, 550),
        ({"status": "5.2.2", "said": None}, 552),
        ({"status": "5.2.1", "said": None}, 550),
        ({"status": "5.7.1 (refused)", "said": "x-other; no"}, 554),
        ({"status": "5.0.0", "said": None}, 500),
        ({"said": "smtp; 5500 or so"}, 550),
    ],
)
def test_only_refusals_for_good_count(given: dict[str, str], code: int | None) -> None:
    found = read_report(report("x+" + "A" * 26 + "@example.go.id", **given))

    assert (found.code if found else None) == code


def test_a_mailbox_is_read_message_by_message_and_other_mail_is_left_alone(
    app: Flask, session: Any, opened: OpenCycle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, staff = str(app.config["SECRET_KEY"]), opened.staff[:2]
    mails = [b"Subject: Saya sedang cuti\nTo: pantulan@bkd.example.go.id\n\nKembali Senin.\n"]
    for number, person in enumerate(staff):
        account = opened.account(person)
        account.email = f"{number}@bkd.example.go.id"
        made = make_return_token(account.id, account.email, date(2026, 11, 3), secret)
        mails.append(report(f"pantulan+{made}@bkd.example.go.id"))
    session.commit()
    file = tmp_path / "kotak"
    mails[1] += b"\n" + b"x" * MOST_BYTES * 2  # Sent back whole, with all that was attached.
    file.write_bytes(
        b"\n".join(b"From MAILER-DAEMON Tue Nov  3 09:00:00 2026\n" + each for each in mails)
    )
    monkeypatch.setattr(clock, "utc_now", lambda: jakarta(4))

    done = app.test_cli_runner().invoke(args=["mail", "bounces", str(file)])

    assert done.output == (
        "2 alamat ditandai.\n1 email bukan laporan penolakan atas email dari sini.\n"
    )
    assert len(marked(session)) == 2


@given(raw=st.binary(max_size=300), seed=st.integers(0, 99))
def test_whatever_comes_is_read_without_trouble(raw: bytes, seed: int) -> None:
    whole = report("x+" + "A" * 26 + "@example.go.id")
    place = random.Random(seed).randrange(len(whole))
    for each in (raw, whole[:place] + raw + whole[place:]):
        read_report(each)
        assert sum(map(len, split_messages(io.BytesIO(each)))) <= len(each)


def test_parts_within_parts_end_nothing() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(1200)
    )
    head = b"To: x+" + b"A" * 26 + b"@example.go.id\n"

    assert read_report(head + deep) is None


@pytest.mark.parametrize("typed", ["pantulan", "a+b@example.go.id", "a" * 38 + "@example.go.id"])
def test_an_address_that_cannot_carry_a_token_is_refused_at_the_start(typed: str) -> None:
    known = Config.read({"MAIL_BOUNCE_ADDRESS": typed})
    with pytest.raises(SettingsRefused) as refused:
        known.refuse(known.defects)

    assert "MAIL_BOUNCE_ADDRESS" in str(refused.value)


def test_without_the_setting_refusals_go_to_the_sender(
    opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    send(3)

    assert {sender for sender, _to in box.envelopes} == {"360@bkd.example.go.id"}
