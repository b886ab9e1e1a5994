"""Workbooks of the catalogue and of needs; every text stays a text, amounts are numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from berakhlak.people.models import PositionLevel
from berakhlak.spreadsheets import TextRows, new_workbook
from berakhlak.training.catalogue_cells import (
    COLUMNS,
    KIND_SPELLINGS,
    LEVEL_SPELLINGS,
    MODE_SPELLINGS,
)
from berakhlak.training.needs import BudgetLine, BudgetView, NeedLine
from berakhlak.training.subjects import Subjects, subject_words

WIDTHS = (34, 18, 44, 14, 8, 16, 20, 22, 50)
AMOUNTS = {"jp", "biaya"}
EXAMPLE = (
    "Pusat Pelatihan Contoh", "lembaga diklat", "Pelayanan Prima", "klasikal", "20", "1500000",
    "BP, KB2", "pengawas, pelaksana", "",
)  # fmt: skip
FEW, WRITTEN = 100, 2
"""Of more rows, the titles alone are written one by one, and the row that the others look like."""
Cell = str | int
Row = Sequence[Cell]


def catalogue_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Programmes with the columns of the import."""
    return _workbook([("Katalog", [COLUMNS, *map(_with_amounts, rows)], WIDTHS)])


def template_workbook(subjects: Subjects) -> bytes:
    """One line to show how, and a second worksheet with all that may be written."""
    allowed: list[Row] = [(_("Kolom"), _("Isi"), _("Arti"))]
    for column, spellings in (("jenis_lembaga", KIND_SPELLINGS), ("bentuk", MODE_SPELLINGS)):
        allowed += [(column, words[0], "") for words in spellings.values()]
    allowed += [("jenis_jabatan", LEVEL_SPELLINGS[each][0], "") for each in PositionLevel]
    allowed += [("melayani", each.code, each.text.in_language("id")) for each in subjects.values()]
    example = [COLUMNS, _with_amounts(EXAMPLE)]
    return _workbook([("Katalog", example, WIDTHS), ("Petunjuk", allowed, (18, 18, 90))])


def needs_workbook(
    year: int,
    needs: Sequence[NeedLine],
    budget: BudgetView,
    by_unit: Sequence[BudgetLine],
    subjects: Subjects,
    language: str,
) -> bytes:
    """Needs of units line by line, and the budget by unit and programme."""
    lines = list(_need_rows(needs, subjects, language))
    budgeted = list(_budget_rows(budget, by_unit))
    return _workbook(
        [
            (f"AKPK {year}", lines, (34, 34, 14, 44, 34, 18, 18)),
            (_("Anggaran"), budgeted, (44, 14, 20)),
        ]
    )


def _need_rows(needs: Sequence[NeedLine], subjects: Subjects, language: str) -> Iterator[Row]:
    yield (
        _("Unit kerja"), _("Yang dibutuhkan"), _("Jumlah tempat"), _("Program"),
        _("Lembaga"), _("Biaya setiap peserta"), _("Jumlah biaya"),
    )  # fmt: skip
    for need in needs:
        yield (
            need.unit, subject_words(subjects, need.subject, language), need.places,
            need.programme or "", need.provider or "", need.price, need.places * need.price,
        )  # fmt: skip


def _budget_rows(budget: BudgetView, by_unit: Sequence[BudgetLine]) -> Iterator[Row]:
    for heading, rows in ((_("Unit kerja"), by_unit), (_("Program"), budget.by_programme)):
        yield heading, _("Jumlah tempat"), _("Jumlah biaya")
        yield from ((_named(line), line.places, line.cost) for line in rows)
    yield _("Seluruhnya"), budget.places, budget.cost
    if budget.ceiling is not None and budget.left is not None:
        yield _("Pagu"), "", budget.ceiling
        yield _("Sisa"), "", budget.left


def _named(line: BudgetLine) -> str:
    return line.name or str(_("Belum ada program"))


def _with_amounts(cells: Sequence[str]) -> Row:
    return [
        int(cell) if column in AMOUNTS else cell
        for column, cell in zip(COLUMNS, cells, strict=True)
    ]


def _workbook(sheets: Sequence[tuple[str, Sequence[Row], Sequence[int]]]) -> bytes:
    """(name, rows with the titles first, widths of columns) of each worksheet."""
    output = io.BytesIO()
    with new_workbook(output) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        amount = book.add_format({"num_format": "#,##0", "valign": "top"})
        for name, rows, widths in sheets:
            sheet = book.add_worksheet(str(name)[:31])
            sheet.freeze_panes(1, 0)
            for place, width in enumerate(widths):
                sheet.set_column(place, place, width)
            for number, row in enumerate(rows[: _written(rows)]):
                for place, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(number, place, cell, amount)
                    else:
                        sheet.write_string(number, place, str(cell), text if number else head)
    made = output.getvalue()
    for place, (_name, rows, _widths) in enumerate(sheets, start=1):
        if more := rows[_written(rows) :]:
            made = TextRows(place, alike=True).put(made, more, first=WRITTEN + 1)
    return made


def _written(rows: Sequence[Row]) -> int:
    return WRITTEN if len(rows) > FEW else len(rows)
