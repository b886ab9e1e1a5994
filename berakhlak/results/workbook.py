"""A report on the agency or a unit as a workbook: the parts of the page, and nothing beside them.

It is written from the finished report, whose words the page prints. So no figure can stand here
that is withheld there, and none is finer than it is printed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import xlsxwriter
from babel.numbers import NumberFormatError, get_decimal_symbol, parse_decimal
from flask_babel import force_locale
from flask_babel import gettext as _

from berakhlak.colours import token_colour
from berakhlak.documents.parts import CaptionedTable, TableEntry
from berakhlak.results.report import ResultsReport, UnitHeatMap
from berakhlak.spreadsheets import new_workbook

FIRST_WIDTH, WIDTH = 38, 16
HEAT = ("far-below", "below", "near", "above", "far-above")
_NUMBER = re.compile(r"[+−]?[\d.,]+%?")


def results_workbook(report: ResultsReport) -> bytes:
    """The workbook of a report, in its language."""
    output = io.BytesIO()
    with new_workbook(output) as book, force_locale(report.language):
        sheets = _Sheets(book, report.language)
        _write_summary(sheets, report)
        if not report.withheld:
            _write_figures(sheets, report)
        _write_offices(sheets, report)
    return output.getvalue()


class _Sheets:
    """Writes sheets downwards; knows the looks, and numbers of one language."""

    def __init__(self, book: xlsxwriter.Workbook, language: str) -> None:
        self._book, self._language = book, language
        self._sheet: Any = None
        self._row = 0
        self._looks: dict[tuple[str, str], object] = {}
        self._bold = book.add_format({"bold": True, "font_size": 13})
        self._head = book.add_format(
            {
                "bold": True,
                "bg_color": token_colour("primary-tint"),
                "bottom": 1,
                "text_wrap": True,
                "valign": "top",
            }
        )

    def begin(self, name: str, width: float = WIDTH) -> None:
        self._sheet, self._row = self._book.add_worksheet(name[:31]), 0
        self._sheet.set_column(0, 0, FIRST_WIDTH)
        self._sheet.set_column(1, 30, width)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)

    def title(self, words: str) -> None:
        self._sheet.write_string(self._row, 0, words, self._bold)
        self._row += 1

    def sentences(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._sheet.write_string(self._row, 0, line)
            self._row += 1
        self._row += 1

    def heads(self, columns: Sequence[str]) -> None:
        for place, words in enumerate(columns):
            self._sheet.write_string(self._row, place, words, self._head)
        self._row += 1

    def row(self, header: str, entries: Iterable[tuple[str, str]]) -> None:
        """`entries`: (text as the page prints it, kind)."""
        self._sheet.write_string(self._row, 0, header)
        for place, (words, kind) in enumerate(entries, start=1):
            number, layout = _number(words, self._language)
            look = self._look(layout, kind)
            if number is None:
                self._sheet.write_string(self._row, place, words, look)
            else:
                self._sheet.write_number(self._row, place, number, look)
        self._row += 1

    def gap(self) -> None:
        self._row += 1

    def _look(self, layout: str, kind: str) -> object:
        known = self._looks.get((layout, kind))
        if known is None:
            look: dict[str, object] = {"num_format": layout} if layout else {}
            if kind in HEAT:
                look["bg_color"] = token_colour(f"heat-{kind}")
            known = self._looks[layout, kind] = self._book.add_format(look)
        return known


@lru_cache(maxsize=8192)
def _number(words: str, language: str) -> tuple[float | None, str]:
    """A printed number as a number, with the layout that prints it so again."""
    if not _NUMBER.fullmatch(words):
        return None, ""
    bare = words.replace("−", "-").lstrip("+").removesuffix("%")
    try:
        value = float(parse_decimal(bare, locale=language, strict=True))
    except NumberFormatError:
        return None, ""
    decimals = len(bare.partition(get_decimal_symbol(language))[2])
    layout = "#,##0" + ("." + "0" * decimals if decimals else "")
    if words.endswith("%"):
        return round(value / 100, decimals + 2), layout + "%"
    if words[0] in "+−":
        return value, f"+{layout};−{layout};{layout}"
    return value, layout


def _write_summary(sheets: _Sheets, report: ResultsReport) -> None:
    sheets.begin(_("Ringkasan"))
    sheets.title(f"{report.title}: {report.heading}")
    sheets.row(_("Instansi"), [(report.agency, "")])
    sheets.row(_("Siklus"), [(report.cycle, "")])
    for fact in report.identity:
        sheets.row(fact.label, [(fact.text, "")])
    if not report.withheld:
        sheets.row(_("Kode keaslian hasil"), [(report.fingerprint, "")])
    sheets.gap()
    sheets.sentences([report.standing])
    if not report.withheld:
        for stat in report.overview:
            sheets.row(stat.label, [(stat.figure, ""), (stat.note, "")])
        sheets.gap()
    sheets.sentences(report.summary)
    if report.changes and not report.withheld:
        sheets.title(_("Perubahan sejak siklus lalu"))
        sheets.sentences(report.changes)
    if report.reliability:
        sheets.title(_("Keandalan angka"))
        sheets.sentences(report.reliability.sentences)
    if not report.withheld:
        sheets.title(_("Catatan metode"))
        sheets.sentences(f"{fact.label}. {fact.text}" for fact in report.method)


def _write_figures(sheets: _Sheets, report: ResultsReport) -> None:
    sheets.begin(report.words["Dimensions"])
    sheets.sentences([report.values_chart.finding])
    _write_table(sheets, report.values)
    for listing in report.outstanding_lists:
        sheets.title(listing.title)
        sheets.sentences([listing.explanation, *([] if listing.items else [listing.empty])])
        for item in listing.items:
            sheets.row(item.label, [(item.text, "")])
        sheets.gap()
    if report.heat:
        sheets.begin(_("Unit kerja"))
        _write_heat_map(sheets, report.heat)
    if report.outstanding and report.outstanding.table:
        sheets.begin(_("Kekuatan dan kebutuhan"), width=60)
        _write_table(sheets, report.outstanding.table)
    sheets.begin(_("Sebaran"))
    sheets.sentences([report.spread.finding])
    if report.spread.table:
        _write_table(sheets, report.spread.table)
    sheets.begin(_("Cara menjawab"))
    sheets.sentences(report.quality.sentences)
    if report.quality.table:
        _write_table(sheets, report.quality.table)
    if report.counters and report.counters.table:
        sheets.begin(_("Loket pelayanan"), width=60)
        sheets.sentences(report.counters.sentences)
        _write_table(sheets, report.counters.table)


def _write_offices(sheets: _Sheets, report: ResultsReport) -> None:
    """Units with all below them: the agency's offices, or what is below this one."""
    below = report.subtree
    offices = below.offices if below else report.offices
    if below is None and offices is None:
        return
    sheets.begin(_("Bersama unit di bawahnya"))
    if below is not None:
        sheets.sentences([*below.sentences, *([below.change] if below.change else [])])
        if below.table:
            _write_table(sheets, below.table)
    if offices is not None:
        sheets.sentences([offices.sentence])
        sheets.heads(offices.columns)
        for row in offices.rows:
            sheets.row(row.name, [(words, "") for words in (row.rated, row.counted, row.overall)])


def _write_table(sheets: _Sheets, table: CaptionedTable) -> None:
    sheets.title(table.caption)
    sheets.heads(table.columns)
    for section in table.sections:
        for row in (*([section.header] if section.header else []), *section.rows):
            sheets.row(row.header, [_words(entry) for entry in row.entries])
    sheets.gap()


def _words(entry: TableEntry) -> tuple[str, str]:
    return " ".join(filter(None, (entry.text, entry.note, entry.below))), ""


def _write_heat_map(sheets: _Sheets, heat: UnitHeatMap) -> None:
    """Each value in two columns: the mean, and its difference where the page prints one."""
    sheets.sentences([heat.finding])
    sheets.title(heat.caption)
    for kind, meaning in heat.keys:
        sheets.row(heat.keys_title, [(meaning, kind)])
    sheets.gap()
    unit, officers, *values = heat.columns
    beside = _("selisih")
    sheets.heads([unit, officers, *(name for each in values for name in (each, beside))])
    for row in heat.rows:
        if row.is_withheld:
            sheets.row(row.header, [(row.entries[0].text, "withheld")])
            continue
        first, *rest = row.entries
        pairs = ((each.text, each.below) for each in rest)
        kinds = [each.kind for each in rest for _twice in range(2)]
        words = [part for pair in pairs for part in pair]
        sheets.row(row.header, [(first.text, first.kind), *zip(words, kinds, strict=True)])
