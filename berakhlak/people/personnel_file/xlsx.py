"""Reading XLSX by its cells alone: what a workbook says of itself is written wrong by many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import column_index_from_string
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from berakhlak.people.personnel_file import sheets
from berakhlak.people.personnel_file.contents import CellFlaw, PersonnelRow
from berakhlak.people.personnel_file.merges import LAST_LINE, MergedArea, merged_area_named
from berakhlak.people.personnel_file.parts import (
    ArchiveParts,
    Element,
    find_attribute,
    find_child,
    local_name,
)
from berakhlak.people.personnel_file.sheets import WorkbookSheet, WorksheetContent
from berakhlak.people.personnel_file.values import number_text, tidy_row

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d+)")
_LONGEST_FORMAT = 255  # What Excel allows.
_TRUE = frozenset({"1", "true"})


@dataclass(frozen=True)
class _Book:
    """What cells refer to: shared texts, which styles are dates, and where days begin."""

    texts: tuple[str, ...]
    date_styles: frozenset[int]
    counts_from_1904: bool


def read_xlsx(content: bytes) -> list[WorkbookSheet]:
    """The sheets in their order. Raises whatever zip and XML raise, and TooLarge."""
    parts = ArchiveParts(content)
    path = _first(parts.targets(""), "officeDocument") or "/xl/workbook.xml"
    root, targets = parts.root(path), parts.targets(path)
    properties = find_child(root, "workbookPr")
    book = _Book(
        texts=_shared_texts(parts, _first(targets, "sharedStrings")),
        date_styles=_date_styles(parts, _first(targets, "styles")),
        counts_from_1904=properties is not None and properties.get("date1904") in _TRUE,
    )
    listed = find_child(root, "sheets")
    return [_sheet(parts, book, each, targets) for each in (listed if listed is not None else ())]


def _sheet(
    parts: ArchiveParts, book: _Book, entry: Element, targets: dict[str, tuple[str, str]]
) -> WorkbookSheet:
    _kind, path = targets.get(find_attribute(entry, "id"), ("", ""))
    return WorkbookSheet(
        title=entry.get("name", ""),
        is_hidden=entry.get("state", "visible") in {"hidden", "veryHidden"},
        read=partial(_content, parts, book, path),
    )


def _first(targets: dict[str, tuple[str, str]], kind: str) -> str:
    return next((path for found, path in targets.values() if found == kind), "")


def _shared_texts(parts: ArchiveParts, path: str) -> tuple[str, ...]:
    if not parts.has(path):
        return ()
    return tuple(_string(item) for item in parts.elements(path, "si"))


def _string(item: Element) -> str:
    """The text of its runs, without the reading aids of Japanese workbooks."""
    pieces: list[str] = []
    for each in item:
        if local_name(each.tag) == "t":
            pieces.append(each.text or "")
        elif local_name(each.tag) == "r":
            pieces += [run.text or "" for run in each if local_name(run.tag) == "t"]
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(pieces))


def _date_styles(parts: ArchiveParts, path: str) -> frozenset[int]:
    if not parts.has(path):
        return frozenset()
    root = parts.root(path)
    formats = dict(BUILTIN_FORMATS)
    own = find_child(root, "numFmts")
    for each in own if own is not None else ():
        # The library searches a format for patterns, in a time that grows with its square.
        formats[int(each.get("numFmtId", "0"))] = each.get("formatCode", "")[:_LONGEST_FORMAT]
    styles = find_child(root, "cellXfs")
    used = [int(each.get("numFmtId", "0")) for each in (styles if styles is not None else ())]
    return frozenset(n for n, code in enumerate(used) if is_date_format(formats.get(code, "")))


def _content(parts: ArchiveParts, book: _Book, path: str) -> WorksheetContent:
    if not parts.has(path):  # A chart on a sheet of its own, or a part that was lost.
        return WorksheetContent(())
    rows: list[PersonnelRow] = []
    merges: list[MergedArea] = []
    allowance = sheets.Allowance()
    line = 0
    for element in parts.elements(path, "row", "mergeCell"):
        if local_name(element.tag) == "mergeCell":
            allowance.take_merges(1)
            merges.append(merged_area_named(element.get("ref", "")))
            continue
        allowance.check_width(len(element))
        line = int(element.get("r", line + 1))
        if line > LAST_LINE:
            raise sheets.TooLarge
        if row := _row(element, line, book):
            allowance.take_row(row)
            rows.append(row)
    return WorksheetContent(tuple(sorted(rows, key=lambda row: row.line)), tuple(merges))


def _row(element: Element, line: int, book: _Book) -> PersonnelRow | None:
    cells: dict[int, tuple[str, CellFlaw | None]] = {}
    place = -1
    for cell in element:
        if local_name(cell.tag) != "c":
            continue
        place = _place(cell.get("r", ""), place + 1)
        if place >= sheets.MOST_COLUMNS:
            continue  # Stray formats at the far right; whatever is in them belongs to no table.
        cells[place] = _cell(cell, book)
    return tidy_row(line, cells, is_hidden=element.get("hidden") in _TRUE)


def _place(name: str, otherwise: int) -> int:
    found = _PLACE.fullmatch(name)
    return column_index_from_string(found[1].upper()) - 1 if found else otherwise


def _cell(cell: Element, book: _Book) -> tuple[str, CellFlaw | None]:
    kind = cell.get("t", "n")
    text, flaw = _value(cell, kind, book)
    formula = find_child(cell, "f")
    if formula is None or flaw is not None:
        return text, flaw
    if not text and kind != "str":
        # Never calculated: the program that wrote it left that to the one that opens it.
        return f"={formula.text or ''}", CellFlaw.FORMULA
    return text, CellFlaw.COMPUTED if text else None


def _value(cell: Element, kind: str, book: _Book) -> tuple[str, CellFlaw | None]:
    kept = find_child(cell, "v")
    text = (kept.text or "") if kept is not None else ""
    if kind == "inlineStr":
        inline = find_child(cell, "is")
        return (_string(inline) if inline is not None else "").strip(" \u00a0"), None
    if not text:
        return "", None
    if kind == "s":
        return book.texts[int(text)].strip(" \u00a0"), None
    if kind == "n":
        return _number(text, int(cell.get("s", "0")), book)
    flaws = {"e": CellFlaw.ERROR, "d": CellFlaw.DATE}
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).strip(), flaws.get(kind)


def _number(text: str, style: int, book: _Book) -> tuple[str, CellFlaw | None]:
    if style not in book.date_styles:
        return number_text(text)
    epoch = CALENDAR_MAC_1904 if book.counts_from_1904 else CALENDAR_WINDOWS_1900
    try:
        return str(from_excel(float(text), epoch)), CellFlaw.DATE
    except (ValueError, OverflowError):
        return text, CellFlaw.DATE
