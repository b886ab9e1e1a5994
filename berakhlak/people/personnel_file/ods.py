"""Reading .ods: one XML part, in which rows and cells may stand for many alike."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from berakhlak.people.personnel_file import sheets
from berakhlak.people.personnel_file.contents import CellFlaw, PersonnelRow
from berakhlak.people.personnel_file.merges import MergedArea, merged_area
from berakhlak.people.personnel_file.parts import (
    ArchiveParts,
    Element,
    find_attribute,
    find_child,
    local_name,
)
from berakhlak.people.personnel_file.sheets import WorkbookSheet, WorksheetContent
from berakhlak.people.personnel_file.values import number_text, tidy_row

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CELLS = {"table-cell", "covered-table-cell"}
_FLAWS = {"date": CellFlaw.DATE, "time": CellFlaw.DATE}


def read_ods(content: bytes) -> list[WorkbookSheet]:
    """The sheets in their order. Raises whatever zip and XML raise, and TooLarge."""
    root = ArchiveParts(content).root("content.xml")
    hidden = _hidden_styles(root)
    return [
        WorkbookSheet(
            title=find_attribute(table, "name"),
            is_hidden=find_attribute(table, "style-name") in hidden,
            read=partial(_content, table),
        )
        for table in root.iter()
        if local_name(table.tag) == "table"
    ]


def _hidden_styles(root: Element) -> set[str]:
    return {
        find_attribute(style, "name")
        for style in root.iter()
        if local_name(style.tag) == "style"
        and any(find_attribute(each, "display") == "false" for each in style)
    }


def _content(table: Element) -> WorksheetContent:
    rows: list[PersonnelRow] = []
    merges: list[MergedArea] = []
    allowance = sheets.Allowance()
    line = 1
    for element in _rows(table):
        known = len(merges)
        cells = _cells(element, line, merges)
        allowance.take_merges(len(merges) - known)
        is_hidden = find_attribute(element, "visibility") in {"collapse", "filter"}
        repeats = _count(element, "number-rows-repeated")
        if row := tidy_row(line, cells, is_hidden=is_hidden):
            # The same officer many times over is reported as that; a million times is an attack.
            if repeats > sheets.MOST_COLUMNS:
                raise sheets.TooLarge
            for n in range(repeats):
                allowance.take_row(row)
                rows.append(PersonnelRow(line + n, row.cells, row.flaws, is_hidden))
        line += repeats
    return WorksheetContent(tuple(rows), tuple(merges))


def _rows(table: Element) -> Iterator[Element]:
    """Rows in groups and headers, too, but not those of tables within cells."""
    for element in table:
        if local_name(element.tag) == "table-row":
            yield element
        elif local_name(element.tag) in {"table-row-group", "table-header-rows", "table-rows"}:
            yield from _rows(element)


def _cells(
    row: Element, line: int, merges: list[MergedArea]
) -> dict[int, tuple[str, CellFlaw | None]]:
    cells: dict[int, tuple[str, CellFlaw | None]] = {}
    place = 0
    for element in row:
        if local_name(element.tag) not in _CELLS:
            continue
        repeats = _count(element, "number-columns-repeated")
        if place + repeats <= sheets.MOST_COLUMNS:
            value = _value(element)
            cells |= dict.fromkeys(range(place, place + repeats), value)
        if merge := _merge(element, line, place):
            merges.append(merge)
        place += repeats
    return cells


def _merge(cell: Element, line: int, place: int) -> MergedArea | None:
    wide, high = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
    if wide == high == 1:
        return None
    return merged_area(line, place, high, wide)


def _count(element: Element, name: str) -> int:
    return max(1, int(find_attribute(element, name) or 1))


def _value(cell: Element) -> tuple[str, CellFlaw | None]:
    kind = find_attribute(cell, "value-type")
    text = "\n".join(_text(each) for each in cell if local_name(each.tag) == "p").strip(" \u00a0")
    flaw = _FLAWS.get(kind)
    if kind in {"float", "percentage", "currency"}:
        text, flaw = number_text(find_attribute(cell, "value"))
    if find_attribute(cell, "formula") and flaw is None:
        return _computed(cell, text)
    return text, flaw


def _computed(cell: Element, text: str) -> tuple[str, CellFlaw | None]:
    if text.startswith(("#", "Err:")):
        return text, CellFlaw.ERROR
    if not text and not find_attribute(cell, "value-type"):
        return "=" + find_attribute(cell, "formula").rpartition(":=")[2], CellFlaw.FORMULA
    return text, CellFlaw.COMPUTED if text else None


def _text(paragraph: Element) -> str:
    """The words of a paragraph, with the spaces that the format writes as elements."""
    pieces = [paragraph.text or ""]
    for each in paragraph:
        if local_name(each.tag) == "s":
            pieces.append(" " * min(_count(each, "c"), 100))
        elif local_name(each.tag) in {"tab", "line-break"}:
            pieces.append(" ")
        elif local_name(each.tag) != "annotation":
            pieces.append(_text(each))
        pieces.append(each.tail or "")
    return "".join(pieces)


def is_ods(parts: ArchiveParts) -> bool:
    """Whether the archive says that it is a spreadsheet of this kind, or has its shape."""
    if parts.has("mimetype"):
        return parts.read_part("mimetype").startswith(MIMETYPE)
    return parts.has("content.xml") and find_child(parts.root("content.xml"), "body") is not None
