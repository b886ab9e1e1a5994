"""Objections in words; none of them repeats what somebody wrote."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from berakhlak.formats import long_date
from berakhlak.instrument.catalogue import Instrument
from berakhlak.objections.decided import DecidedObjection
from berakhlak.objections.models import Objection, ObjectionPart, Outcome

PARTS = {
    ObjectionPart.VALUE: _("Satu nilai atau perilaku"),
    ObjectionPart.COMMENTS: _("Komentar"),
    ObjectionPart.PROCESS: _("Cara penilaian berjalan"),
}
OUTCOMES = {
    Outcome.ACCEPTED: _("Diterima"),
    Outcome.PARTLY: _("Diterima sebagian"),
    Outcome.REJECTED: _("Ditolak"),
}


def part_words(
    objection: Objection | DecidedObjection, instrument: Instrument, language: str
) -> str:
    """What of the profile it is about."""
    if objection.about is None:
        return str(PARTS[objection.part])
    words = about_choices(instrument, language)
    return dict(words).get(objection.about, objection.about)


def about_choices(instrument: Instrument, language: str) -> list[tuple[str, str]]:
    """Values and behaviours of an instrument: code and words."""
    values = [(each.code, each.name.in_language(language)) for each in instrument.values]
    behaviours = [(each.code, each.text.in_language(language)) for each in instrument.behaviours]
    return [*values, *behaviours]


def outcome_sentence(objection: DecidedObjection, instrument: Instrument, language: str) -> str:
    """What stands with the profile wherever it is read."""
    part = part_words(objection, instrument, language)
    told = {
        "number": objection.number,
        "lodged": long_date(objection.lodged_on),
        "day": long_date(objection.decided_on),
    }
    if objection.outcome is Outcome.REJECTED:
        said = gettext(
            "Keberatan nomor %(number)s atas profil ini, diajukan %(lodged)s, diputus %(day)s: "
            "ditolak.",
            **told,
        )
    elif objection.outcome is Outcome.PARTLY:
        said = gettext(
            "Keberatan nomor %(number)s atas profil ini, diajukan %(lodged)s, diputus %(day)s: "
            "diterima sebagian. Keberatan itu tentang: %(part)s.",
            part=part,
            **told,
        )
    else:
        said = gettext(
            "Keberatan nomor %(number)s atas profil ini, diajukan %(lodged)s, diputus %(day)s: "
            "diterima. Keberatan itu tentang: %(part)s.",
            part=part,
            **told,
        )
    return " ".join(filter(None, (said, _lateness(objection), outcome_effect(objection.outcome))))


def _lateness(objection: DecidedObjection) -> str:
    if objection.decided_on <= objection.decide_by:
        return ""
    return str(gettext("Putusan lewat tenggat %(day)s.", day=long_date(objection.decide_by)))


def outcome_effect(outcome: Outcome) -> str:
    """What follows from it; empty where nothing does."""
    if outcome is Outcome.REJECTED:
        return ""
    return str(
        gettext(
            "Angka tidak berubah, karena jawaban sudah dihapus. Pejabat Penilai Kinerja "
            "mempertimbangkan putusan ini sebelum menetapkan rating perilaku."
        )
    )
