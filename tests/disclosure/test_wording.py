"""An audit in words that HR and operators can act on."""

from __future__ import annotations

import pytest
from flask import Flask

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.report import (
    AuditCounts,
    AuditFinding,
    AuditReport,
    FigureKind,
    FigurePlace,
    LeakKind,
)
from berakhlak.disclosure.wording import finding_sentence, refusal_text, report_sentences

VALUE = FigurePlace(owner="Budi S.", subject=FigureKind.MEAN, group="peer", value="Akuntabel")
BEHAVIOUR = FigurePlace(
    owner="Budi S.", subject=FigureKind.MEAN, group="peer", value="Akuntabel", item="AK2"
)
TOTAL = FigurePlace(owner="Semester I", subject=FigureKind.CYCLE_MEAN, value="ALL")


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> object:
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (
            AuditFinding(
                leak=LeakKind.RECOVERED, source=VALUE, target=BEHAVIOUR, low=5.0, high=5.0
            ),
            "Budi S. · Rekan · Akuntabel · AK2 dapat dipulihkan dari "
            "Budi S. · Rekan · Akuntabel: 5,00.",
        ),
        (
            AuditFinding(leak=LeakKind.RECOVERED, source=TOTAL, target=VALUE, low=3.5, high=3.54),
            "Budi S. · Rekan · Akuntabel dapat dipulihkan dari "
            "Semester I · rata-rata siklus: 3,50–3,54.",
        ),
        (
            AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=BEHAVIOUR),
            "Budi S. · Rekan · Akuntabel · AK2 tercetak padahal penilainya kurang dari batas.",
        ),
        (
            AuditFinding(leak=LeakKind.UNEXPLAINED, source=TOTAL),
            "Semester I · rata-rata siklus tidak dapat dibuat dari angka yang tampil.",
        ),
        (
            AuditFinding(leak=LeakKind.UNEXPLAINED, source=TOTAL, target=VALUE),
            "Semester I · rata-rata siklus tidak dapat dibuat dari angka yang tampil; "
            "Budi S. · Rekan · Akuntabel ikut di dalamnya.",
        ),
    ],
)
def test_each_kind_of_leak_is_told_with_its_names(finding: AuditFinding, sentence: str) -> None:
    assert finding_sentence(finding, Policy()) == sentence


def test_a_refusal_names_the_first_figures_and_counts_the_rest() -> None:
    leak = AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=BEHAVIOUR)
    report = AuditReport(cycle_id=1, sha256="", counts=AuditCounts(), findings=(leak,) * 23)

    assert refusal_text(report, Policy()).count("AK2") == 20
    assert refusal_text(report, Policy()).endswith("Dan 3 angka lain.")


def test_the_counts_are_told() -> None:
    counts = AuditCounts(
        officers=2, figures=300, shown=90, primary=7, complementary=1, unanimous=4, nearly=5
    )
    lines = list(
        report_sentences(AuditReport(cycle_id=8, sha256="", counts=counts, findings=()), Policy())
    )

    assert lines[0] == "Siklus 8, 2 pegawai: 300 angka dibaca."
    assert "Sel ditahan: 8 (primer 7, pelengkap 1)" in lines[1]
    alike = "Sel yang semua penilainya menjawab sama: 4; semua kecuali seorang: 5."
    assert lines[2].startswith(alike)
