"""Reading a cycle from CSV files and `config.json`, with errors that say where and what to mend.

Formats: `ratings.csv` officer_id,rater_id,group,item_id,score (one row per item on the form, an
empty score where the rater cannot rate); `items.csv` item_id,value_id,citizen_form in form order;
`officers.csv` officer_id,unit_id, officers without sheets too. UTF-8, any ids.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from berakhlak.aggregation.packed import NO_ANSWER, NOT_ASKED, PackedSheets
from berakhlak.aggregation.policy import InvalidRules, Layout, Rules


class BadInput(ValueError):
    """A file cannot be read as a cycle. The message names file, line, column and remedy."""

    def __init__(self, file: str, line: int, column: str, wrong: str) -> None:
        where = [file, f"line {line}" if line else "", f"column {column}" if column else ""]
        super().__init__(f"{', '.join(part for part in where if part)}: {wrong}")


@dataclass(frozen=True)
class ExchangedCycle:
    """A cycle with the names behind its codes: `officers[code]`, `units[code]`, `raters[code]`."""

    sheets: PackedSheets
    rules: Rules
    layout: Layout
    officers: tuple[str, ...]
    units: tuple[str, ...]
    raters: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """The wanted fields of one record and where it stands."""

    file: str
    line: int
    fields: tuple[str, ...]
    columns: tuple[str, ...]

    def bad(self, column: str, wrong: str) -> BadInput:
        return BadInput(self.file, self.line, column, wrong)


def read_cycle(folder: Path) -> ExchangedCycle:
    """Read a cycle; raises BadInput. `config.json` may lie in the folder or its parent."""
    rules = _read_rules(folder)
    layout = _read_layout(folder / "items.csv")
    officers, unit_names = _read_officers(folder / "officers.csv")
    units = tuple(sorted(set(unit_names)))
    found = _read_ratings(folder / "ratings.csv", rules, layout, officers)
    raters = tuple(sorted({rater for _, rater, _ in found}))
    rater_code = {name: code for code, name in enumerate(raters)}
    unit_code = {name: code for code, name in enumerate(units)}
    answers = np.frombuffer(b"".join(found.values()), np.uint8)
    sheets = PackedSheets(
        answers=answers.reshape(len(found), len(layout.items)),
        officer=np.array([officer for officer, _, _ in found], np.int64),
        group=np.array([group for _, _, group in found], np.int64),
        n_officers=len(officers),
        rater=np.array([rater_code[rater] for _, rater, _ in found], np.int64),
        n_raters=len(raters),
        unit=np.array([unit_code[name] for name in unit_names], np.int64),
        n_units=len(units),
    )
    return ExchangedCycle(sheets, rules, layout, tuple(officers), units, raters)


def _read_rules(folder: Path) -> Rules:
    path = next((p for p in (folder, folder.parent) if (p / "config.json").is_file()), None)
    if path is None:
        wrong = f"is in neither {folder} nor its parent; put the rules of the cycle there"
        raise BadInput("config.json", 0, "", wrong)
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8-sig"))
        if not isinstance(config, dict):
            raise InvalidRules("must be one object of rules in braces")
        return Rules.from_config(config)
    except json.JSONDecodeError as error:
        wrong = f"is not JSON ({error.msg} at column {error.colno}); mend the syntax"
        raise BadInput("config.json", error.lineno, "", wrong) from None
    except UnicodeDecodeError:
        raise BadInput("config.json", 0, "", "is not UTF-8; save it as UTF-8") from None
    except (InvalidRules, ValueError) as error:
        raise BadInput("config.json", 0, "", str(error)) from None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Records of a CSV file with the columns wanted, in any order and among any others."""
    if not path.is_file():
        raise BadInput(path.name, 0, "", f"is missing in {path.parent}; add it")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, [])
            places = _places(path.name, header, columns)
            for record in reader:
                if record:
                    yield _row(path.name, reader.line_num, record, header, (places, columns))
        except csv.Error as error:
            wrong = f"is not CSV ({error}); check the quotes"
            raise BadInput(path.name, reader.line_num, "", wrong) from None
        except UnicodeDecodeError:
            line = reader.line_num + 1
            raise BadInput(path.name, line, "", "is not UTF-8; save it as UTF-8") from None


def _places(file: str, header: Sequence[str], columns: tuple[str, ...]) -> list[int]:
    for column in columns:
        if header.count(column) != 1:
            fault = "is missing" if column not in header else "is there twice"
            wrong = f"the column {fault}; the first line must name {', '.join(columns)} once each"
            raise BadInput(file, 1, column, wrong)
    return [header.index(column) for column in columns]


def _row(
    file: str,
    line: int,
    record: list[str],
    header: list[str],
    wanted: tuple[list[int], tuple[str, ...]],
) -> Row:
    if len(record) != len(header):
        short = header[len(record)] if len(record) < len(header) else header[-1]
        wrong = f"has {len(record)} fields instead of {len(header)}; quote fields with commas"
        raise BadInput(file, line, short, wrong)
    places, columns = wanted
    row = Row(file, line, tuple(record[place] for place in places), columns)
    for column, field in zip(columns, row.fields, strict=True):
        if not field and column != "score":
            raise row.bad(column, "is empty; fill it in")
    return row


def _read_layout(path: Path) -> Layout:
    items: dict[str, tuple[str, str, bool]] = {}
    for row in _rows(path, ("item_id", "value_id", "citizen_form")):
        item, value, citizen = row.fields
        if item in items:
            raise row.bad("item_id", f"{item!r} is there already; keep one row per item")
        if citizen not in {"0", "1"}:
            raise row.bad("citizen_form", f"{citizen!r} must be 1 (on the citizens' form) or 0")
        items[item] = (item, value, citizen == "1")
    if not items:
        raise BadInput(path.name, 2, "item_id", "there are no items; add one row per item")
    return Layout.of(list(items.values()))


def _read_officers(path: Path) -> tuple[dict[str, int], list[str]]:
    """Codes of officers, and the unit name of each, in the order of the file."""
    codes: dict[str, int] = {}
    units: list[str] = []
    for row in _rows(path, ("officer_id", "unit_id")):
        officer, unit = row.fields
        if officer in codes:
            raise row.bad("officer_id", f"{officer!r} is there already; keep one row per officer")
        codes[officer] = len(codes)
        units.append(unit)
    return codes, units


def _read_ratings(
    path: Path, rules: Rules, layout: Layout, officers: dict[str, int]
) -> dict[tuple[int, str, int], bytearray]:
    """Packed answers by (officer, rater, group)."""
    groups = {name: code for code, name in enumerate(rules.groups)}
    items = {name: code for code, name in enumerate(layout.items)}
    scores = {"": NO_ANSWER}
    for packed in range(1, rules.steps + 1):
        # Tools that know no missing whole numbers write them as 4.0.
        scores |= {f"{packed + rules.shift}": packed, f"{packed + rules.shift}.0": packed}
    blank = bytes([NOT_ASKED]) * len(items)
    sheets: dict[tuple[int, str, int], bytearray] = {}
    for row in _rows(path, ("officer_id", "rater_id", "group", "item_id", "score")):
        officer, rater, group, item, score = row.fields
        if officer not in officers or group not in groups or item not in items:
            raise _unknown(row, rules, officers)
        if score not in scores:
            raise _off_scale(row, rules)
        if group == rules.self_group and rater != officer:
            raise row.bad("rater_id", f"{rater!r} must be the officer in the group {group}")
        key = (officers[officer], rater, groups[group])
        answers = sheets.setdefault(key, bytearray(blank))
        if answers[items[item]] != NOT_ASKED:
            wrong = "this officer, rater, group and item are there already; keep one of the rows"
            raise row.bad("item_id", wrong)
        answers[items[item]] = scores[score]
    return sheets


def _unknown(row: Row, rules: Rules, officers: dict[str, Any]) -> BadInput:
    officer, _, group, item, _ = row.fields
    if officer not in officers:
        return row.bad("officer_id", f"{officer!r} is not in officers.csv; add it there")
    if group not in rules.groups:
        known = ", ".join(rules.groups)
        return row.bad("group", f"{group!r} is not a group of config.json; use one of {known}")
    return row.bad("item_id", f"{item!r} is not in items.csv; add it there or correct the row")


def _off_scale(row: Row, rules: Rules) -> BadInput:
    low, high = rules.scale
    wrong = f"{row.fields[-1]!r} is not a score; use a whole number from {low} to {high}"
    return row.bad("score", f"{wrong}, or leave it empty where the rater cannot rate")
