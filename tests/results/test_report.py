"""Reports on the agency and its units: complete, in plain words, and silent on what is withheld."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.documents.layout import SCREEN
from berakhlak.documents.parts import HOLLOW_DOT
from berakhlak.documents.pdf import render_pdf
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.printing import results_html
from berakhlak.results.report import ResultsReport, ResultsSource, UnitSource
from berakhlak.statistics.frozen_result import CellStatus, UnitFigures, UnitValue
from berakhlak.statistics.group_answering import CycleReliability
from tests.factories.profiles import rendering_app
from tests.factories.results import CODES, UNITS, results_source, shown, small_unit, unit, withheld
from tests.support.pdf import elements, opened, tags, text_of

cells = st.builds(
    lambda status, mean, sd, n: (status, mean / 100, sd / 100, n),
    st.sampled_from(list(CellStatus)),
    st.integers(100, 500),
    st.integers(0, 200),
    st.integers(1, 40),
)


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def html(report: ResultsReport) -> str:
    return results_html(report)


def everything(source: ResultsSource) -> str:
    """The agency's and every unit's report."""
    reports = [agency_results(source, "id")]
    reports += [unit_results(source, each, "id") for each in source.units]
    return "".join(map(html, reports))


@settings(max_examples=25)
@given(st.lists(st.tuples(*[cells] * len(CODES)), min_size=1, max_size=3))
def test_no_withheld_number_can_reach_a_page(rows: list[tuple[tuple[object, ...], ...]]) -> None:
    """Pages are the same whether withheld cells carry numbers or, as frozen ones do, none."""

    def source(*, leaky: bool) -> ResultsSource:
        units = []
        for place, row in enumerate(rows):
            values = []
            for code, (status, mean, sd, n) in zip(CODES, row, strict=True):
                full = UnitValue(code=code, status=status, n_officers=n, mean=mean, sd=sd)  # type: ignore[arg-type]
                bare = UnitValue(code=code, status=status)  # type: ignore[arg-type]
                values.append(full if leaky or status is CellStatus.SHOWN else bare)
            figures = UnitFigures(values=tuple(values))
            units.append(UnitSource(id=place, name=f"Unit {place}", figures=figures))
        return results_source(units=tuple(units))

    assert everything(source(leaky=True)) == everything(source(leaky=False))


def test_the_heat_map_holds_every_unit_and_value_beside_the_agency() -> None:
    heat = agency_results(results_source(), "id").heat
    assert heat is not None
    assert [row.header for row in heat.rows] == ["Seluruh instansi", *(each.name for each in UNITS)]
    assert {len(row.entries) for row in heat.rows} == {2 + 7}
    assert [row.entries[0].text for row in heat.rows] == ["48", "16", "16", "16", "ditahan"]
    assert {(e.text, e.below, e.kind) for e in heat.rows[2].entries[1:]} == {
        ("4,01", "+0,31", "far-above")
    }
    assert {(e.text, e.below, e.kind) for e in heat.rows[4].entries} == {
        ("ditahan", "", "withheld")
    }
    assert "kurang dari 5 pegawai" in heat.caption


def test_a_value_withheld_alone_leaves_the_others() -> None:
    values = tuple(withheld(c) if c == "LY" else shown(c, 3.7) for c in CODES)
    odd = UnitSource(id=1, name="Unit", figures=UnitFigures(values=values))
    heat = agency_results(results_source(units=(odd,)), "id").heat
    assert heat is not None
    kinds = [entry.kind for entry in heat.rows[1].entries]
    assert kinds.count("withheld") == 1
    assert kinds.count("near") == 7


def test_without_anything_withheld_no_reason_is_given() -> None:
    heat = agency_results(results_source(units=(unit(1, "Sekretariat"),)), "id").heat
    assert heat is not None
    assert "ditahan" not in heat.caption
    assert heat.finding == "Tidak ada unit yang berbeda jelas dari rata-rata instansi."


def test_strengths_and_needs_are_named_with_their_rule() -> None:
    report = agency_results(results_source(), "id")
    assert report.outstanding is not None
    table = report.outstanding.table
    assert table is not None
    rows = {row.header: [entry.text for entry in row.entries] for row in table.sections[0].rows}
    assert rows["Sekretariat"] == ["tidak ada yang menonjol"] * 2
    assert "Loyal (+0,31)" in rows["Bidang Pelayanan Pendaftaran Penduduk"][0]
    assert "Loyal (−0,25)" in rows["UPT Pelayanan Kecamatan Utara"][1]
    assert rows["Kepala Dinas"] == ["ditahan", "ditahan"]
    assert "0,20" in table.caption
    assert "kebiasaan, bukan ketentuan" in table.caption


def test_a_unit_is_told_beside_the_agency() -> None:
    report = unit_results(results_source(), UNITS[2], "id")
    assert [stat.figure for stat in report.overview] == ["3,45", "3,70", "−0,25", "16"]
    assert "0,25 lebih rendah dari instansi (3,70)" in " ".join(report.summary)
    assert [len(each.items) for each in report.outstanding_lists] == [0, 7]
    assert report.heat is None


def test_a_withheld_unit_says_why_and_shows_nothing_of_its_own() -> None:
    report = unit_results(results_source(), small_unit(), "id")
    assert [stat.figure for stat in report.overview] == ["–", "3,70", "–", "–"]
    assert "kurang dari 5 pegawai" in report.summary[0]
    assert report.spread.drawing is None
    assert report.spread.table is None
    assert all(dot.look == HOLLOW_DOT for band in report.values_chart.bands for dot in band.dots)
    assert report.quality.sentences == ("Terlalu sedikit formulir untuk menyebut mutu jawaban.",)


def test_the_table_behind_the_histogram_holds_its_counts() -> None:
    spread = agency_results(results_source(), "id").spread
    assert spread.drawing is not None
    assert spread.table is not None
    counts = [entry.text for entry in spread.table.sections[0].rows[0].entries]
    assert [bar.count for bar in spread.drawing.bars] == counts
    assert "21 dari 48" in spread.finding
    assert "12 pegawai mencapai 4,0 atau lebih." in spread.finding


@pytest.mark.parametrize("layout_name", ["page", "screen"])
def test_bars_stand_on_the_base_within_the_drawing(layout_name: str) -> None:
    source = results_source()
    report = (
        agency_results(source, "id")
        if layout_name == "page"
        else agency_results(source, "id", SCREEN)
    )
    drawing = report.spread.drawing
    assert drawing is not None
    for bar in drawing.bars:
        assert bar.y + bar.height == pytest.approx(drawing.base, abs=0.02)
        assert bar.x >= 0
        assert bar.x + bar.width <= drawing.width
        assert bar.y >= drawing.text_size


@pytest.mark.parametrize(
    ("one", "mean", "words"),
    [
        (0.41, 0.82, "sekitar 41%"),
        (0.1, 0.5, "jangan dijadikan dasar keputusan"),
        (-0.02, -0.4, "tidak dapat dipakai untuk membedakan pegawai"),
        (None, None, "belum dapat dihitung"),
    ],
)
def test_reliability_is_told_in_plain_words(
    one: float | None, mean: float | None, words: str
) -> None:
    source = results_source()
    found = CycleReliability(
        one_rater=one, mean_of_raters=mean, raters_per_officer=6.5, alpha={}, omega={}
    )
    report = agency_results(replace(source, whole=replace(source.whole, reliability=found)), "id")
    assert report.reliability is not None
    assert words in " ".join(report.reliability.sentences)


def test_answering_is_told_by_group() -> None:
    report = agency_results(results_source(), "id")
    table = report.quality.table
    assert table is not None
    rows = {row.header: [e.text for e in row.entries] for row in table.sections[0].rows}
    assert rows["Atasan"] == ["49", "45", "92%", "6%", "12%", "20%"]
    assert rows["Masyarakat"][:3] == ["–", "60", "–"]
    said = " ".join(report.quality.sentences)
    # Officers themselves and peers both print 82%.
    assert "Paling sedikit menjawab" not in said
    source = results_source()
    sheets = {**source.whole.n_sheets, "self": 39}
    fewer = replace(source, whole=replace(source.whole, n_sheets=sheets))
    said_of_fewer = " ".join(agency_results(fewer, "id").quality.sentences)
    assert "Diri (80% dari yang diminta)" in said_of_fewer
    assert "Lebih dari 10% formulir berisi satu jawaban saja" in said


def test_a_report_says_whether_it_may_go_round() -> None:
    assert "jangan diedarkan" in agency_results(results_source(published_on=None), "id").standing
    assert "bukan peringkat unit" in agency_results(results_source(), "id").standing


def test_names_are_printed_as_they_were_typed() -> None:
    odd = replace(UNITS[0], name="<b>Sub</b> & {{ 7*7 }}")
    page = html(agency_results(results_source(units=(odd,)), "id"))
    assert "&lt;b&gt;Sub&lt;/b&gt; &amp; {{ 7*7 }}" in page


def test_the_printed_report_is_short_tagged_and_repeatable(tmp_path: Path) -> None:
    source = results_source()
    whole = render_pdf(html(agency_results(source, "id")), identifier=b"x")
    pdf = opened(whole)
    assert 2 <= len(pdf.pages) <= 4
    found = tags(pdf)
    assert (found["/H1"], found["/Figure"]) == (1, 2)
    assert str(pdf.Root.Lang) == "id"
    assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()
    alts = [str(each.Alt) for each in elements(pdf) if each.S == "/Figure"]
    assert all(":" in alt for alt in alts)
    untied = [c for c in elements(pdf) if c.S == "/TD" and not len(c.A.get("/Headers", []))]
    assert untied == []
    text = text_of(whole, tmp_path)
    assert "Hasil Penilaian Perilaku 360" in text
    assert "−0,25" in text
    assert render_pdf(html(agency_results(source, "id")), identifier=b"x") == whole


@pytest.mark.parametrize("each", UNITS, ids=lambda each: each.name)
def test_a_unit_fits_on_two_pages(each: UnitSource) -> None:
    pdf = render_pdf(html(unit_results(results_source(), each, "id")))
    assert len(opened(pdf).pages) <= 2
