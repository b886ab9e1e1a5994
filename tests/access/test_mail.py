"""Codes by mail: made when they leave, gone from here afterwards."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from berakhlak.access.link_mail import tell_of_link
from berakhlak.access.models import AccessCode, AccessMail, CodeWay
from berakhlak.access.operations import CodeRefused, ask_by_mail, queue_mails
from berakhlak.access.step_resets import reset_second_step
from berakhlak.data_rights.models import CorrectedField
from berakhlak.data_rights.operations import ask_correction, refuse_correction
from berakhlak.mail.access_mail import MOST_A_DAY, send_access_mail
from berakhlak.mail.models import MailBounce
from tests.access.conftest import TODAY, Office
from tests.factories.second_steps import give_second_step
from tests.support.mail import Mailbox, html_text, plain_text

pytestmark = pytest.mark.usefixtures("quick_hash")
CODE = re.compile(r"\b(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}\b")
DAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Ten in the morning in Jakarta.
NIGHT = DAY + timedelta(hours=12)
ADDRESS = "ahmad@contoh.go.id"


@pytest.fixture(autouse=True)
def _address(office: Office) -> None:
    office.account(office.head).email = ADDRESS
    office.session.commit()


def left(office: Office) -> int:
    return office.session.scalar(select(func.count()).select_from(AccessMail)) or 0


def test_a_forgotten_password_comes_at_night_and_its_code_opens(
    office: Office, mailing: Mailbox
) -> None:
    for name in (office.head.nip, "tiada@contoh.go.id", office.hr.email or ""):
        ask_by_mail(office.session, name, today=TODAY)
    office.hr.email = None
    office.hr.nip = "1" * 18
    office.session.commit()

    assert send_access_mail(NIGHT) == 1

    (mail,) = mailing.to(ADDRESS)
    (code,) = set(CODE.findall(plain_text(mail)))
    assert f"https://360.x.example/kode#{code}" in html_text(mail)
    assert left(office) == 0
    office.use(ADDRESS, code)
    (row,) = office.session.scalars(select(AccessCode))
    assert (row.way, row.issued_by, row.used_on) == (CodeWay.FORGOTTEN, None, TODAY)


def test_whose_second_step_was_reset_is_told_at_once_and_without_a_code(
    office: Office, mailing: Mailbox
) -> None:
    owner = office.account(office.head)
    give_second_step(office.session, owner)
    reset_second_step(office.session, owner, reason="Hilang", by=None, at=NIGHT, today=TODAY)
    office.session.commit()

    assert send_access_mail(NIGHT) == 1

    (mail,) = mailing.to(ADDRESS)
    assert "diatur ulang" in mail["Subject"]
    assert "Bila bukan Anda yang meminta" in plain_text(mail)
    assert not CODE.findall(plain_text(mail))
    assert (left(office), office.session.scalars(select(AccessCode)).all()) == (0, [])


def test_whose_account_was_linked_is_told_at_once_and_how_to_end_it(
    office: Office, mailing: Mailbox
) -> None:
    tell_of_link(office.session, office.account(office.head), today=TODAY)
    office.session.commit()

    assert send_access_mail(NIGHT) == 1

    (mail,) = mailing.to(ADDRESS)
    assert "ditautkan dengan SSO" in mail["Subject"]
    assert "Bila bukan Anda yang menautkannya" in plain_text(mail)
    assert "/akun/sso" in html_text(mail)
    assert not CODE.findall(plain_text(mail))
    assert left(office) == 0


def test_who_asked_to_have_data_mended_is_told_of_the_answer_in_the_hours_of_mail(
    office: Office, mailing: Mailbox
) -> None:
    session, told = office.session, {"by": office.hr, "at": NIGHT, "today": TODAY}
    asked = ask_correction(session, office.head, CorrectedField.RANK, "IV/a", "", today=TODAY)
    refuse_correction(session, asked, "SK menyebut III/d.", **told)
    session.commit()

    assert (send_access_mail(NIGHT), send_access_mail(DAY + timedelta(days=1))) == (0, 1)

    (mail,) = mailing.to(ADDRESS)
    assert "https://360.x.example/data-saya/perbaikan" in html_text(mail)
    assert "III/d" not in plain_text(mail)
    assert (left(office), session.scalars(select(AccessCode)).all()) == (0, [])


def test_whose_data_was_opened_by_exception_is_told_by_day_and_not_what(
    office: Office, mailing: Mailbox
) -> None:
    wanted = {"account_id": office.account(office.head).id, "way": CodeWay.EXCEPTION}
    office.session.add(AccessMail(**wanted, asked_by_id=office.hr.id, day=TODAY, valid_days=0))
    office.session.commit()

    assert (send_access_mail(NIGHT), send_access_mail(DAY + timedelta(days=1))) == (0, 1)

    (mail,) = mailing.to(ADDRESS)
    assert "https://360.x.example/data-saya/akses-khusus" in html_text(mail)
    assert "dibuka dengan akses khusus" in mail["Subject"]
    assert office.hr.name not in plain_text(mail)
    assert (left(office), session_codes(office)) == (0, [])


def session_codes(office: Office) -> list[AccessCode]:
    """Codes that a mail made."""
    return list(office.session.scalars(select(AccessCode)))


def test_what_hr_sends_waits_for_the_hours_of_mail(office: Office, mailing: Mailbox) -> None:
    queue_mails(office.session, office.agency.id, [office.head.id], office.issue(CodeWay.MAIL))
    office.session.commit()

    assert send_access_mail(NIGHT) == 0
    assert send_access_mail(DAY) == 1

    (code,) = set(CODE.findall(plain_text(mailing.mails[0])))
    (row,) = office.session.scalars(select(AccessCode))
    assert (row.way, row.issued_by_id) == (CodeWay.MAIL, office.hr.id)
    office.use(office.head.nip, code)


def test_an_account_that_is_disabled_meanwhile_gets_nothing(
    office: Office, mailing: Mailbox
) -> None:
    ask_by_mail(office.session, ADDRESS, today=TODAY)
    office.account(office.head).is_enabled = False
    office.session.commit()

    assert (send_access_mail(DAY), left(office), mailing.mails) == (0, 0, [])


def test_nobody_can_be_flooded_by_strangers(office: Office, mailing: Mailbox) -> None:
    for _each in range(MOST_A_DAY + 2):
        ask_by_mail(office.session, ADDRESS, today=TODAY)
        office.session.commit()
        send_access_mail(DAY)

    assert len(mailing.mails) == MOST_A_DAY
    codes = [CODE.findall(plain_text(each))[0] for each in mailing.mails]
    with pytest.raises(CodeRefused):
        office.use(ADDRESS, codes[0])
    office.use(ADDRESS, codes[-1])


def test_a_refused_address_is_noted_and_a_busy_server_asked_again(
    office: Office, mailing: Mailbox
) -> None:
    mailing.answers[ADDRESS] = "450 try later"
    ask_by_mail(office.session, ADDRESS, today=TODAY)
    office.session.commit()
    assert send_access_mail(DAY) == 0
    assert send_access_mail(DAY + timedelta(minutes=1)) == 0
    assert left(office) == 1

    mailing.answers[ADDRESS] = f"550 no such user {ADDRESS}"
    send_access_mail(DAY + timedelta(minutes=6))

    (bounce,) = office.session.scalars(select(MailBounce))
    assert (left(office), bounce.code) == (0, 550)
    assert ADDRESS not in bounce.said
    mailing.answers.clear()
    ask_by_mail(office.session, ADDRESS, today=TODAY)
    office.session.commit()
    assert send_access_mail(DAY) == 0


def test_without_a_server_nothing_is_tried(app: Flask, office: Office) -> None:
    ask_by_mail(office.session, ADDRESS, today=TODAY)
    office.session.commit()

    assert (send_access_mail(DAY), left(office)) == (0, 1)


def test_no_code_lies_in_the_database_or_the_log(
    office: Office, mailing: Mailbox, caplog: Any
) -> None:
    ask_by_mail(office.session, ADDRESS, today=TODAY)
    office.session.commit()
    send_access_mail(DAY)

    (code,) = set(CODE.findall(plain_text(mailing.mails[0])))
    bare = code.replace("-", "").encode()
    file = Path(office.session.get_bind().url.database or "")
    files = [each.read_bytes() for each in file.parent.glob(f"{file.name}*")]
    assert any(files)
    for place in (*files, caplog.text.encode()):
        assert bare not in place
        assert code.encode() not in place
