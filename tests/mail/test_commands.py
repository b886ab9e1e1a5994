"""The commands of mail, and what `doctor` says of the server, with real connections."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from berakhlak import clock
from berakhlak.inspection.findings import FindingLevel
from berakhlak.inspection.mail import inspect_mail
from berakhlak.mail_settings import MailSettings
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import SENDER, jakarta
from tests.support.mail import Mailbox


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["mail", *words])
    return result.exit_code, result.output


def test_a_mail_for_trying_arrives(app: Flask, mailing: None, box: Mailbox) -> None:
    code, said = run(app, "test", "operator@bkd.example.go.id")

    assert (code, said) == (0, "Terkirim ke operator@bkd.example.go.id lewat 127.0.0.1.\n")
    assert box.addresses == ["operator@bkd.example.go.id"]


def test_a_refusal_is_told_as_the_server_says_it(app: Flask, mailing: None, box: Mailbox) -> None:
    box.answers["tidak@ada.go.id"] = "550 5.1.1 No such user"

    code, said = run(app, "test", "tidak@ada.go.id")

    assert (code, said) == (1, "Kesalahan: Tidak terkirim: 550 5.1.1 No such user\n")


@pytest.mark.parametrize("command", [["send"], ["test", "a@bkd.example.go.id"]])
def test_without_a_server_the_commands_say_which_setting_lacks(
    app: Flask, command: list[str]
) -> None:
    assert run(app, *command) == (1, "Kesalahan: SMTP_HOST belum diisi.\n")


def test_what_is_due_is_sent_and_quiet_hours_are_told(
    app: Flask,
    opened: OpenCycle,
    mailing: None,
    box: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: jakarta(3, 22))
    assert run(app, "send") == (0, "Jam tenang: tidak ada yang dikirim.\n")
    box.answers["budi.santoso@bkd.example.go.id"] = "550 No such user"
    monkeypatch.setattr(clock, "utc_now", lambda: jakarta(3))

    code, said = run(app, "send")

    assert (code, said) == (0, "4 email terkirim.\nDitolak untuk seterusnya: 1\n")


def test_doctor_connects_and_sends_nothing(app: Flask, box: Mailbox) -> None:
    good = MailSettings(host="127.0.0.1", port=box.port, encryption="none", sender=SENDER)

    def found(settings: MailSettings) -> list[tuple[FindingLevel, str]]:
        with app.app_context():
            return [(each.level, each.subject) for each in inspect_mail(settings)]

    assert found(MailSettings()) == [(FindingLevel.OK, "Email")]
    assert found(good) == [(FindingLevel.OK, "Email")]
    assert found(replace(good, port=1)) == [(FindingLevel.PROBLEM, "Email")]
    assert found(replace(good, user="a")) == [
        (FindingLevel.WARNING, "SMTP_TLS"),
        (FindingLevel.PROBLEM, "Email"),
    ]
    assert box.mails == []
