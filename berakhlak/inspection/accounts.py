"""Accounts that everybody can open, or that a password alone opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from berakhlak.accounts.known_passwords import accounts_of_known_passwords
from berakhlak.accounts.second_factors import count_unreadable, without_required
from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)

PASSWORDS = lazy_gettext("Kata sandi")
SECOND_STEP = lazy_gettext("Langkah kedua")
SETTING = "SECOND_FACTOR_REQUIRED"
_NAMED = 5


def inspect_known_passwords(engine: Engine, *, production: bool) -> InspectionFinding:
    """Whether a password that stands in the source opens an account with a role."""
    with Session(engine) as session:
        names = accounts_of_known_passwords(session)
    if not names:
        return good_finding(PASSWORDS, _("kata sandi contoh tidak membuka akun mana pun"))
    words = _("kata sandi contoh membuka akun: %(names)s", names=", ".join(names))
    remedy = _("ganti dengan: %(command)s", command=f"people password {names[0]}")
    finding = problem_finding if production else warning_finding
    return finding(PASSWORDS, words, remedy)


def inspect_second_steps(
    engine: Engine, *, required: bool, secret: str, today: date
) -> Iterator[InspectionFinding]:
    """Who of HR and administrators has no second step, and whether this SECRET_KEY reads all."""
    with Session(engine) as session:
        lacking, unreadable = (
            without_required(session, today),
            count_unreadable(session, secret=secret),
        )
        names = ", ".join(str(each.email or each.nip) for each in lacking[:_NAMED])
    if unreadable:
        yield _unreadable(unreadable)
    if not lacking:
        words = _("semua pengelola kepegawaian dan administrator memakainya")
        yield good_finding(SECOND_STEP, words)
    elif required:
        words = ngettext(
            "%(num)s akun berwenang belum memasangnya: %(names)s",
            "%(num)s akun berwenang belum memasangnya: %(names)s",
            len(lacking),
            names=names,
        )
        remedy = _("minta mereka masuk; pemasangan diminta saat itu")
        yield warning_finding(SECOND_STEP, words, remedy)
    else:
        words = _("tidak diwajibkan bagi pengelola kepegawaian dan administrator")
        yield warning_finding(SECOND_STEP, words, _("setel %(name)s", name=f"{SETTING}=1"))


def _unreadable(number: int) -> InspectionFinding:
    words = ngettext(
        "rahasia %(num)s akun tidak terbaca dengan SECRET_KEY ini",
        "rahasia %(num)s akun tidak terbaca dengan SECRET_KEY ini",
        number,
    )
    command = "account reset-second-factor"
    remedy = _("setel SECRET_KEY yang lama, atau: %(command)s", command=command)
    return problem_finding(SECOND_STEP, words, remedy)
