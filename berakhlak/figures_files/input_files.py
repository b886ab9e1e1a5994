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

from berakhlak.figures_files.rules_file import RulesRefused, rules_from_config
from berakhlak.run_language import N_, operator_gettext
from berakhlak.statistics.packed_sheets import NO_ANSWER, NOT_ASKED, PackedSheets
from berakhlak.statistics.rules import ItemLayout, ScoringRules

NOT_UTF8 = N_("bukan UTF-8; simpan sebagai UTF-8")


class InvalidExchangeFile(ValueError):
    """A file cannot be read as a cycle. The message names file, line, column and remedy."""

    def __init__(self, file: str, line: int, column: str, wrong: str) -> None:
        places = [file]
        places += [operator_gettext(N_("baris ke-%(line)s"), line=line)] if line else []
        places += [operator_gettext(N_("kolom %(column)s"), column=column)] if column else []
        super().__init__(f"{', '.join(places)}: {wrong}")


@dataclass(frozen=True)
class ExchangedCycle:
    """A cycle with the names behind its codes: `officers[code]`, `units[code]`, `raters[code]`."""

    sheets: PackedSheets
    rules: ScoringRules
    layout: ItemLayout
    officers: tuple[str, ...]
    units: tuple[str, ...]
    raters: tuple[str, ...]


@dataclass(frozen=True)
class ExchangeRow:
    """The wanted fields of one record and where it stands."""

    file: str
    line: int
    fields: tuple[str, ...]
    columns: tuple[str, ...]

    def bad(self, column: str, wrong: str, **values: object) -> InvalidExchangeFile:
        """`wrong` is a sentence of the catalogue."""
        return InvalidExchangeFile(self.file, self.line, column, operator_gettext(wrong, **values))


def read_exchanged_cycle(folder: Path) -> ExchangedCycle:
    """Read a cycle; raises InvalidExchangeFile. `config.json` may lie in folder or parent."""
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


def _read_rules(folder: Path) -> ScoringRules:
    path = next((p for p in (folder, folder.parent) if (p / "config.json").is_file()), None)
    if path is None:
        absent = N_("tidak ada di %(path)s atau induknya; letakkan aturan siklus di sana")
        wrong = operator_gettext(absent, path=folder)
        raise InvalidExchangeFile("config.json", 0, "", wrong)
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8-sig"))
        if not isinstance(config, dict):
            raise RulesRefused(operator_gettext(N_("harus satu objek aturan dalam kurung kurawal")))
        return rules_from_config(config)
    except json.JSONDecodeError as error:
        broken = N_("bukan JSON (%(why)s, kolom %(column)s); perbaiki tulisannya")
        wrong = operator_gettext(broken, why=error.msg, column=error.colno)
        raise InvalidExchangeFile("config.json", error.lineno, "", wrong) from None
    except UnicodeDecodeError:
        raise InvalidExchangeFile("config.json", 0, "", operator_gettext(NOT_UTF8)) from None
    except ValueError as error:
        raise InvalidExchangeFile("config.json", 0, "", str(error)) from None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[ExchangeRow]:
    """Records of a CSV file with the columns wanted, in any order and among any others."""
    if not path.is_file():
        raise InvalidExchangeFile(
            path.name,
            0,
            "",
            operator_gettext(N_("tidak ada di %(path)s; tambahkan"), path=path.parent),
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, [])
            places = _places(path.name, header, columns)
            for record in reader:
                if record:
                    yield _row(path.name, reader.line_num, record, header, (places, columns))
        except csv.Error as error:
            wrong = operator_gettext(N_("bukan CSV (%(why)s); periksa tanda kutip"), why=error)
            raise InvalidExchangeFile(path.name, reader.line_num, "", wrong) from None
        except UnicodeDecodeError:
            line = reader.line_num + 1
            raise InvalidExchangeFile(path.name, line, "", operator_gettext(NOT_UTF8)) from None


def _places(file: str, header: Sequence[str], columns: tuple[str, ...]) -> list[int]:
    for column in columns:
        if header.count(column) != 1:
            absent = N_(
                "kolom tidak ada; baris pertama harus menyebut %(names)s masing-masing sekali"
            )
            twice = N_("kolom ada dua; baris pertama harus menyebut %(names)s masing-masing sekali")
            wrong = twice if column in header else absent
            raise InvalidExchangeFile(
                file, 1, column, operator_gettext(wrong, names=", ".join(columns))
            )
    return [header.index(column) for column in columns]


def _row(
    file: str,
    line: int,
    record: list[str],
    header: list[str],
    wanted: tuple[list[int], tuple[str, ...]],
) -> ExchangeRow:
    if len(record) != len(header):
        short = header[len(record)] if len(record) < len(header) else header[-1]
        unlike = N_("berisi %(found)s isian, bukan %(wanted)s; beri kutip pada isian yang berkoma")
        wrong = operator_gettext(unlike, found=len(record), wanted=len(header))
        raise InvalidExchangeFile(file, line, short, wrong)
    places, columns = wanted
    row = ExchangeRow(file, line, tuple(record[place] for place in places), columns)
    for column, field in zip(columns, row.fields, strict=True):
        if not field and column != "score":
            raise row.bad(column, N_("kosong; isilah"))
    return row


def _read_layout(path: Path) -> ItemLayout:
    items: dict[str, tuple[str, str, bool]] = {}
    for row in _rows(path, ("item_id", "value_id", "citizen_form")):
        item, value, citizen = row.fields
        if item in items:
            raise row.bad("item_id", N_("%(item)r sudah ada; satu baris tiap item"), item=item)
        if citizen not in {"0", "1"}:
            unlike = N_("%(given)r harus 1 (ada di formulir masyarakat) atau 0")
            raise row.bad("citizen_form", unlike, given=citizen)
        items[item] = (item, value, citizen == "1")
    if not items:
        none = operator_gettext(N_("tidak ada item; tambahkan satu baris tiap item"))
        raise InvalidExchangeFile(path.name, 2, "item_id", none)
    return ItemLayout.from_items(list(items.values()))


def _read_officers(path: Path) -> tuple[dict[str, int], list[str]]:
    """Codes of officers, and the unit name of each, in the order of the file."""
    codes: dict[str, int] = {}
    units: list[str] = []
    for row in _rows(path, ("officer_id", "unit_id")):
        officer, unit = row.fields
        if officer in codes:
            twice = N_("%(officer)r sudah ada; satu baris tiap pegawai")
            raise row.bad("officer_id", twice, officer=officer)
        codes[officer] = len(codes)
        units.append(unit)
    return codes, units


def _read_ratings(
    path: Path, rules: ScoringRules, layout: ItemLayout, officers: dict[str, int]
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
            unlike = N_("%(rater)r harus pegawai itu sendiri di kelompok %(group)s")
            raise row.bad("rater_id", unlike, rater=rater, group=group)
        key = (officers[officer], rater, groups[group])
        answers = sheets.setdefault(key, bytearray(blank))
        if answers[items[item]] != NOT_ASKED:
            wrong = N_("pegawai, penilai, kelompok, dan item ini sudah ada; sisakan satu baris")
            raise row.bad("item_id", wrong)
        answers[items[item]] = scores[score]
    return sheets


def _unknown(
    row: ExchangeRow, rules: ScoringRules, officers: dict[str, Any]
) -> InvalidExchangeFile:
    officer, _, group, item, _ = row.fields
    if officer not in officers:
        absent = N_("%(officer)r tidak ada di officers.csv; tambahkan di sana")
        return row.bad("officer_id", absent, officer=officer)
    if group not in rules.groups:
        known = ", ".join(rules.groups)
        absent = N_("%(group)r bukan kelompok di config.json; pakai salah satu dari %(known)s")
        return row.bad("group", absent, group=group, known=known)
    absent = N_("%(item)r tidak ada di items.csv; tambahkan di sana atau betulkan barisnya")
    return row.bad("item_id", absent, item=item)


def _off_scale(row: ExchangeRow, rules: ScoringRules) -> InvalidExchangeFile:
    low, high = rules.scale
    wrong = N_(
        "%(given)r bukan skor; pakai bilangan bulat %(low)s sampai %(high)s, atau kosongkan bila "
        "penilai tidak bisa menilai"
    )
    return row.bad("score", wrong, given=row.fields[-1], low=low, high=high)
