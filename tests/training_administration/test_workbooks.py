"""Files of needs: rows that are put into a finished workbook look as if each had been written."""

from __future__ import annotations

import io

import openpyxl
import pytest

from berakhlak.training.needs import BudgetLine, BudgetView, NeedLine
from berakhlak.training_administration import workbooks

NEEDS = [
    NeedLine("Bidang <Data> & Arsip", "BP", 8, "Pelayanan _x000D_ Prima", "BPSDM", 1_500_000),
    NeedLine("Loket", "KB2", 1, None, None, 0),
    NeedLine("Unit \u00e9", "KB2", 12, "=1+1", "BPSDM", 250_000),
]
LINES = [BudgetLine("Loket", 8, 12_000_000), BudgetLine("", 1, 0), BudgetLine("Arsip", 2, 7)]


def cells_of(book):
    """Sheet -> what each cell says, how, and where the table ends."""
    return {
        sheet.title: [
            (cell.coordinate, cell.value or "", cell.number_format, cell.alignment.wrap_text)
            for row in sheet.rows
            for cell in row
        ]
        for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets
    }


@pytest.mark.parametrize("ceiling", [None, 10_000_000])
def test_many_rows_look_as_few_do(app, monkeypatch, ceiling):
    budget = BudgetView(LINES[:1], 11, 12_000_007, ceiling)
    made = []
    with app.test_request_context():
        for few in (0, 1_000):
            monkeypatch.setattr(workbooks, "FEW", few)
            made.append(workbooks.needs_workbook(2026, NEEDS, budget, LINES, {}, "id"))
    quick, plain = map(cells_of, made)
    assert quick == plain
    assert any("Pelayanan _x000D_ Prima" in cell for cell in plain["AKPK 2026"])
