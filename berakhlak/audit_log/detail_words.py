"""The counts and words that an act was recorded with, as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _lazy

from berakhlak.assignments.widening import NarrowCircles
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.cycles.changes import CHANGED
from berakhlak.exceptional_access.models import Ground
from berakhlak.exceptional_access.words import GROUNDS
from berakhlak.formats import long_date
from berakhlak.people.leaving_words import leaving_words
from berakhlak.people.models import LeavingReason
from berakhlak.roles import Role
from berakhlak.sealing.row_counts import SealingCounts

ROLES: dict[str, object] = {
    Role.OFFICER: _lazy("pegawai"),
    Role.HR: _lazy("pengelola kepegawaian"),
    Role.READER: _lazy("pembaca hasil"),
    Role.ADMIN: _lazy("administrator"),
    Role.OPERATOR: _lazy("pengelola instalasi"),
    Role.PARTNER: _lazy("mitra"),
}
# Kept as words: a name, a code, a moment; `what` is how older versions kept an export.
PLAIN = ("name", "root", "moment", "what")


def detail_words(act: Act | None, detail: AuditDetail) -> str:
    """Empty where nothing was kept."""
    words = WORDS.get(act) if act else None
    return words(detail) if words and detail else _plain(detail)


def _plain(detail: AuditDetail) -> str:
    return ", ".join(str(detail[name]) for name in PLAIN if name in detail)


def _role(detail: AuditDetail) -> str:
    parts = [str(ROLES.get(str(detail.get("role")), detail.get("role", "")))]
    if "unit" in detail:
        parts.append(str(_("di unit %(code)s", code=detail["unit"])))
    if "until" in detail:
        day = date.fromisoformat(str(detail["until"]))
        parts.append(str(_("sampai %(day)s", day=long_date(day))))
    return ", ".join(parts)


def _opened(detail: AuditDetail) -> str:
    if CHANGED not in detail:
        return ""
    return str(
        ngettext(
            "%(num)s pegawai berubah unit, jabatan, atasan, atau akunnya dalam 30 hari sebelumnya",
            "%(num)s pegawai berubah unit, jabatan, atasan, atau akunnya dalam 30 hari sebelumnya",
            int(detail[CHANGED]),
        )
    )


def _moved(detail: AuditDetail) -> str:
    days = {name: long_date(date.fromisoformat(str(detail[name]))) for name in ("was", "now")}
    return str(_("dari %(was)s menjadi %(now)s", **days))


def _day(detail: AuditDetail) -> str:
    return long_date(date.fromisoformat(str(detail["day"])))


def _appointed(detail: AuditDetail) -> str:
    return str(ngettext("%(num)s penilai", "%(num)s penilai", int(detail.get("raters", 0))))


def _comments(detail: AuditDetail) -> str:
    return str(ngettext("%(num)s komentar", "%(num)s komentar", int(detail.get("comments", 0))))


def _people(detail: AuditDetail) -> str:
    return str(ngettext("%(num)s pegawai", "%(num)s pegawai", int(detail.get("people", 0))))


def _narrow(detail: AuditDetail) -> str:
    circles = NarrowCircles.of_detail(detail)
    if circles is None:
        return ""
    return str(
        _(
            "%(narrow)s dari %(officers)s pegawai",
            narrow=format_decimal(circles.narrow),
            officers=format_decimal(circles.officers),
        )
    )


def _sealed(detail: AuditDetail) -> str:
    counts = SealingCounts.of_detail(detail)
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


def _imported(detail: AuditDetail) -> str:
    return str(
        _(
            "%(new)s baru, %(changed)s berubah, %(left)s dinonaktifkan",
            new=format_decimal(int(detail.get("new", 0))),
            changed=format_decimal(int(detail.get("changed", 0))),
            left=format_decimal(int(detail.get("left", 0))),
        )
    )


def _catalogue(detail: AuditDetail) -> str:
    return str(
        _(
            "%(new)s baru, %(changed)s berubah",
            new=format_decimal(int(detail.get("new", 0))),
            changed=format_decimal(int(detail.get("changed", 0))),
        )
    )


def _exported(detail: AuditDetail) -> str:
    if "profiles" not in detail:
        return _plain(detail)
    parts = [str(ngettext("%(num)s profil", "%(num)s profil", int(detail["profiles"])))]
    if "unit" in detail:
        parts.append(str(_("dari unit %(code)s", code=detail["unit"])))
    if "selected" in detail:
        parts.append(str(_("orang terpilih")))
    return ", ".join(parts)


FIELDS: dict[str, object] = {
    "name": _lazy("nama"),
    "position": _lazy("jabatan"),
    "unit": _lazy("unit kerja"),
    "supervisor": _lazy("atasan langsung"),
    "level": _lazy("jenis jabatan"),
    "rank": _lazy("golongan"),
    "email": _lazy("email"),
}


def _edited(detail: AuditDetail) -> str:
    changed = str(detail.get("fields", "")).split(",")
    return ", ".join(str(FIELDS[each]) for each in changed if each in FIELDS)


def _left(detail: AuditDetail) -> str:
    known = set(LeavingReason)
    reason = detail.get("reason")
    return str(leaving_words(LeavingReason(str(reason)))) if reason in known else ""


def _renumbered(detail: AuditDetail) -> str:
    ends = {name: detail.get(name, "") for name in ("was", "now")}
    return str(_("dari yang berakhir %(was)s menjadi yang berakhir %(now)s", **ends))


def _merged(detail: AuditDetail) -> str:
    cycles = int(detail.get("cycles", 0))
    moved = ngettext("%(num)s siklus lama", "%(num)s siklus lama", cycles)
    name, was = detail.get("name", ""), detail.get("was", "")
    said = _("%(name)s, NIP berakhir %(was)s; %(moved)s", name=name, was=was, moved=moved)
    return str(said)


def _pair(detail: AuditDetail) -> str:
    return str(_("dengan %(name)s: %(reason)s", name=detail["name"], reason=detail["reason"]))


def _reason(detail: AuditDetail) -> str:
    return str(detail.get("reason", ""))


def _years(detail: AuditDetail) -> str:
    years = int(detail.get("years", 0))
    return ngettext("%(num)s tahun", "%(num)s tahun", years) if years else str(_("tanpa batas"))


def _deleted_results(detail: AuditDetail) -> str:
    officers = int(detail.get("officers", 0))
    profiles = ngettext("profil %(num)s pegawai", "profil %(num)s pegawai", officers)
    return f"{detail.get('name', '')}: {profiles}"


def _quota(detail: AuditDetail) -> str:
    officers, megabytes = (int(detail.get(name, 0)) for name in ("officers", "megabytes"))
    parts = [
        ngettext("%(num)s pegawai", "%(num)s pegawai", officers) if officers else "",
        f"{format_decimal(megabytes)} MB" if megabytes else "",
    ]
    return ", ".join(filter(None, parts)) or str(_("tanpa batas"))


def _schema(detail: AuditDetail) -> str:
    return f"{detail.get('from', '')} → {detail.get('to', '')}"


def _photos(detail: AuditDetail) -> str:
    return str(_("ditampilkan") if detail.get("shown") else _("tidak ditampilkan"))


def _exception(detail: AuditDetail) -> str:
    ground = GROUNDS.get(Ground(str(detail["ground"])), "")
    return f"{ground}, {detail['paper']}; {detail['name']}"


WORDS: dict[Act, Callable[[AuditDetail], str]] = {
    Act.GRANTED_ROLE: _role,
    Act.REVOKED_ROLE: _role,
    Act.ISSUED_SLIPS: _people,
    Act.MAILED_CODES: _people,
    Act.VOIDED_CODES: _people,
    Act.SENT_TO_TRAINING: _people,
    Act.TOOK_OFF_ROLL: _people,
    Act.REPORTED_ATTENDANCE: _people,
    Act.IMPORTED_CATALOGUE: _catalogue,
    Act.APPOINTED_RATERS: _appointed,
    Act.PLANNED_OPENING: _day,
    Act.RESET_SECOND_FACTOR: _reason,
    Act.OPENED_EXCEPTIONALLY: _exception,
    Act.ENDED_EXCEPTION: _exception,
    Act.BARRED_PAIR: _pair,
    Act.SET_LAST_DAY_OF_NAMES: _day,
    Act.LIFTED_PAIR: _pair,
    Act.OPENED_CYCLE: _opened,
    Act.DREW_NARROW_CIRCLES: _narrow,
    Act.EXTENDED_DEADLINE: _moved,
    Act.SEALED_CYCLE: _sealed,
    Act.IMPORTED_PEOPLE: _imported,
    Act.SHOWED_COMMENTS: _comments,
    Act.SET_RESULTS_PERIOD: _years,
    Act.CHOSE_PHOTOS: _photos,
    Act.SET_QUOTA: _quota,
    Act.UPGRADED_SCHEMA: _schema,
    Act.DELETED_RESULTS: _deleted_results,
    Act.EXPORTED_PROFILES: _exported,
    Act.EDITED_PERSON: _edited,
    Act.DEACTIVATED_PERSON: _left,
    Act.CHANGED_NIP: _renumbered,
    Act.MERGED_PEOPLE: _merged,
}
