"""The counts and words that an act was recorded with, as a reader sees them."""

from __future__ import annotations

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _lazy

from berakhlak.assignments.widening import NarrowCircles
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.cycles.changes import CHANGED
from berakhlak.roles import Role
from berakhlak.sealing.row_counts import SealingCounts

ROLES: dict[str, object] = {
    Role.OFFICER: _lazy("pegawai"),
    Role.HR: _lazy("pengelola kepegawaian"),
    Role.ADMIN: _lazy("administrator"),
}
# Kept as words: a name, a code, a moment; `what` is how older versions kept an export.
PLAIN = ("name", "root", "moment", "what")


def detail_words(act: Act | None, detail: AuditDetail) -> str:
    """Empty where nothing was kept."""
    match act:
        case Act.GRANTED_ROLE | Act.REVOKED_ROLE:
            return str(ROLES.get(str(detail.get("role")), detail.get("role", "")))
        case Act.OPENED_CYCLE if CHANGED in detail:
            return _changed_words(int(detail[CHANGED]))
        case Act.DREW_NARROW_CIRCLES:
            return _narrow_words(NarrowCircles.of_detail(detail))
        case Act.SEALED_CYCLE:
            return _sealed_words(SealingCounts.of_detail(detail))
        case Act.IMPORTED_PEOPLE if detail:
            return _import_words(detail)
        case Act.SHOWED_COMMENTS if "comments" in detail:
            count = int(detail["comments"])
            return str(ngettext("%(num)s komentar", "%(num)s komentar", count))
        case Act.EXPORTED_PROFILES if "profiles" in detail:
            return _export_words(detail)
        case _:
            return ", ".join(str(detail[name]) for name in PLAIN if name in detail)


def _changed_words(changed: int) -> str:
    return str(
        ngettext(
            "%(num)s pegawai berubah unit, jabatan, atasan, atau akunnya dalam 30 hari sebelumnya",
            "%(num)s pegawai berubah unit, jabatan, atasan, atau akunnya dalam 30 hari sebelumnya",
            changed,
        )
    )


def _narrow_words(circles: NarrowCircles | None) -> str:
    if circles is None:
        return ""
    return str(
        _(
            "%(narrow)s dari %(officers)s pegawai",
            narrow=format_decimal(circles.narrow),
            officers=format_decimal(circles.officers),
        )
    )


def _sealed_words(counts: SealingCounts | None) -> str:
    if counts is None:
        return ""
    return str(
        _(
            "%(sheets)s formulir dan %(voices)s penilaian pengguna layanan dihitung, "
            "%(back)s tidak dinilai, %(out)s rusak ditinggalkan",
            sheets=format_decimal(counts.sheets),
            voices=format_decimal(counts.voices),
            back=format_decimal(counts.given_back),
            out=format_decimal(counts.spoilt),
        )
    )


def _import_words(detail: AuditDetail) -> str:
    return str(
        _(
            "%(new)s baru, %(changed)s berubah, %(left)s dinonaktifkan",
            new=format_decimal(int(detail.get("new", 0))),
            changed=format_decimal(int(detail.get("changed", 0))),
            left=format_decimal(int(detail.get("left", 0))),
        )
    )


def _export_words(detail: AuditDetail) -> str:
    count = int(detail["profiles"])
    parts = [str(ngettext("%(num)s profil", "%(num)s profil", count))]
    if "unit" in detail:
        parts.append(str(_("unit %(code)s", code=detail["unit"])))
    if "selected" in detail:
        parts.append(str(_("orang terpilih")))
    return ", ".join(parts)
