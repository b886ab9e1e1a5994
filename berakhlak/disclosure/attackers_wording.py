"""What each kind of reader learns, in rows for the audit."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from berakhlak.disclosure.attackers import ATTACKERS, AttackerKind
from berakhlak.disclosure.report import AuditReport, NarrowCircleCount
from berakhlak.formats import format_number, format_percent
from berakhlak.statistics.certificate import CITIZEN_GROUP, DISPLAY_READER, OWN_VOICES

ATTACKER_NAMES = {
    "outsider": lazy_gettext("Pembaca luar"),
    "officer": lazy_gettext("Pegawai yang dinilai"),
    "rater": lazy_gettext("Seorang penilai yang tahu jawabannya sendiri"),
    "two_raters": lazy_gettext("Dua penilai yang saling memberi tahu"),
    "one_voice": lazy_gettext("Pegawai yang mengisi sendiri satu penilaian pengguna layanan"),
    "two_voices": lazy_gettext("Pegawai yang mengisi sendiri dua penilaian pengguna layanan"),
    "hr": lazy_gettext("Pengelola kepegawaian sendirian"),
    "hr_and_one": lazy_gettext("Pengelola kepegawaian dengan satu penilai"),
    "hr_and_two": lazy_gettext("Pengelola kepegawaian dengan dua penilai"),
}


def attacker_rows(report: AuditReport) -> Iterator[str]:
    """One line for each attacker: on how many figures another's answer is certain."""
    counts = report.counts
    if counts.anonymous == 0:
        return
    yield str(
        _(
            "Siapa dapat memastikan jawaban orang lain, dari %(n)s angka perilaku kelompok:",
            n=format_number(counts.anonymous),
        )
    )
    for attacker in ATTACKERS:
        cells = getattr(counts, attacker.among)
        if cells:
            yield f"- {ATTACKER_NAMES[attacker.name]}: {_found(report, attacker, cells)}"
    yield from _many_voices(report)
    if report.circles:
        yield f"- {narrow_words(report.circles)}"
    yield str(
        _(
            "- Semua penilai lain dalam kelompok bersama-sama: semua. Hitungan tidak dapat "
            "mencegahnya."
        )
    )


def _many_voices(report: AuditReport) -> Iterator[str]:
    """What an officer with many own voices learns, by the doors they came by."""
    learned = report.certificate.now.learned if report.certificate else {}
    for k in OWN_VOICES[2:]:
        if found := learned.get(f"{CITIZEN_GROUP}{k}"):
            yield str(
                _(
                    "- Pegawai yang mengisi sendiri penilaian dengan tiket, banyaknya %(k)s: "
                    "sekitar %(share)s angka.",
                    k=k,
                    share=format_percent(found.certain, 1),
                )
            )
    if found := learned.get(DISPLAY_READER):
        yield str(_("- Pegawai yang mengisi lewat poster, berapa pun banyaknya: tidak ada."))
        yield str(
            _(
                "- Pegawai yang mengisi sendiri semua penilaian lewat layar loket: sekitar "
                "%(share)s angka.",
                share=format_percent(found.certain, 1),
            )
        )


def narrow_words(circles: NarrowCircleCount) -> str:
    """What who knows the organisation chart learns beside the figures."""
    return str(
        _(
            "Dua rekan yang saling memberi tahu dapat menebak jawaban rekan ketiga pada "
            "%(narrow)s dari %(officers)s pegawai: di lingkungan mereka kurang dari %(wanted)s "
            "orang dapat diminta menilai.",
            narrow=format_number(circles.narrow),
            officers=format_number(circles.officers),
            wanted=circles.wanted,
        )
    )


def _found(report: AuditReport, attacker: AttackerKind, cells: int) -> str:
    """As printed figures settle it, else as closing counted it; of older cycles the most there can
    be."""
    n = getattr(report.counts, attacker.count)
    learned = report.certificate.now.learned.get(attacker.certified) if report.certificate else None
    share = format_percent(n / cells, 1)
    if attacker.certified == "0":
        return str(_("%(n)s angka (%(share)s).", n=format_number(n), share=share))
    if learned is None:
        return str(_("paling banyak %(n)s angka (%(share)s).", n=format_number(n), share=share))
    return str(
        _(
            "sekitar %(n)s angka (%(share)s), dihitung dari jawaban saat ditutup.",
            n=format_number(round(learned.certain * cells)),
            share=format_percent(learned.certain, 1),
        )
    )
