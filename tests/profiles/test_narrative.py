"""Sentences follow from the figures by rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berakhlak.profiles import narrative
from berakhlak.statistics.frozen_result import AdjustedFigure, CellFigures, CellStatus, ValueFigures
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.mixed.linkage import AdjustmentReason
from tests.factories.profiles import extreme_officer, rich_officer, withheld_officer

CUTOFFS = StatementCutoffs()

RICH = rich_officer()
VALUE = RICH.figures.values[0]


def value(
    own: float | None, others: float | None, category: str, sem: float | None = 0.05
) -> ValueFigures:
    gap = None if own is None or others is None else own - others
    return replace(VALUE, self_mean=own, others=others, category=category, gap=gap, sem=sem)


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (
            value(4.0, 4.1, "in_agreement_good"),
            "Terlihat sekitar “Sering”, sejalan dengan penilaian diri.",
        ),
        (
            value(3.0, 3.1, "in_agreement_poor"),
            "Terlihat sekitar “Kadang-kadang”, sejalan dengan penilaian diri; "
            "masih ada ruang berkembang.",
        ),
        (
            value(5.0, 3.5, "over_estimator"),
            "Terlihat “Kadang-kadang” hingga “Sering”; penilaian diri lebih tinggi.",
        ),
        (
            value(2.0, 4.0, "under_estimator"),
            "Terlihat sekitar “Sering”; penilaian diri lebih rendah.",
        ),
        (
            value(4.0, 3.4, "over_estimator", sem=0.5),
            "Terlihat “Kadang-kadang” hingga “Sering”; penilaian diri mungkin lebih tinggi.",
        ),
        (value(None, 4.0, "no_self"), "Terlihat sekitar “Sering”; penilaian diri tidak ada."),
    ],
)
def test_one_sentence_per_value(figures: ValueFigures, sentence: str) -> None:
    assert narrative.value_sentence(RICH, figures, "id") == sentence


def test_a_withheld_value_says_so_without_a_number() -> None:
    held = {group: CellFigures(status=CellStatus.SUPPRESSED) for group in VALUE.cells}
    said = narrative.value_sentence(RICH, replace(value(4, None, "no_others"), cells=held), "id")
    assert "terlalu sedikit" in said
    assert not any(sign.isdigit() for sign in said)


def test_an_unrated_value_says_that_nobody_rated_it() -> None:
    none = {group: CellFigures(status=CellStatus.NONE) for group in VALUE.cells}
    said = narrative.value_sentence(RICH, replace(value(4, None, "no_others"), cells=none), "id")
    assert said == "Belum ada orang lain yang menilai."


@pytest.mark.parametrize(
    "reason", [each for each in AdjustmentReason if each is not AdjustmentReason.ADJUSTABLE]
)
def test_every_reason_for_no_adjusted_figure_has_its_own_words(reason: AdjustmentReason) -> None:
    said = narrative.adjusted_sentence(
        AdjustedFigure(score=None, standard_error=None, reason=reason), 5, CUTOFFS
    )
    assert said.startswith("Angka disesuaikan tidak ditampilkan: ")
    assert "melindungi" not in said


def test_an_unknown_reason_is_still_explained() -> None:
    said = narrative.adjusted_sentence(
        AdjustedFigure(score=None, standard_error=None, reason="new"), 5, CUTOFFS
    )
    assert said == "Angka disesuaikan tidak ditampilkan: untuk melindungi jawaban penilai."


def test_the_adjusted_figure_comes_with_a_range_inside_the_scale() -> None:
    said = narrative.adjusted_sentence(
        AdjustedFigure(score=4.9, standard_error=0.2, reason=None), 5, CUTOFFS
    )
    assert "diperkirakan 4,90" in said
    assert said.endswith("antara 4,51 dan 5,00.")


def test_the_summary_names_the_groups_where_some_are_missing() -> None:
    said = " ".join(narrative.summary_sentences(withheld_officer(), "id"))
    assert "berasal hanya dari kelompok: Atasan." in said
    assert "berasal hanya" not in " ".join(narrative.summary_sentences(RICH, "id"))


def test_findings_name_the_farthest_value() -> None:
    extreme = extreme_officer()
    farthest = max(extreme.figures.values, key=lambda value: value.gap or 0)
    name = next(v.name.id for v in extreme.instrument.values if v.code == farthest.code)
    assert narrative.self_finding(extreme, "id").startswith(
        "Penilaian diri lebih tinggi pada 7 nilai"
    )
    assert f"paling jauh pada {name}" in narrative.self_finding(extreme, "id")


def test_groups_are_compared_only_where_two_are_shown() -> None:
    said = narrative.groups_finding(withheld_officer(), "id")
    assert said == "Belum ada dua kelompok penilai lain yang angkanya dapat dibandingkan."
    assert "Pandangan kelompok paling berbeda pada" in narrative.groups_finding(RICH, "id")
