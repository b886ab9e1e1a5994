"""Accounts that everybody can open."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from berakhlak.accounts.known_passwords import accounts_of_known_passwords
from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)

PASSWORDS = lazy_gettext("Kata sandi")


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
