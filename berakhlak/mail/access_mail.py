"""Mail with a one-time code: to those whom HR gives one, and to those who forgot their password;
and without one to those whose second step was reset, whose account was linked, whose wish was
answered or whose data was opened by exceptional access.

The code is made when the message leaves. Whoever gets two after a kill is told that the newest code
counts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.access import codes
from berakhlak.access.models import AccessMail, CodeWay
from berakhlak.access.operations import Issue, store_codes
from berakhlak.access.queries import count_forgotten
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import agency_name
from berakhlak.clock import day_of
from berakhlak.engines import in_pieces
from berakhlak.extensions import db
from berakhlak.formats import long_date
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.registry import JobKind
from berakhlak.languages import SOURCE
from berakhlak.mail.models import MailPreference
from berakhlak.mail.outbox import A_CONNECTION, Handing, claim, hand_over, is_due
from berakhlak.mail.queries import is_refused
from berakhlak.mail.return_paths import return_path
from berakhlak.mail.server import MailConnection, MailFailure, connected
from berakhlak.mail.wording import Letter, WordedPart, compose_mail
from config import Config

EVERY = 30.0  # Seconds: whoever forgot a password waits for the mail.
KEPT = timedelta(days=3)  # After that nobody waits for it any more.
_AT_ONCE = (CodeWay.FORGOTTEN, CodeWay.STEP_RESET, CodeWay.LINKED)
MOST_A_DAY = 3  # Mails that strangers can cause by naming an account.


def send_access_mail(now: datetime) -> int:
    """Send what waits; commits. Returns how many left. Quiet hours hold up only what HR asked."""
    config: Config = current_app.config["BERAKHLAK"]
    if not config.mail.host:
        return 0
    run = _Run(db.session(), config, now)
    waiting = run.due()
    sent = 0
    try:
        for some in in_pieces(waiting, A_CONNECTION):
            with connected(config.mail) as connection:
                for each in some:
                    sent += run.send_one(connection, each)
    except MailFailure:
        run.session.rollback()
    return sent


@dataclass
class _Run:
    session: Session
    config: Config
    now: datetime

    def due(self) -> list[int]:
        hour = self.now.astimezone(ZoneInfo(self.config.timezone)).hour
        wanted = select(AccessMail.id).where(is_due(AccessMail, self.now))
        if self.config.mail.is_quiet(hour):
            wanted = wanted.where(AccessMail.way.in_(_AT_ONCE))
        found = list(self.session.scalars(wanted.order_by(AccessMail.id)))
        self.session.rollback()
        return found

    def send_one(self, connection: MailConnection, message_id: int) -> bool:
        message = claim(self.session, AccessMail, message_id, self.now)
        if message is None:
            return False
        account = message.account
        if account is None or not account.email or not self._is_wanted(message, account):
            self.session.delete(message)
            self.session.commit()
            return False
        address = account.email
        letter, part = self._words(message, account)
        name = f"<{secrets.token_hex(16)}@{self.config.mail.sender_domain}>"
        at = self.now.timestamp()
        mail = compose_mail(letter, [part], self.config.mail, to=address, message_id=name, at=at)
        today = self._today()
        found = hand_over(
            self.session,
            connection,
            message,
            mail,
            address,
            sender=return_path(
                self.config.mail, self.config.secret_key, account.id, address, today
            ),
            now=self.now,
            today=today,
        )
        return found is Handing.SENT

    def _is_wanted(self, message: AccessMail, account: Account) -> bool:
        today = self._today()
        if not account.is_enabled or today - message.day > KEPT:
            return False
        if is_refused(self.session, account):
            return False
        is_asked = message.way is CodeWay.FORGOTTEN
        return not is_asked or count_forgotten(self.session, account.id, today) < MOST_A_DAY

    def _today(self) -> date:
        return day_of(self.now, self.config.timezone)

    def _new_code(self, message: AccessMail, account: Account) -> str:
        by = self.session.get(Account, message.asked_by_id) if message.asked_by_id else None
        issue = Issue(by, self.now, self._today(), message.valid_days, message.way)
        code = codes.new_code()
        store_codes(self.session, {account.id: code}, issue, secret=self.config.secret_key)
        return codes.shown(code)

    def _words(self, message: AccessMail, account: Account) -> tuple[Letter, WordedPart]:
        preference = self.session.get(MailPreference, account.id)
        language = (preference and preference.language) or SOURCE
        # An operator of the installation is of none.
        agency = agency_name(self.session, account.agency_id) or "BerAKHLAK 360"
        letter = Letter(
            name=account.name,
            agency=agency,
            language=language,
            parts=(),
            choices_address=f"{self.config.public_url}/surat/saya",
        )
        with force_locale(language):
            told = _WITHOUT_CODE.get(message.way)
            return letter, told(self.config.public_url) if told else self._with_code(
                message, account
            )

    def _with_code(self, message: AccessMail, account: Account) -> WordedPart:
        code = self._new_code(message, account)
        last_day = self._today() + timedelta(days=message.valid_days)
        return WordedPart(
            subject=gettext("Kode masuk BerAKHLAK 360"),
            paragraphs=_paragraphs(message.way, code, last_day),
            button=gettext("Buat kata sandi"),
            # What stands behind the # is sent to no server.
            address=f"{self.config.public_url}/kode#{code}",
        )


def _told_of_reset(public_url: str) -> WordedPart:
    return WordedPart(
        subject=gettext("Langkah kedua akun Anda diatur ulang"),
        paragraphs=[
            gettext(
                "Administrator mengatur ulang langkah kedua akun Anda. Aplikasi autentikator, "
                "kunci sandi, dan kode pemulihan yang lama tidak berlaku lagi, dan semua sesi "
                "Anda berakhir."
            ),
            gettext("Masuklah dengan kata sandi Anda, lalu pasang langkah kedua yang baru."),
            gettext(
                "Bila bukan Anda yang meminta, segera ganti kata sandi Anda dan hubungi "
                "pengelola kepegawaian."
            ),
        ],
        button=gettext("Masuk"),
        address=f"{public_url}/masuk",
    )


def _told_of_link(public_url: str) -> WordedPart:
    return WordedPart(
        subject=gettext("Akun Anda ditautkan dengan SSO"),
        paragraphs=[
            gettext(
                "Akun Anda baru saja ditautkan dengan layanan SSO instansi, dengan kata sandi "
                "Anda. Mulai sekarang satu orang di layanan itu dapat membuka akun ini."
            ),
            gettext(
                "Bila bukan Anda yang menautkannya, putuskan tautannya di Akun saya, segera ganti "
                "kata sandi Anda, dan hubungi administrator."
            ),
        ],
        button=gettext("Lihat tautannya"),
        address=f"{public_url}/akun/sso",
    )


def _told_of_correction(public_url: str) -> WordedPart:
    return WordedPart(
        subject=gettext("Permintaan perbaikan data Anda dijawab"),
        paragraphs=[
            gettext(
                "Pengelola kepegawaian menjawab permintaan Anda untuk memperbaiki data. Apa yang "
                "diubah, atau mengapa ditolak, terbaca setelah masuk."
            )
        ],
        button=gettext("Lihat jawabannya"),
        address=f"{public_url}/data-saya/perbaikan",
    )


def _told_of_exception(public_url: str) -> WordedPart:
    return WordedPart(
        subject=gettext("Data Anda dibuka dengan akses khusus"),
        paragraphs=[
            gettext(
                "Seseorang yang berwenang membuka data Anda yang biasanya tertutup baginya, dengan "
                "alasan tertulis dan untuk waktu yang singkat. Siapa, apa, mengapa, dan sampai "
                "kapan terbaca setelah masuk."
            ),
            gettext("Jawaban penilai dan nama penilai tidak dapat dibuka dengan cara itu."),
        ],
        button=gettext("Lihat akses khusus"),
        address=f"{public_url}/data-saya/akses-khusus",
    )


_WITHOUT_CODE = {
    CodeWay.STEP_RESET: _told_of_reset,
    CodeWay.LINKED: _told_of_link,
    CodeWay.CORRECTION: _told_of_correction,
    CodeWay.EXCEPTION: _told_of_exception,
}


def _paragraphs(way: CodeWay, code: str, last_day: date) -> list[str]:
    why = (
        gettext("Ada yang meminta kata sandi baru untuk akun Anda.")
        if way is CodeWay.FORGOTTEN
        else gettext("Pengelola kepegawaian membuat kode masuk untuk akun Anda.")
    )
    return [
        why,
        gettext("Kode Anda: %(code)s", code=code),
        gettext(
            "Isi NIP atau email Anda dan kode itu, lalu buat kata sandi Anda sendiri. Kode berlaku "
            "sampai %(day)s dan hanya sekali; yang berlaku kode dari email terbaru.",
            day=long_date(last_day),
        ),
        gettext("Bila bukan Anda yang meminta, abaikan email ini. Kata sandi Anda tidak berubah."),
    ]


JOB_KINDS: tuple[JobKind, ...] = ()
PERIODIC_TASKS = (PeriodicTask("access mail", EVERY, send_access_mail),)
