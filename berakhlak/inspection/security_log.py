"""The security log against its marks and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)
from berakhlak.security_log.checking import check_log, log_files
from berakhlak.security_log.files import STANDARD_ERROR
from config import Config

SUBJECT = lazy_gettext("Catatan keamanan")


def inspect_security_log(config: Config) -> Iterator[InspectionFinding]:
    """Whether lines were changed, slipped in or taken away; nothing where no file is written."""
    if config.security_log in ("", STANDARD_ERROR):
        return
    try:
        found = check_log(log_files(Path(config.security_log)), config.secret_key)
    except OSError as error:
        words = _("%(path)s tidak dapat dibaca: %(why)s", path=error.filename, why=error.strerror)
        yield warning_finding(SUBJECT, words, _("jalankan sebagai pengguna yang melayani aplikasi"))
        return
    if found.foreign:
        words = ngettext(
            "%(num)s baris diubah, disisipkan, atau ber-SECRET_KEY lain",
            "%(num)s baris diubah, disisipkan, atau ber-SECRET_KEY lain",
            found.foreign,
        )
        remedy = _("wajar sesudah SECRET_KEY diganti; selain itu cari siapa mengubah berkasnya")
        yield problem_finding(SUBJECT, words, remedy)
    if found.missing:
        words = ngettext("%(num)s baris hilang", "%(num)s baris hilang", found.missing)
        remedy = _("periksa apakah disk pernah penuh; selain itu cari siapa menghapusnya")
        yield problem_finding(SUBJECT, words, remedy)
    if not found.foreign and not found.missing:
        words = ngettext("%(num)s baris utuh", "%(num)s baris utuh", found.lines)
        yield good_finding(SUBJECT, words)
