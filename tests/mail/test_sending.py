"""Mail that leaves: once, at its hours, and again after trouble; and what the server refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from berakhlak.cycles.keyring import key_store
from berakhlak.mail.digest import is_reminder_due, put_together
from berakhlak.mail.models import AgencyMail, MailBatch, MailBounce, MailMessage
from berakhlak.mail.server import MailConnection, ServerUnusable, connected
from berakhlak.mail_settings import MailSettings
from config import Config
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import SENDER, Send, address_of, jakarta
from tests.support.mail import PASSWORD, USER, Mailbox, mail_server, make_certificate, plain_text


def waiting(session: Any) -> list[MailMessage]:
    return list(session.scalars(select(MailMessage).execution_options(populate_existing=True)))


def test_everybody_who_is_asked_is_invited_once(
    opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    first = send(3)
    again = [send(3, 10), send(4), send(5)]

    assert sorted(box.addresses) == sorted(map(address_of, opened.accounts))
    assert (first.sent, [each.sent for each in again]) == (5, [0, 0, 0])


@pytest.mark.parametrize(("hour", "sent"), [(6, 0), (8, 0), (9, 5), (17, 5), (18, 0), (23, 0)])
@pytest.mark.exercises("MAIL_HOUR", "MAIL_QUIET_FROM", "MAIL_QUIET_TO")
def test_mail_leaves_from_its_hour_on_and_never_in_quiet_hours(
    app: Flask, opened: OpenCycle, box: Mailbox, send: Send, hour: int, sent: int
) -> None:
    read = Config.read({"MAIL_HOUR": "9", "MAIL_QUIET_FROM": "18", "MAIL_QUIET_TO": "7"}).mail
    hours = {name: getattr(read, name) for name in ("hour", "quiet_from", "quiet_to")}
    known = app.config["BERAKHLAK"]
    app.config["BERAKHLAK"] = replace(known, mail=replace(known.mail, **hours))

    send(3, hour)

    assert len(box.mails) == sent


def test_nothing_leaves_for_an_agency_that_has_not_switched_mail_on(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    session.execute(update(AgencyMail).values(is_on=False))

    send(3)

    assert box.mails == []


def test_mail_that_is_switched_on_late_does_not_invite_to_a_cycle_opened_long_ago(
    opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    send(20)

    assert box.mails == []


def test_days_since_opening_are_counted_by_the_clocks_of_the_agency(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    opened.cycle.opened_at = datetime(2026, 11, 2, 20, 0, tzinfo=UTC)  # The 3rd in Jakarta.
    session.commit()

    send(17)  # Fourteen days later: still news.

    assert len(box.mails) == 5


def test_a_reminder_of_the_day_of_opening_is_not_due(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    opened.cycle.opened_at = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # The 23rd in Jakarta.
    session.commit()

    assert not is_reminder_due(session, opened.cycle, [7], jakarta(23).date())


def test_what_all_letters_share_is_read_once_in_a_run(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    statements: list[str] = []
    engine = session.get_bind().engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    try:
        send(3)
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert len(box.mails) == 5
    assert sum("FROM mail_template" in each for each in statements) == 1
    assert sum("FROM agency \n" in each for each in statements) <= 1


def test_an_address_refused_for_good_is_kept_with_its_reason_and_not_tried_again(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    lost = address_of(opened.staff[0].name)
    box.answers[lost] = "550 5.1.1 No such user"

    report = send(3)
    box.answers.clear()
    send(23)

    assert (report.sent, report.refused) == (4, 1)
    bounce = session.scalars(select(MailBounce)).one()
    assert (bounce.address, bounce.code, bounce.said) == (lost, 550, "5.1.1 No such user")
    assert box.to(lost) == []


def test_whoever_gets_another_address_is_invited_at_it(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    account = opened.account(opened.staff[0])
    box.answers[str(account.email)] = "550 No such user"
    send(3)
    account.email = "baru@bkd.example.go.id"

    send(4)

    assert len(box.to("baru@bkd.example.go.id")) == 1
    assert session.scalars(select(MailBounce)).all() == []


def test_what_the_server_puts_off_is_tried_later_and_each_time_later_still(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    busy = address_of(opened.staff[0].name)
    box.answers[busy] = "451 Try again later"
    send(3, 9, 5)
    [message] = waiting(session)
    name = message.name

    send(3, 9, 6)  # Too early.
    assert (waiting(session)[0].attempts, waiting(session)[0].error) == (1, "Try again later")
    send(3, 9, 10)
    assert waiting(session)[0].attempts == 2
    send(3, 9, 16)  # Ten minutes have to pass now.
    assert waiting(session)[0].attempts == 2
    box.answers.clear()
    send(3, 9, 20)

    assert [each["Message-ID"] for each in box.to(busy)] == [f"<{name}@bkd.example.go.id>"]
    assert waiting(session) == []


def test_an_invitation_that_could_not_leave_goes_on_waiting_on_the_next_day(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    busy = address_of(opened.staff[0].name)
    box.answers[busy] = "451 Try again later"
    send(3)
    box.answers.clear()

    send(4)

    assert len(box.to(busy)) == 1


def test_a_server_that_is_away_costs_nothing_but_time(
    app: Flask, session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    known = app.config["BERAKHLAK"]
    app.config["BERAKHLAK"] = replace(known, mail=replace(known.mail, port=1))
    report = send(3)
    assert report.trouble
    assert [each.attempts for each in waiting(session)] == [0] * 5
    app.config["BERAKHLAK"] = known

    send(3, 11)

    assert len(box.mails) == 5


def test_killed_in_the_middle_sends_nothing_twice_but_what_was_in_flight(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the server took the third message and before that was noted."""
    hand_over, count = MailConnection.hand_over, []

    class Killed(BaseException):
        pass

    def dying(self: MailConnection, *message: Any) -> None:
        hand_over(self, *message)
        count.append(1)
        if len(count) == 3:
            raise Killed

    monkeypatch.setattr(MailConnection, "hand_over", dying)
    with pytest.raises(Killed):
        send(3, 9, 5)
    session.rollback()
    monkeypatch.undo()
    in_flight = str(box.mails[-1]["Message-ID"])

    send(3, 9, 8)  # The claim of the one in flight still holds.
    assert len(box.mails) == 5
    send(3, 9, 30)

    names = [str(each["Message-ID"]) for each in box.mails]
    assert len(names) == 6
    assert {name for name in names if names.count(name) > 1} == {in_flight}
    assert waiting(session) == []


def test_two_runs_at_once_put_a_day_together_once(
    session: Any, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    chosen = session.scalars(select(AgencyMail)).one()
    send(3)

    day = jakarta(3).date()
    assert put_together(session, chosen, keys=key_store(), today=day, chance=Random(1)) is None
    assert len(session.scalars(select(MailBatch)).all()) == 1


def settings(box: Mailbox, **known: Any) -> MailSettings:
    written = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(box.port),
        "MAIL_SENDER": SENDER,
        "PUBLIC_URL": "https://360.bkd.example.go.id",
    } | known
    found = Config.read(written)
    assert not found.defects
    return found.mail


@pytest.mark.exercises("SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "SMTP_USER", "SMTP_PASSWORD")
@pytest.mark.parametrize(("encryption", "from_the_start"), [("starttls", False), ("tls", True)])
def test_the_connection_is_encrypted_and_signed_in(
    tmp_path: Path, encryption: str, from_the_start: bool
) -> None:
    certificate = make_certificate(tmp_path)
    known = {"SMTP_TLS": encryption, "SMTP_ROOTS": str(certificate)}
    with mail_server(certificate, from_the_start=from_the_start, login=True) as box:
        with connected(settings(box, **known, SMTP_USER=USER, SMTP_PASSWORD=PASSWORD)) as open_one:
            assert open_one.is_alive
        wrong = settings(box, **known, SMTP_USER=USER, SMTP_PASSWORD="lain")
        with pytest.raises(ServerUnusable) as refused, connected(wrong):
            pass

    assert refused.value.code == 535


@pytest.mark.exercises("SMTP_ROOTS", "SMTP_TIMEOUT")
def test_a_certificate_that_nobody_vouches_for_is_not_accepted(tmp_path: Path) -> None:
    with mail_server(make_certificate(tmp_path)) as box:
        known = settings(box, SMTP_TIMEOUT="5")
        assert known.timeout_seconds == 5
        with pytest.raises(ServerUnusable) as refused, connected(known):
            pass

    assert "certificate" in refused.value.said.lower()


@pytest.mark.exercises("MAIL_SENDER", "MAIL_REPLY_TO")
def test_a_mail_says_who_it_is_from_and_where_answers_go(
    app: Flask, opened: OpenCycle, box: Mailbox, send: Send
) -> None:
    read = settings(box, MAIL_REPLY_TO="kepegawaian@bkd.example.go.id")
    known = app.config["BERAKHLAK"]
    app.config["BERAKHLAK"] = replace(known, mail=replace(read, encryption="none"))

    send(3)

    mail = box.mails[0]
    assert (mail["From"], mail["Reply-To"]) == (SENDER, "kepegawaian@bkd.example.go.id")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "Penilaian 2026" in plain_text(mail)
