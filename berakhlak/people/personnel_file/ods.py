"""Reading .ods: one XML part, in which rows and cells may stand for many alike."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from berakhlak.people.personnel_file import sheets
from berakhlak.people.personnel_file.contents import Flaw, Row
from berakhlak.people.personnel_file.merges import Merge
from berakhlak.people.personnel_file.parts import Element, Parts, attribute, child, local
from berakhlak.people.personnel_file.sheets import Content, Sheet
from berakhlak.people.personnel_file.values import number_text, tidy_row

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CELLS = {"table-cell", "covered-table-cell"}
_FLAWS = {"date": Flaw.DATE, "time": Flaw.DATE}


def read_ods(content: bytes) -> list[Sheet]:
    """The sheets in their order. Raises whatever zip and XML raise, and TooLarge."""
    root = Parts(content).root("content.xml")
    hidden = _hidden_styles(root)
    return [
        Sheet(
            title=attribute(table, "name"),
            is_hidden=attribute(table, "style-name") in hidden,
            read=partial(_content, table),
        )
        for table in root.iter()
        if local(table.tag) == "table"
    ]


def _hidden_styles(root: Element) -> set[str]:
    return {
        attribute(style, "name")
        for style in root.iter()
        if local(style.tag) == "style"
        and any(attribute(each, "display") == "false" for each in style)
    }


def _content(table: Element) -> Content:
    rows: list[Row] = []
    merges: list[Merge] = []
    line = 1
    for element in _rows(table):
        cells = _cells(element, line, merges)
        is_hidden = attribute(element, "visibility") in {"collapse", "filter"}
        repeats = _count(element, "number-rows-repeated")
        if row := tidy_row(line, cells, is_hidden=is_hidden):
            # The same officer many times over is reported as that; a million times is an attack.
            if repeats > sheets.MOST_COLUMNS:
                raise sheets.TooLarge
            rows += [Row(line + n, row.cells, row.flaws, is_hidden) for n in range(repeats)]
        line += repeats
    return Content(tuple(rows), tuple(merges))


def _rows(table: Element) -> Iterator[Element]:
    """Rows in groups and headers, too, but not those of tables within cells."""
    for element in table:
        if local(element.tag) == "table-row":
            yield element
        elif local(element.tag) in {"table-row-group", "table-header-rows", "table-rows"}:
            yield from _rows(element)


def _cells(row: Element, line: int, merges: list[Merge]) -> dict[int, tuple[str, Flaw | None]]:
    cells: dict[int, tuple[str, Flaw | None]] = {}
    place = 0
    for element in row:
        if local(element.tag) not in _CELLS:
            continue
        repeats = _count(element, "number-columns-repeated")
        if place + repeats <= sheets.MOST_COLUMNS:
            value = _value(element)
            cells |= dict.fromkeys(range(place, place + repeats), value)
        if merge := _merge(element, line, place):
            merges.append(merge)
        place += repeats
    return cells


def _merge(cell: Element, line: int, place: int) -> Merge | None:
    wide, high = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
    if wide == high == 1:
        return None
    return Merge(line, place, line + high - 1, place + wide - 1)


def _count(element: Element, name: str) -> int:
    return max(1, int(attribute(element, name) or 1))


def _value(cell: Element) -> tuple[str, Flaw | None]:
    kind = attribute(cell, "value-type")
    text = "\n".join(_text(each) for each in cell if local(each.tag) == "p").strip(" \u00a0")
    flaw = _FLAWS.get(kind)
    if kind in {"float", "percentage", "currency"}:
        text, flaw = number_text(attribute(cell, "value"))
    if attribute(cell, "formula") and flaw is None:
        return _computed(cell, text)
    return text, flaw


def _computed(cell: Element, text: str) -> tuple[str, Flaw | None]:
    if text.startswith(("#", "Err:")):
        return text, Flaw.ERROR
    if not text and not attribute(cell, "value-type"):
        return "=" + attribute(cell, "formula").rpartition(":=")[2], Flaw.FORMULA
    return text, Flaw.COMPUTED if text else None


def _text(paragraph: Element) -> str:
    """The words of a paragraph, with the spaces that the format writes as elements."""
    pieces = [paragraph.text or ""]
    for each in paragraph:
        if local(each.tag) == "s":
            pieces.append(" " * min(_count(each, "c"), 100))
        elif local(each.tag) in {"tab", "line-break"}:
            pieces.append(" ")
        elif local(each.tag) != "annotation":
            pieces.append(_text(each))
        pieces.append(each.tail or "")
    return "".join(pieces)


def is_ods(parts: Parts) -> bool:
    """Whether the archive says that it is a spreadsheet of this kind, or has its shape."""
    if parts.has("mimetype"):
        return parts.content("mimetype").startswith(MIMETYPE)
    return parts.has("content.xml") and child(parts.root("content.xml"), "body") is not None
