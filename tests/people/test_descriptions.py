"""What a workbook says of itself changes nothing of what it gives, or is told in a note."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from tests.people.files import COLUMNS, plan_of, row, xlsx_file

GOOD = xlsx_file([COLUMNS, row(1), row(2), row(3)], sheet="Data")
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def rewritten(change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """The good workbook with every part changed."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return output.getvalue()


def replaced(pattern: bytes, by: bytes) -> bytes:
    return rewritten(lambda name, part: (name, re.sub(pattern, by, part)))


def strict() -> bytes:
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        part = part.replace(_MAIN, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        office = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        return name, part.replace(_RELATIONS, office)

    return rewritten(change)


def prefixed() -> bytes:
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if not name.startswith("xl/worksheets/sheet"):
            return name, part
        part = part.replace(b"xmlns=", b"xmlns:x=")
        return name, re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", part)

    return rewritten(change)


CHANGED = {
    "dimension of one cell": replaced(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"'),
    "dimension of two rows": replaced(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"'),
    "dimension of everything": replaced(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'
    ),
    "no dimension": replaced(rb"<dimension [^>]*/>", b""),
    "spans": replaced(rb'spans="[^"]*"', b'spans="1:1"'),
    "active sheet": replaced(rb"<workbookView ", b'<workbookView activeTab="7" '),
    "date1904": replaced(rb"<workbookPr ", b'<workbookPr date1904="1" '),
    "print area": replaced(
        rb"</sheets>",
        b'</sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'
        b"Data!$A$1:$B$2</definedName></definedNames>",
    ),
    "strict": strict(),
    "prefix": prefixed(),
    "names in capitals": rewritten(lambda name, part: (name.upper(), part)),
    "backslashes": rewritten(lambda name, part: (name.replace("/", "\\"), part)),
    "absolute targets": replaced(rb'Target="worksheets/', b'Target="/xl/worksheets/'),
    "no places of cells": replaced(rb'<c r="[A-Z]+1"', b"<c"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_descriptions_change_nothing(name: str) -> None:
    assert CHANGED[name] != GOOD

    plan, good = plan_of(CHANGED[name]), plan_of(GOOD)

    assert (plan.new_officers, plan.defects) == (good.new_officers, ())


def test_a_hidden_sheet_alone_is_read_and_told() -> None:
    plan = plan_of(replaced(rb'<sheet name="Data"', b'<sheet name="Data" state="hidden"'))

    assert len(plan.new_officers) == 3
    assert "tersembunyi" in str(plan.notes[0])


def test_a_hidden_row_is_read_and_asked_about() -> None:
    plan = plan_of(replaced(rb'<row r="3"', b'<row r="3" hidden="1"'))

    assert len(plan.new_officers) == 3
    assert "(baris 3)" in str(plan.questions[0].text)


def test_entities_that_unfold_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'

    plan = plan_of(
        rewritten(lambda name, part: (name, bomb if name.startswith("xl/worksheets/") else part))
    )

    assert "rusak" in str(plan.defects[0].reason)
