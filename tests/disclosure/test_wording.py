"""An audit in words that HR and operators can act on."""

from __future__ import annotations

import pytest
from flask import Flask

from berakhlak.disclosure.report import AuditReport, Counts, Finding, Leak, Place, Subject
from berakhlak.disclosure.wording import finding_sentence, refusal, sentences

VALUE = Place(owner="Budi S.", subject=Subject.MEAN, group="peer", value="Akuntabel")
BEHAVIOUR = Place(
    owner="Budi S.", subject=Subject.MEAN, group="peer", value="Akuntabel", item="AK2"
)
TOTAL = Place(owner="Semester I", subject=Subject.CYCLE_MEAN, value="ALL")


@pytest.fixture(autouse=True)
def _in_application(app: Flask) -> object:
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (
            Finding(leak=Leak.RECOVERED, source=VALUE, target=BEHAVIOUR, low=5.0, high=5.0),
            "Budi S. · Rekan · Akuntabel · AK2 dapat dipulihkan dari "
            "Budi S. · Rekan · Akuntabel: 5,00.",
        ),
        (
            Finding(leak=Leak.RECOVERED, source=TOTAL, target=VALUE, low=3.5, high=3.54),
            "Budi S. · Rekan · Akuntabel dapat dipulihkan dari "
            "Semester I · rata-rata siklus: 3,50–3,54.",
        ),
        (
            Finding(leak=Leak.BELOW_MINIMUM, source=BEHAVIOUR),
            "Budi S. · Rekan · Akuntabel · AK2 tercetak padahal penilainya kurang dari batas.",
        ),
        (
            Finding(leak=Leak.UNEXPLAINED, source=TOTAL),
            "Semester I · rata-rata siklus tidak dapat dibuat dari angka yang tampil.",
        ),
        (
            Finding(leak=Leak.UNEXPLAINED, source=TOTAL, target=VALUE),
            "Semester I · rata-rata siklus tidak dapat dibuat dari angka yang tampil; "
            "Budi S. · Rekan · Akuntabel ikut di dalamnya.",
        ),
    ],
)
def test_each_kind_of_leak_is_told_with_its_names(finding: Finding, sentence: str) -> None:
    assert finding_sentence(finding) == sentence


def test_a_refusal_names_the_first_figures_and_counts_the_rest() -> None:
    leak = Finding(leak=Leak.BELOW_MINIMUM, source=BEHAVIOUR)
    report = AuditReport(cycle_id=1, sha256="", counts=Counts(), findings=(leak,) * 23)

    assert refusal(report).count("AK2") == 20
    assert refusal(report).endswith("Dan 3 angka lain.")


def test_the_counts_are_told() -> None:
    counts = Counts(
        officers=2, figures=300, shown=90, primary=7, complementary=1, unanimous=4, nearly=5
    )
    lines = list(sentences(AuditReport(cycle_id=8, sha256="", counts=counts, findings=())))

    assert lines[0] == "Siklus 8, 2 pegawai: 300 angka dibaca."
    assert "Sel ditahan: 8 (primer 7, pelengkap 1)" in lines[1]
    alike = "Sel yang semua penilainya menjawab sama: 4; semua kecuali seorang: 5."
    assert lines[2].startswith(alike)
