"""Results of a unit with all below it, on page, paper and in the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.printing import results_html
from berakhlak.results.report import EarlierResults, ResultsSource, UnitSource
from berakhlak.results.workbook import results_workbook
from berakhlak.statistics.frozen_result import SubtreeFigures, UnitFigures
from tests.factories.profiles import rendering_app
from tests.factories.results import (
    CODES,
    results_source,
    shown,
    small_unit,
    unit,
    version_2,
    withheld,
)


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def office(*, left_out: tuple[str, ...] = ("1.02",), made: bool = True) -> ResultsSource:
    """An agency with one top, an office of a head and units below, and a unit alone."""
    below = SubtreeFigures(
        officers=125,
        units=8,
        left_out=left_out,
        values=tuple(shown(code, 3.91, n=121) for code in CODES),
    )
    held = replace(below, values=tuple(withheld(code) for code in CODES))
    units = [
        replace(small_unit(1, "Pemerintah Kabupaten"), code="0"),
        replace(unit(2, "Dinas Kesehatan", 0.1), code="1", parent_id=1),
        replace(unit(3, "Bidang Kesehatan Masyarakat", 0.2), code="1.01", parent_id=2),
        replace(small_unit(4, "UPT Gudang Farmasi"), code="1.02", parent_id=2),
        replace(small_unit(5, "Badan Kecil"), code="2", parent_id=1),
        replace(small_unit(6, "Subbagian"), code="2.01", parent_id=5),
    ]
    if made:
        for place, figures in ((0, below), (1, below), (4, held)):
            units[place] = with_subtree(units[place], figures)
    return results_source(units=tuple(units))


def with_subtree(each: UnitSource, figures: SubtreeFigures) -> UnitSource:
    return replace(each, figures=replace(each.figures, subtree=figures))


def page(source: ResultsSource, name: str) -> str:
    found = next(each for each in source.units if each.name == name)
    return results_html(unit_results(source, found, "id"))


def test_an_office_tells_all_its_officers_and_whom_it_leaves_out() -> None:
    words = page(office(), "Dinas Kesehatan")
    assert "125 pegawai di 8 unit kerja, termasuk unit ini sendiri." in words
    assert "Tidak ikut dihitung" in words
    assert "UPT Gudang Farmasi." in words
    assert "3,91" in words


def test_a_withheld_unit_still_tells_of_all_below_it() -> None:
    words = page(office(), "Pemerintah Kabupaten")
    assert "Bersama semua unit di bawahnya" in words
    assert "Badan Kecil" in words


def test_a_unit_without_any_below_says_nothing_of_it() -> None:
    assert "Bersama semua unit" not in page(office(), "Bidang Kesehatan Masyarakat")


def test_the_agency_lists_what_is_below_its_top_and_withholds_small_ones() -> None:
    report = agency_results(office(), "id")
    assert report.offices is not None
    assert [(row.name, row.rated, row.counted, row.overall) for row in report.offices.rows] == [
        ("Dinas Kesehatan", "125", "121", "3,91"),
        ("Badan Kecil", "125", "", "ditahan"),
    ]
    assert "Unit bersama unit di bawahnya" in results_html(report)


def test_cycles_closed_before_say_so_plainly() -> None:
    source = office(made=False)
    for words in (page(source, "Dinas Kesehatan"), results_html(agency_results(source, "id"))):
        assert "Siklus ini ditutup sebelum ada hasil bersama unit di bawahnya" in words


def test_the_workbook_holds_the_same() -> None:
    source = office()
    for report in (agency_results(source, "id"), unit_results(source, source.units[1], "id")):
        book = openpyxl.load_workbook(BytesIO(results_workbook(report)))
        cells = [cell.value for row in book["Bersama unit di bawahnya"].rows for cell in row]
        assert 121 in cells
        assert 3.91 in cells


def changed_by(rise: float, units: int) -> ResultsSource:
    """An office whose units stood at 3.70 in the cycle before, and `rise` above it now."""
    below = [
        replace(unit(n, f"Puskesmas {n}", rise + n / 1000), unit_id=n, code=f"1.{n}", parent_id=99)
        for n in range(1, units + 1)
    ]
    figures = SubtreeFigures(
        officers=50, units=units + 1, left_out=(), values=tuple(shown(c, 3.9) for c in CODES)
    )
    top = with_subtree(replace(unit(99, "Dinas Kesehatan"), unit_id=99, code="1"), figures)
    source = version_2(units=(top, *below))
    before: dict[int, UnitFigures] = {n: unit(n, "x").figures for n in range(1, units + 1)}
    return replace(
        source,
        earlier=EarlierResults(
            cycle="Semester I 2026",
            instrument=source.instrument,
            policy=source.policy,
            rules_version=source.rules_version,
            units=before,
        ),
    )


@pytest.mark.parametrize(
    ("rise", "units", "said"),
    [
        (0.3, 6, "rata-rata 6 unit naik 0,30"),
        (-0.3, 6, "rata-rata 6 unit turun 0,30"),
        (0.0, 6, "belum dapat dikatakan apakah unit ini berubah"),
        (0.3, 4, "kurang dari lima unit di dalamnya"),
    ],
)
def test_the_change_of_an_office_is_decided_as_that_of_the_agency(
    rise: float, units: int, said: str
) -> None:
    assert said in page(changed_by(rise, units), "Dinas Kesehatan")
