"""What citizens said about counters, on page, paper and in the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from berakhlak.results.builder import agency_results
from berakhlak.results.printing import results_html
from berakhlak.results.workbook import results_workbook
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, CounterFigures
from tests.factories.profiles import rendering_app
from tests.factories.results import version_2

SHOWN = CellFigures(status=CellStatus.SHOWN, n=12, mean=3.25)
WITHHELD = CellFigures(status=CellStatus.SUPPRESSED)
COUNTERS = (
    CounterFigures(
        name="Loket 2", officers=3, cells={"BP2": SHOWN, "AK1": WITHHELD}, voices_apart=10
    ),
    CounterFigures(name="Loket 1", officers=1, cells={"BP2": WITHHELD}, voices_apart=0),
)


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def test_counters_stand_by_name_with_what_is_shown_of_each() -> None:
    source = version_2()
    source = replace(source, whole=replace(source.whole, counters=COUNTERS))
    report = agency_results(source, "id")

    assert report.counters is not None
    assert report.counters.table is not None
    one, two = report.counters.table.sections
    assert [one.header and one.header.header, two.header and two.header.header] == [
        "Loket 1",
        "Loket 2",
    ]
    assert [row.entries[0].text for row in one.rows] == ["ditahan"]
    assert [(row.entries[0].text, row.entries[1].text) for row in two.rows] == [
        ("3,25", "12"),
        ("ditahan", "–"),
        ("–", "10 atau lebih"),
    ]
    printed = results_html(report)
    assert "Penilaian pengguna layanan atas loket" in printed
    book = openpyxl.load_workbook(BytesIO(results_workbook(report)))
    cells = [cell.value for row in book["Loket pelayanan"].iter_rows() for cell in row]
    assert "Loket 2" in cells
    assert "Loket 2" in str(agency_results(source, "en").counters)


def test_where_nobody_spoke_of_a_counter_there_is_no_section() -> None:
    report = agency_results(version_2(), "id")

    assert report.counters is None
    assert "atas loket" not in results_html(report)
