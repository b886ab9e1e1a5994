"""Reports on cycles of rules version 2 name a unit by its verdict and tell the reliability of what
is printed; those of version 1 keep their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.outstanding import outstanding_table
from berakhlak.results.printing import results_html
from berakhlak.results.report import ResultsReport, ResultsSource, UnitHeatMap
from berakhlak.statistics.group_answering import AnsweringQuality, OverallDistribution
from berakhlak.statistics.statements import EqualWeightIndex, ValueEnds
from tests.factories.profiles import rendering_app
from tests.factories.results import (
    EDGES,
    JUDGED,
    UNITS,
    judged,
    results_source,
    small_unit,
    unit,
    version_2,
)


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def heat_of(source: ResultsSource) -> UnitHeatMap:
    heat = agency_results(source, "id").heat
    assert heat is not None
    return heat


@given(
    verdict=st.sampled_from(["higher", "lower", "undecided"]),
    difference=st.integers(-99, 99).map(lambda hundredths: hundredths / 100),
    offset=st.integers(-99, 99).map(lambda hundredths: hundredths / 100),
)
def test_only_the_verdict_names_or_colours_a_unit(
    verdict: str, difference: float, offset: float
) -> None:
    if verdict != "undecided":
        difference = abs(difference) + 0.01 if verdict == "higher" else -abs(difference) - 0.01
    source = version_2(units=(judged(unit(1, "Bagian Umum", offset), verdict, difference),))
    report = agency_results(source, "id")
    kinds = {entry.kind for entry in heat_of(source).rows[1].entries[1:]}
    assert kinds == {{"higher": "above", "lower": "below", "undecided": "shown"}[verdict]}
    assert report.heat is not None
    assert ("Bagian Umum" in report.heat.finding) == (verdict != "undecided")


def test_the_colours_of_verdicts_are_explained_and_no_others() -> None:
    heat = heat_of(version_2())
    used = {entry.kind for row in heat.rows[1:] for entry in row.entries[1:]}
    assert used - {"withheld"} <= {kind for kind, _ in heat.keys}
    assert [kind for kind, _ in heat.keys] == ["below", "above", "shown"]
    assert "selain atasan" in heat.caption


def test_an_undecided_unit_is_never_said_to_be_like_the_agency() -> None:
    for each in JUDGED:
        page = results_html(unit_results(version_2(), each, "id"))
        assert "setara" not in page
    said = " ".join(unit_results(version_2(), JUDGED[0], "id").summary)
    assert "belum dapat dibedakan" in said


def test_a_named_unit_is_told_with_the_difference_that_was_decided_on() -> None:
    report = unit_results(version_2(), JUDGED[1], "id")
    assert "0,28 lebih tinggi dari instansi" in " ".join(report.summary)
    assert [stat.figure for stat in report.overview][2] == "+0,28"
    assert len(report.outstanding_lists[0].items) == 7


def test_a_unit_without_a_verdict_has_no_difference() -> None:
    report = unit_results(version_2(), UNITS[1], "id")
    assert [stat.figure for stat in report.overview][2] == "–"
    assert report.outstanding_lists[0].items == ()


@given(st.integers(0, 100))
def test_never_dependable_below_the_line(hundredths: int) -> None:
    said = reliability(agency_results(version_2(coefficient=hundredths / 100), "id"))
    assert ("cukup andal" in said) == (hundredths >= 70)
    if hundredths == 0:
        assert "tidak dapat dipakai untuk membedakan pegawai" in said
    else:
        assert f"sekitar {hundredths}%" in said


def test_reliability_is_that_of_the_printed_figure_with_its_margin() -> None:
    said = reliability(agency_results(version_2(), "id"))
    assert "Angka keseluruhan yang dicetak: sekitar 46%" in said
    assert "±0,39" in said
    assert "82%" not in said


def test_too_few_officers_have_no_reliability() -> None:
    source = version_2()
    bare = replace(source, whole=replace(source.whole, dependability=None))
    assert "belum dapat dihitung" in reliability(agency_results(bare, "id"))


def test_the_index_of_citizens_comes_with_its_interval_and_is_called_no_sample() -> None:
    source = version_2()
    told = EqualWeightIndex(mean=4.11, low=3.92, high=4.29, n=24)
    known = replace(source, whole=replace(source.whole, citizen_index=told))
    said = " ".join(agency_results(known, "id").quality.sentences)
    assert "24 pegawai yang dinilai mereka 4,11 (rentang 3,92–4,29" in said
    assert "bukan sampel" in said
    assert "tidak dijumlahkan dengan SKM" in said
    assert "bukan sampel" not in " ".join(agency_results(source, "id").quality.sentences)


@pytest.mark.parametrize("level", [None, 3, 4])
def test_a_word_of_the_scale_stands_by_the_index_only_where_it_was_frozen(
    level: int | None,
) -> None:
    source = version_2()
    told = EqualWeightIndex(mean=4.11, low=3.92, high=4.29, n=24, level=level)
    known = replace(source, whole=replace(source.whole, citizen_index=told))
    said = " ".join(agency_results(known, "id").quality.sentences)
    words = [step.label.id for step in source.instrument.steps]
    assert [word for word in words if f"paling dekat dengan “{word}”" in said] == (
        [words[level - 1]] if level else []
    )


@given(st.floats(0, 1), st.sampled_from([None, True, False]))
def test_uniform_sheets_are_told_by_what_was_frozen(share: float, frozen: bool | None) -> None:
    quality = AnsweringQuality(
        cannot_rate=0.1, straightlined=share, extreme=0.2, often_uniform=frozen
    )
    told = replace(version_2().whole, quality={"peer": quality})
    said = " ".join(agency_results(replace(version_2(), whole=told), "id").quality.sentences)
    expected = share > 0.10 if frozen is None else frozen
    assert ("formulir berisi satu jawaban saja pada: Rekan" in said) == expected


@pytest.mark.parametrize("source", [results_source(), version_2()], ids=["1", "2"])
def test_how_alike_the_behaviours_of_a_value_are_answered_is_not_told(
    source: ResultsSource,
) -> None:
    page = results_html(agency_results(source, "id")).lower()
    assert not {"alfa", "omega", "rwg"} & set(page.replace("<", " ").replace(">", " ").split())


def test_reports_of_version_1_keep_their_words() -> None:
    report = agency_results(results_source(), "id")
    assert "Rata-rata penilai (sekitar 6,5 orang per pegawai)" in reliability(report)
    assert "setara" in " ".join(unit_results(results_source(), UNITS[0], "id").summary)
    assert [kind for kind, _ in heat_of(results_source()).keys][0] == "far-below"


def reliability(report: ResultsReport) -> str:
    assert report.reliability is not None
    return " ".join(report.reliability.sentences)


@given(
    means=st.lists(st.integers(100, 500).map(lambda h: h / 100), min_size=7, max_size=7),
    told=st.sampled_from([None, ("AK", "KB"), ("LY", "HM")]),
)
def test_values_are_ordered_by_the_frozen_verdict_alone_and_never_called_alike(
    means: list[float], told: tuple[str, str] | None
) -> None:
    source = version_2()
    ends = told and ValueEnds(highest=told[0], lowest=told[1])
    of_value = dict(zip(source.whole.value_means, means, strict=True))
    known = replace(source, whole=replace(source.whole, value_means=of_value, value_ends=ends))
    said = " ".join(agency_results(known, "id").summary)
    assert "hampir sama" not in said
    assert ("belum dapat dikatakan" in said) == (told is None)
    assert ("Tertinggi" in said) == (told is not None)


def test_a_report_of_version_1_keeps_its_words_on_values() -> None:
    assert "Ketujuh nilai hampir sama" in " ".join(agency_results(results_source(), "id").summary)


@pytest.mark.parametrize("plain", [0, 1, 2, 9])
@pytest.mark.parametrize("held", [0, 1, 3])
@pytest.mark.parametrize("named", [0, 1, 2])
def test_units_of_which_the_same_is_said_share_a_row(named: int, held: int, plain: int) -> None:
    units = (
        *(judged(unit(n, f"Beda {n}"), "higher", 0.4) for n in range(named)),
        *(judged(unit(10 + n, f"Biasa {n}"), "undecided", 0.0) for n in range(plain)),
        *(small_unit(20 + n, f"Kecil {n}") for n in range(held)),
    )
    rows = outstanding_table(version_2(units=units), "id").sections[0].rows
    assert [row.header for row in rows[:named]] == [f"Beda {n}" for n in range(named)]
    assert len(rows) == named + (plain > 0) + (held > 0)
    if plain > 1:
        assert rows[named].header == f"{plain} unit kerja" + (" lainnya" if named else "")
    if held == 1:
        assert rows[-1].header == "Kecil 0"
    for row in rows[named:]:  # Of these nothing is named.
        assert {each.kind for each in row.entries} < {"none", "withheld"}


def test_no_names_in_the_funnel_lie_on_each_other_and_every_mark_is_drawn() -> None:
    differences = [0.5, 0.49, 0.3, 0.0, -0.3, -0.49, -0.5]
    verdicts = ["higher"] * 3 + ["undecided"] + ["lower"] * 3
    units = tuple(
        judged(unit(number, f"Seksi {number}"), verdict, difference)
        for number, (verdict, difference) in enumerate(zip(verdicts, differences, strict=True))
    )
    report = agency_results(version_2(units=units * 2), "id")

    assert report.funnel is not None
    assert len(report.funnel.marks) == len(units)  # One where two units lie.
    named = {mark.label for mark in report.funnel.marks} - {""}
    # The names of those that lie a hundredth farther in would lie on these.
    assert named == {"Seksi 0", "Seksi 2", "Seksi 4", "Seksi 6"}
    page = results_html(report)
    drawn = page[page.index('class="chart chart--funnel"') :]
    drawn = drawn[: drawn.index("</svg>")]
    assert drawn.count("<circle") == 2  # The other is in the legend.
    assert 'stroke=""' not in drawn
    assert 'fill=""' not in drawn


def test_a_unit_wholly_withheld_says_so_once_in_the_heat_map() -> None:
    units = (judged(unit(1, "Biasa"), "undecided", 0.0), small_unit())
    report = agency_results(version_2(units=units), "id")
    page = results_html(report)
    row = page[page.index("Kepala Dinas") :]
    assert row[: row.index("</tr>")].count("ditahan") == 1
    assert 'colspan="9"' in row[: row.index("</tr>")]


def test_the_difference_without_the_boss_is_never_taken_for_that_of_the_two_means() -> None:
    for source, named in ((version_2(), "Selisih tanpa atasan"), (results_source(), "Selisih")):
        report = unit_results(source, source.units[1], "id")
        assert named in report.values.columns
        assert named in [figure.label for figure in report.overview]
    guarded = unit_results(version_2(), JUDGED[1], "id").values_chart
    assert guarded.words_head == "Unit ini"
    assert {band.words[0][1] for band in guarded.bands} == {"4,01"}
    assert heat_of(version_2()).keys_title == "Selisih dari instansi, tanpa atasan:"


@given(st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_most_officers_are_said_to_be_somewhere_only_where_no_other_place_has_as_many(
    officers: list[int],
) -> None:
    source = version_2()
    spread = OverallDistribution(edges=EDGES, officers=tuple(officers))
    told = replace(source, whole=replace(source.whole, spread=spread))
    said = agency_results(told, "id").spread.finding
    alone = officers.count(max(officers)) == 1
    assert ("Paling banyak pegawai" in said) == (alone and sum(officers) > 0)
    assert ("Angka pegawai berada di antara" in said) == (not alone and sum(officers) > 0)


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_a_group_is_said_to_be_first_or_last_only_where_it_is_so_alone(shares: list[int]) -> None:
    source, groups = version_2(), ("supervisor", "peer", "subordinate", "citizen")
    quality = {
        group: AnsweringQuality(cannot_rate=share / 100, straightlined=0.0, extreme=0.0)
        for group, share in zip(groups, shares, strict=True)
    }
    told = replace(source, whole=replace(source.whole, quality=quality))
    said = " ".join(agency_results(told, "id").quality.sentences)
    assert ("Paling sering tidak dapat menilai" in said) == (shares.count(max(shares)) == 1)
