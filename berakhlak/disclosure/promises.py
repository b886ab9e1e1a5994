"""A certificate in sentences: for HR, before publishing."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from berakhlak.formats import format_number, format_percent
from berakhlak.statistics.certificate import CITIZEN_GROUP
from berakhlak.statistics.statements import DisclosureCertificate, DisclosureRisk


def certificate_sentences(certificate: DisclosureCertificate) -> Iterator[str]:
    """What readers can be certain of, in sentences."""
    now = certificate.now
    yield str(
        _(
            "Dari %(n)s angka perilaku kelompok, pembaca luar dapat memastikan jawaban seseorang "
            "pada %(share)s: semua menjawab sama, di ujung skala.",
            n=format_number(now.figures),
            share=_certain(now, "0"),
        )
    )
    yield str(
        _(
            "Seorang penilai yang tahu jawabannya sendiri dapat memastikan jawaban rekannya pada "
            "%(one)s; dua penilai yang saling memberi tahu pada %(two)s.",
            one=_certain(now, "1"),
            two=_certain(now, "2"),
        )
    )
    if f"{CITIZEN_GROUP}1" in now.learned:
        yield str(
            _(
                "Pegawai yang mengisi sendiri satu penilaian pengguna layanan: pada %(one)s angka "
                "pengguna layanan; dua penilaian: pada %(two)s.",
                one=_certain(now, f"{CITIZEN_GROUP}1"),
                two=_certain(now, f"{CITIZEN_GROUP}2"),
            )
        )
    yield from _narrowest(now)


def _certain(reach: DisclosureRisk, reader: str) -> str:
    return format_percent(reach.learned[reader].certain, 1)


def _narrowest(now: DisclosureRisk) -> Iterator[str]:
    """What stays open at least: one answer, or so many neighbouring ones."""
    open_ones = now.learned["0"].narrowest + 1
    if open_ones > 1:
        yield str(
            _(
                "Bagi pembaca luar, setiap jawaban tetap terbuka di antara sedikitnya %(n)s "
                "langkah skala.",
                n=open_ones,
            )
        )
    else:
        yield str(
            _(
                "Jawaban yang tinggal satu atau dua kemungkinan: %(zero)s bagi pembaca luar, "
                "%(one)s bagi seorang penilai, %(two)s bagi dua penilai.",
                zero=format_percent(now.learned["0"].nearly, 1),
                one=format_percent(now.learned["1"].nearly, 1),
                two=format_percent(now.learned["2"].nearly, 1),
            )
        )


def remedy_sentences(certificate: DisclosureCertificate, peers: int) -> Iterator[str]:
    """What the agency can raise in its next cycle, with what higher minimum sizes would have done
    here; `peers`: asked of an officer."""
    for by, reach in certificate.raised.items():
        yield str(
            _(
                "Bila setiap batas minimum dinaikkan %(by)s pada siklus berikutnya: seorang "
                "penilai %(one)s, dua penilai %(two)s; %(lost)s angka lagi ditahan.",
                by=by,
                one=_certain(reach, "1"),
                two=_certain(reach, "2"),
                lost=format_number(certificate.now.figures - reach.figures),
            )
        )
    yield str(
        _(
            "Lebih banyak rekan per pegawai (sekarang %(peers)s) membuat angka lebih sulit ditebak "
            "tanpa menahan lebih banyak.",
            peers=peers,
        )
    )
