"""Readers with answers of their own: each bound at its edge, and each sentence to the letter."""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import Any

import pytest
from flask import Flask

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.attackers import (
    ATTACKERS,
    KNOWN_ANSWERS,
    attack_certificate,
    attacker_count_names,
    may_be_certain,
)
from berakhlak.disclosure.attackers_wording import ATTACKER_NAMES, attacker_rows
from berakhlak.disclosure.promises import certificate_sentences, remedy_sentences
from berakhlak.disclosure.report import (
    AuditCounts,
    AuditFinding,
    AuditReport,
    FigureKind,
    FigurePlace,
    LeakKind,
)
from berakhlak.disclosure.wording import refusal_text, report_sentences
from berakhlak.statistics.frozen_result import CellFigures, CellStatus
from berakhlak.statistics.statements import DisclosureCertificate, DisclosureRisk, ReaderKnowledge


def cell(n: int | None, mean: float | None) -> CellFigures:
    return CellFigures(status=CellStatus.SHOWN, n=n, mean=mean)


def test_the_readers_are_these() -> None:
    assert [astuple(each) for each in ATTACKERS] == [
        ("outsider", "0", "unanimous", "anonymous"),
        ("officer", "0", "unanimous", "anonymous"),
        ("rater", "1", "known_1", "anonymous"),
        ("two_raters", "2", "known_2", "anonymous"),
        ("one_voice", "citizen1", "own_1", "voices"),
        ("two_voices", "citizen2", "own_2", "voices"),
        ("hr", "0", "unanimous", "anonymous"),
        ("hr_and_one", "1", "known_1", "anonymous"),
        ("hr_and_two", "2", "known_2", "anonymous"),
    ]
    assert set(ATTACKER_NAMES) == {each.name for each in ATTACKERS}
    assert KNOWN_ANSWERS == (1, 2)


@pytest.mark.parametrize(
    ("given", "group", "names"),
    [
        (cell(5, 3.0), "peer", ["anonymous"]),
        (cell(5, 3.0), "citizen", ["anonymous", "voices"]),
        (cell(5, 5.0), "peer", ["anonymous", "known_0", "known_1", "known_2"]),
        (cell(5, 4.4), "peer", ["anonymous", "known_1", "known_2"]),
        (cell(5, 3.8), "peer", ["anonymous", "known_2"]),
        (cell(5, 3.8), "citizen", ["anonymous", "voices", "known_2", "own_2"]),
        (
            cell(5, 4.4),
            "citizen",
            ["anonymous", "voices", "known_1", "own_1", "known_2", "own_2"],
        ),
    ],
)
def test_a_figure_counts_for_each_reader_who_may_be_certain(
    given: CellFigures, group: str, names: list[str]
) -> None:
    assert list(attacker_count_names(given, group, 5)) == names


@pytest.mark.parametrize(
    ("given", "k", "may"),
    [
        (cell(None, 3.0), 0, False),
        (cell(3, None), 0, False),
        (cell(2, 3.0), 2, False),
        (cell(1, 3.0), 2, False),
        (cell(3, 3.0), 2, True),  # One other is left.
        (cell(1, 3.0), 0, True),
        (cell(2, 3.0), 1, True),
        (cell(3, 1.0), 0, True),
        (cell(3, 5.0), 0, True),
        (cell(3, 1.33), 0, False),
        (cell(4, 2.0), 1, True),  # 5 and three ones.
        (cell(4, 2.25), 1, False),
        (cell(4, 4.0), 1, True),
        (cell(4, 3.75), 1, False),
        (cell(4, 3.0), 2, True),  # 5, 5 and two ones.
        (cell(5, 2.6), 2, True),  # 5, 5 and three ones.
        (cell(5, 2.8), 2, False),
        (cell(5, 3.4), 2, True),  # 1, 1 and three fives.
        (cell(5, 3.2), 2, False),
        (cell(200, 4.995), 0, True),  # Rounding leaves that all gave five.
        (cell(200, 4.98), 0, False),
    ],
)
def test_certainty_begins_where_some_answers_leave_one_other_or_one_end(
    given: CellFigures, k: int, may: bool
) -> None:
    assert may_be_certain(given, k, 5) is may


def learned(certain: float, nearly: float = 0.5, narrowest: int = 0) -> ReaderKnowledge:
    return ReaderKnowledge(figures=100, certain=certain, nearly=nearly, narrowest=narrowest)


def reach(figures: int = 100, **shares: ReaderKnowledge) -> DisclosureRisk:
    known = {"0": learned(0.1), "1": learned(0.2), "2": learned(0.3)}
    return DisclosureRisk(
        figures=figures, learned=known | {k.removeprefix("k"): v for k, v in shares.items()}
    )


def certificate(figures: int = 100, **shares: ReaderKnowledge) -> DisclosureCertificate:
    return DisclosureCertificate(now=reach(figures, **shares), raised={})


# A share of a hundred figures is told in steps of five: half of that, and a little for rounding.
COUNTS = AuditCounts(anonymous=100, known_0=10, known_1=20, known_2=30, unanimous=10)


@pytest.mark.parametrize(
    ("given", "counts", "is_found"),
    [
        (None, COUNTS, False),
        (certificate(), COUNTS, False),
        (certificate(99), COUNTS, True),
        (certificate(101), COUNTS, True),
        (certificate(k0=learned(0.125)), COUNTS, False),
        (certificate(k0=learned(0.126)), COUNTS, True),
        (certificate(k0=learned(0.075)), COUNTS, False),
        (certificate(k0=learned(0.074)), COUNTS, True),
        (certificate(k1=learned(0.225)), COUNTS, False),
        (certificate(k1=learned(0.226)), COUNTS, True),
        (certificate(k1=learned(0.0)), COUNTS, False),
        (certificate(k2=learned(0.325)), COUNTS, False),
        (certificate(k2=learned(0.326)), COUNTS, True),
        (certificate(k2=learned(0.0)), COUNTS, False),
        (
            certificate(5, k0=learned(0.2), k1=learned(0.4), k2=learned(0.4)),
            AuditCounts(anonymous=5, known_0=1, known_1=2, known_2=2, unanimous=1),
            False,
        ),
        (
            certificate(4, k0=learned(0.25), k1=learned(0.5), k2=learned(0.5)),
            AuditCounts(anonymous=4, known_0=1, known_1=2, known_2=2, unanimous=1),
            True,
        ),
    ],
)
def test_a_certificate_is_believed_as_far_as_print_allows(
    given: DisclosureCertificate | None, counts: AuditCounts, is_found: bool
) -> None:
    found = list(attack_certificate(given, counts, "Siklus"))

    place = FigurePlace(owner="Siklus", subject=FigureKind.CERTIFICATE)
    assert found == ([AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)] if is_found else [])


REPORT = AuditReport(
    cycle_id=8,
    sha256="",
    counts=AuditCounts(anonymous=2000, voices=500, unanimous=100, known_1=300, known_2=400)
    + AuditCounts(own_1=50, own_2=75),
    findings=(),
    certificate=certificate(citizen1=learned(0.05), citizen2=learned(0.12)),
)
HEAD = "Siapa dapat memastikan jawaban orang lain, dari 2.000 angka perilaku kelompok:"
TAIL = "- Semua penilai lain dalam kelompok bersama-sama: semua. Hitungan tidak dapat mencegahnya."


def test_what_each_reader_learns_is_told_as_print_settles_it_or_closing_counted(
    app: Flask,
) -> None:
    with app.app_context():
        told = list(attacker_rows(REPORT))

    counted = "dihitung dari jawaban saat ditutup."
    assert told == [
        HEAD,
        "- Pembaca luar: 100 angka (5,0%).",
        "- Pegawai yang dinilai: 100 angka (5,0%).",
        f"- Seorang penilai yang tahu jawabannya sendiri: sekitar 400 angka (20,0%), {counted}",
        f"- Dua penilai yang saling memberi tahu: sekitar 600 angka (30,0%), {counted}",
        "- Pegawai yang mengisi sendiri satu penilaian pengguna layanan: sekitar 25 angka "
        f"(5,0%), {counted}",
        "- Pegawai yang mengisi sendiri dua penilaian pengguna layanan: sekitar 60 angka "
        f"(12,0%), {counted}",
        "- Pengelola kepegawaian sendirian: 100 angka (5,0%).",
        f"- Pengelola kepegawaian dengan satu penilai: sekitar 400 angka (20,0%), {counted}",
        f"- Pengelola kepegawaian dengan dua penilai: sekitar 600 angka (30,0%), {counted}",
        TAIL,
    ]


def test_without_a_certificate_the_most_is_told_and_without_voices_nothing_of_them(
    app: Flask,
) -> None:
    older = replace(REPORT, certificate=None, counts=replace(REPORT.counts, voices=0))
    few = replace(REPORT, certificate=certificate())  # Too few voices for a share.
    none = replace(REPORT, counts=AuditCounts())
    with app.app_context():
        told, of_few, of_none = (
            list(attacker_rows(older)),
            list(attacker_rows(few)),
            list(attacker_rows(none)),
        )

    assert told == [
        HEAD,
        "- Pembaca luar: 100 angka (5,0%).",
        "- Pegawai yang dinilai: 100 angka (5,0%).",
        "- Seorang penilai yang tahu jawabannya sendiri: paling banyak 300 angka (15,0%).",
        "- Dua penilai yang saling memberi tahu: paling banyak 400 angka (20,0%).",
        "- Pengelola kepegawaian sendirian: 100 angka (5,0%).",
        "- Pengelola kepegawaian dengan satu penilai: paling banyak 300 angka (15,0%).",
        "- Pengelola kepegawaian dengan dua penilai: paling banyak 400 angka (20,0%).",
        TAIL,
    ]
    voices = [row for row in of_few if "mengisi sendiri" in row]
    assert [row.rpartition(": ")[2] for row in voices] == [
        "paling banyak 50 angka (10,0%).",
        "paling banyak 75 angka (15,0%).",
    ]
    assert of_none == []


def test_hr_is_promised_what_the_certificate_says(app: Flask) -> None:
    wide = certificate(1234, k0=learned(0.1, narrowest=1), citizen1=learned(0.04),
                       citizen2=learned(0.08))  # fmt: skip
    tight = certificate(k0=learned(0.1, 0.15), k1=learned(0.2, 0.25), k2=learned(0.3, 0.35))
    with app.app_context():
        told, narrow = list(certificate_sentences(wide)), list(certificate_sentences(tight))

    assert told == [
        "Dari 1.234 angka perilaku kelompok, pembaca luar dapat memastikan jawaban seseorang pada "
        "10,0%: semua menjawab sama, di ujung skala.",
        "Seorang penilai yang tahu jawabannya sendiri dapat memastikan jawaban rekannya pada "
        "20,0%; dua penilai yang saling memberi tahu pada 30,0%.",
        "Pegawai yang mengisi sendiri satu penilaian pengguna layanan: pada 4,0% angka pengguna "
        "layanan; dua penilaian: pada 8,0%.",
        "Bagi pembaca luar, setiap jawaban tetap terbuka di antara sedikitnya 2 langkah skala.",
    ]
    assert len(narrow) == 3
    assert narrow[-1] == (
        "Jawaban yang tinggal satu atau dua kemungkinan: 15,0% bagi pembaca luar, 25,0% bagi "
        "seorang penilai, 35,0% bagi dua penilai."
    )


def test_hr_is_told_what_higher_minimums_would_have_cost(app: Flask) -> None:
    given = replace(
        certificate(3000), raised={"1": reach(1500), "2": reach(1000, k1=learned(0.01))}
    )
    with app.app_context():
        told = list(remedy_sentences(given, 5))

    assert told == [
        "Bila setiap batas minimum dinaikkan 1 pada siklus berikutnya: seorang penilai 20,0%, dua "
        "penilai 30,0%; 1.500 angka lagi ditahan.",
        "Bila setiap batas minimum dinaikkan 2 pada siklus berikutnya: seorang penilai 1,0%, dua "
        "penilai 30,0%; 2.000 angka lagi ditahan.",
        "Lebih banyak rekan per pegawai (sekarang 5) membuat angka lebih sulit ditebak tanpa "
        "menahan lebih banyak.",
    ]


LEAK = AuditFinding(
    leak=LeakKind.BELOW_MINIMUM, source=FigurePlace(owner="A", subject=FigureKind.MEAN)
)
COUNTED = AuditCounts(
    officers=2, figures=300, shown=90, primary=7, complementary=1, attacked=6, unanimous=4,
    nearly=5, unanimous_values=8, nearly_values=9,
)  # fmt: skip


def told_of(app: Flask, *findings: AuditFinding) -> list[str]:
    report = AuditReport(cycle_id=8, sha256="", counts=COUNTED, findings=findings)
    with app.app_context():
        return list(report_sentences(report, Policy()))


def test_a_report_tells_every_count_and_its_outcome(app: Flask) -> None:
    head = [
        "Siklus 8, 2 pegawai: 300 angka dibaca.",
        "Sel tampil: 90. Sel ditahan: 8 (primer 7, pelengkap 1); 6 di antaranya diserang dengan "
        "pemecah.",
        "Sel yang semua penilainya menjawab sama: 4; semua kecuali seorang: 5. Ini sifat "
        "rata-rata: bila semua menjawab sama, rata-rata itulah jawaban setiap orang.",
        "Bagian yang semua penilainya menjawab sama pada setiap perilakunya: 8; hanya satu jawaban "
        "berbeda satu langkah: 9.",
    ]
    leak = "A tercetak padahal penilainya kurang dari batas."
    assert told_of(app) == [*head, "Tidak ada angka yang dapat dipulihkan."]
    assert told_of(app, LEAK, LEAK) == [
        *head,
        "Angka yang membocorkan: 2",
        f"- {leak}",
        f"- {leak}",
    ]


@pytest.mark.parametrize(
    ("found", "named", "rest"), [(1, 1, ""), (20, 20, ""), (21, 20, "Dan 1 angka lain.")]
)
def test_a_refusal_names_twenty_and_counts_the_rest(
    app: Flask, found: int, named: int, rest: str
) -> None:
    report = AuditReport(cycle_id=8, sha256="", counts=COUNTED, findings=(LEAK,) * found)
    with app.app_context():
        said = refusal_text(report, Policy())

    assert said.count("tercetak") == named
    assert said.startswith("Tidak diterbitkan: dari angka yang akan tampil")
    assert said.endswith(rest or "batas.")


def test_a_report_is_read_as_it_was_kept() -> None:
    full = AuditFinding(
        leak=LeakKind.RECOVERED,
        source=FigurePlace(owner="A", subject=FigureKind.GAP, group="peer", value="V", item="I"),
        target=FigurePlace(owner="é", subject=FigureKind.COUNT),
        low=1.0,
        high=2.0,
    )
    for given in (REPORT, replace(REPORT, certificate=None, findings=(LEAK, full))):
        assert AuditReport.from_json(given.to_json()) == given
    assert REPORT.is_safe
    assert not replace(REPORT, findings=(LEAK,)).is_safe
    kept = replace(REPORT, findings=(full,)).to_json()
    assert "é" in kept
    assert kept.index('"certificate"') < kept.index('"counts"') < kept.index('"sha256"')


def test_counts_begin_at_nothing_and_add_up_name_by_name() -> None:
    numbers: dict[str, Any] = {
        name: place for place, name in enumerate(AuditCounts.__dataclass_fields__, start=1)
    }
    assert set(astuple(AuditCounts())) == {0}
    assert AuditCounts(**numbers) + AuditCounts() == AuditCounts(**numbers)
    twice = AuditCounts(**numbers) + AuditCounts(**numbers)
    assert astuple(twice) == tuple(2 * n for n in numbers.values())
