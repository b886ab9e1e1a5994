"""Personnel files made to be dear to read: small to send, large or slow to take apart."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.people.files import COLUMNS, row, xlsx_file

GOOD = xlsx_file([COLUMNS, row(1), row(2), row(3)], sheet="Data")
SHEET = "xl/worksheets/sheet1.xml"
_START = (
    '<?xml version="1.0"?><worksheet '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
_ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:'
    'xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    "<office:spreadsheet>"
)
_CELL = '<c t="inlineStr"><is><t>{}</t></is></c>'


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The good workbook with one part changed."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.namelist():
            part = old.read(each)
            new.writestr(each, change(part) if each == name else part)
    return output.getvalue()


def with_sheet(rows: str, after: str = "") -> bytes:
    return with_part(SHEET, lambda _old: f"{_START}{rows}</sheetData>{after}</worksheet>".encode())


def good_rows(after: str) -> bytes:
    return with_part(
        SHEET, lambda old: old.replace(b"</sheetData>", b"</sheetData>" + after.encode())
    )


def ods(tables: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        new.writestr(
            "content.xml",
            f"{_ODS}{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return output.getvalue()


def ods_rows(rows: str) -> bytes:
    return ods(f'<table:table table:name="Data">{rows}</table:table>')


def _merges(count: int, ref: str) -> str:
    return f'<mergeCells count="{count}">' + f'<mergeCell ref="{ref}"/>' * count + "</mergeCells>"


def _xlsx_row(*cells: str, attributes: str = "") -> str:
    return f"<row{attributes}>" + "".join(map(_CELL.format, cells)) + "</row>"


def _bomb_part() -> bytes:
    """A part that unpacks to 450 MB."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for each in old.namelist():
            with new.open(each, "w") as part:
                part.write(old.read(each))
                if each == SHEET:
                    for _turn in range(450):
                        part.write(b" " * 1_000_000)
    return output.getvalue()


def _lying_size(content: bytes) -> bytes:
    """The archive with declared sizes of nothing, in its directory and before each part."""
    found = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = found.find(mark)
        while start >= 0:
            found[start + offset : start + offset + 4] = struct.pack("<I", 1)
            start = found.find(mark, start + 4)
    return bytes(found)


def _deep(levels: int) -> str:
    return "<x>" * levels + "</x>" * levels


def _csv(lines: Iterator[str]) -> bytes:
    return "\n".join(lines).encode()


_TITLES = ",".join(COLUMNS)
_MANY = 310_000

FILES: dict[str, Callable[[], bytes]] = {
    "a merge of the whole sheet": lambda: good_rows(_merges(1, "A1:XFD1048576")),
    "many merges of the whole sheet": lambda: good_rows(_merges(19_000, "A1:XFD1048576")),
    "more merges than anybody makes": lambda: good_rows(_merges(200_000, "A1:B2")),
    "a merge with a name of megabytes": lambda: good_rows(_merges(1, "A1:" + "9" * 5_000_000)),
    "a row far away": lambda: with_sheet(_xlsx_row("x", attributes=' r="999999999999"')),
    "a row of a number of megabytes": lambda: with_sheet(
        _xlsx_row("x", attributes=f' r="{"9" * 5_000_000}"')
    ),
    "a million columns": lambda: with_sheet(_xlsx_row(*["x"] * 1_000_000)),
    "a million columns as text": lambda: ",".join(["x"] * 1_000_000).encode(),
    "more rows than officers": lambda: with_sheet(_xlsx_row("x") * _MANY),
    "more rows than officers as text": lambda: b"x\n" * 3_000_000,
    "wide rows": lambda: with_sheet(_xlsx_row(*["x"] * 999) * 6_100),
    "a cell of megabytes": lambda: with_sheet(_xlsx_row("x" * 5_000_000)),
    "titles of megabytes": lambda: with_sheet(_xlsx_row(*["nip" * 10_000] * 999)),
    "titles of megabytes as text": lambda: ",".join(["nip" * 2_000] * 999).encode(),
    "a part of 450 megabytes": _bomb_part,
    "sizes that lie": lambda: _lying_size(_bomb_part()),
    "elements in elements": lambda: with_sheet(_deep(1_000_000)),
    "a format of brackets": lambda: with_part(
        "xl/styles.xml",
        lambda old: old.replace(
            b"<fonts",
            b'<numFmts><numFmt numFmtId="200" formatCode="'
            + b"[" * 400_000
            + b'"/></numFmts><fonts',
            1,
        ).replace(b'numFmtId="0"', b'numFmtId="200"'),
    ),
    "ods: a cell repeated over columns": lambda: ods_rows(
        '<table:table-row><table:table-cell table:number-columns-repeated="999999999999" '
        "><text:p>x</text:p></table:table-cell></table:table-row>"
    ),
    "ods: rows repeated": lambda: ods_rows(
        '<table:table-row table:number-rows-repeated="999"><table:table-cell><text:p>x</text:p>'
        "</table:table-cell></table:table-row>" * 1_000
    ),
    "ods: a cell over everything": lambda: ods_rows(
        '<table:table-row><table:table-cell table:number-columns-spanned="999999999999" '
        f'table:number-rows-spanned="{"9" * 4_000}"><text:p>x</text:p></table:table-cell>'
        "</table:table-row>"
    ),
    "ods: spans in spans": lambda: ods_rows(
        "<table:table-row><table:table-cell><text:p>"
        + "<text:span>" * 200_000
        + "</text:span>" * 200_000
        + "</text:p></table:table-cell></table:table-row>"
    ),
    "ods: a tree of all elements": lambda: ods_rows("<table:table-row/>" * 5_000_000),
    "sections without end": lambda: _csv(
        iter([_TITLES, *(f"Bagian {n}," for n in range(290_000))])
    ),
    "only quotation marks": lambda: b'"' * 7_000_000,
    "only line ends": lambda: b"\n" * 7_000_000,
    "only delimiters": lambda: b";" * 7_000_000,
    "one title, no end": lambda: b"nip" * 2_300_000,
}

# Each takes seconds to make or to read: `python -m bench.nasty` reads them all.
DEAR = frozenset(
    {
        "a million columns",
        "more rows than officers",
        "wide rows",
        "sizes that lie",
        "elements in elements",
        "ods: a tree of all elements",
        "sections without end",
        "titles of megabytes",
    }
)
