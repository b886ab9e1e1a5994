"""Everything that is shipped has a licence that is known and allowed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from supply import licences
from supply.licences import LicenceTable, LicensedPart, defects, files_of_nobody, is_allowed

TABLE = LicenceTable.load()
PARTS = [*licences.packages(TABLE), *licences.assets(TABLE)]


def test_nothing_is_shipped_under_an_unknown_licence_or_one_that_is_not_allowed() -> None:
    assert len(PARTS) > 80
    assert defects(TABLE, PARTS) == []


def test_a_licence_that_nobody_allowed_is_told() -> None:
    strict = replace(TABLE, allowed=TABLE.allowed - {"LGPL-3.0-only"})

    told = defects(strict, [LicensedPart("psycopg", "3", "LGPL-3.0-only")])

    assert told == ["psycopg 3: LGPL-3.0-only is not allowed"]
    assert defects(TABLE, [LicensedPart("x", "1", "")]) == ["x 1: no licence is known"]


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT AND Apache-2.0", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only OR MIT AND AGPL-3.0-only", False),
        ("(MIT)", False),
        ("", False),
    ],
)
def test_of_choices_one_must_be_allowed_in_all_its_parts(expression: str, allowed: bool) -> None:
    assert is_allowed(expression, TABLE.allowed) is allowed


def test_metadata_that_says_something_new_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert licences.licence_of("weasyprint", TABLE) == "BSD-3-Clause"

    monkeypatch.setattr(licences, "stated", lambda _name: "GNU Affero General Public License v3")

    assert licences.licence_of("weasyprint", TABLE) == ""
    assert licences.licence_of("flask", TABLE) == ""


def test_no_line_about_a_package_stays_that_nobody_needs() -> None:
    named = {part.name for part in PARTS}

    assert TABLE.read.keys() <= named
    clear = [name for name in TABLE.read if licences.licence_of(name, _without(name))]
    assert clear == []


def _without(name: str) -> LicenceTable:
    return replace(TABLE, read={key: each for key, each in TABLE.read.items() if key != name})


@pytest.mark.parametrize(
    "name",
    ["static/vendor/htmx/htmx.js", "berakhlak/accounts/data/words.txt", "static/fonts/a.woff2"],
)
def test_a_file_of_others_must_be_listed(name: str) -> None:
    assert files_of_nobody(TABLE, [name]) == [name]


def test_every_listed_asset_is_there() -> None:
    shipped = licences.shipped_files()

    assert [
        each["name"]
        for each in TABLE.assets
        if files_of_nobody(_only_own(each), shipped) == shipped
    ] == []


def _only_own(asset: dict[str, object]) -> LicenceTable:
    return replace(TABLE, own=[], assets=[asset])
