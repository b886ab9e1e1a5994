"""An agency's table of technical competences, row by row, made into one instrument a position.

Rows come as spreadsheets have them: cells that say the same as the row above may be left empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256

from flask_babel import get_locale
from flask_babel import gettext as _

from berakhlak.instrument.catalogue import (
    DATA_FOLDER,
    REQUIRED_LEVELS,
    Instrument,
    parse_instrument,
)
from berakhlak.text import ascii_letters, search_key, single_line, word_key

TEMPLATE = "kompetensi-teknis-contoh.toml"
LONGEST = 500
NEEDED = ("jabatan", "jenjang", "kompetensi", "tingkat", "perilaku")
_TITLES = {
    "jabatan": ("jabatan", "nama jabatan", "position", "title"),
    "jenjang": ("jenjang", "jenis jabatan", "kind of post"),
    "kompetensi": ("kompetensi", "kompetensi teknis", "nama kompetensi", "competence"),
    "tingkat": ("tingkat", "level", "tingkat minimal", "required level"),
    "perilaku": ("perilaku", "indikator perilaku", "indikator", "behaviour", "behavior"),
    "definisi": ("definisi", "uraian", "definition"),
}
_HEADER_WITHIN = 20  # Titles may stand above the table.

TableLine = tuple[int, Sequence[str]]
"""The number of a line in its file, and its cells."""


@dataclass(frozen=True)
class TableFault:
    """What is wrong on a line of the table."""

    line: int
    why: str

    def __str__(self) -> str:
        return str(_("Baris %(line)s: %(why)s", line=self.line, why=self.why))


@dataclass
class _Competence:
    name: str
    level: int
    definition: str
    behaviours: dict[str, tuple[str, int]] = field(default_factory=dict)


@dataclass
class _Position:
    name: str
    kind: str
    competences: dict[str, _Competence] = field(default_factory=dict)


def read_position_table(
    lines: Sequence[TableLine], *, version: int, source: str
) -> tuple[list[str], list[TableFault]]:
    """The TOML of each position's instrument, and all faults; with faults nothing is to be used.

    `source`: the regulation that words the behaviours; empty where the agency worded them itself.
    """
    if not lines:
        return [], [TableFault(1, str(_("berkas kosong")))]
    start, places = _header(lines)
    missing = [name for name in NEEDED if name not in places]
    if missing:
        why = _("tidak ada kolom %(missing)s", missing=", ".join(missing))
        return [], [TableFault(lines[start][0], str(why))]
    positions: dict[str, _Position] = {}
    faults: list[TableFault] = []
    above: dict[str, str] = {}
    for number, cells in lines[start + 1 :]:
        row = {name: single_line(_cell(cells, place)) for name, place in places.items()}
        if any(row.values()):
            above = _filled(row, above)
            faults += [TableFault(number, why) for why in _take(above, number, positions)]
    if not positions and not faults:
        faults.append(TableFault(lines[start][0], str(_("tidak ada baris di bawah judul kolom"))))
    return [_toml(each, version, source) for each in positions.values()], faults


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _header(lines: Sequence[TableLine]) -> tuple[int, dict[str, int]]:
    """The first line under which the most columns are known, and where they stand."""
    known = {word_key(title): name for name, titles in _TITLES.items() for title in titles}
    best: tuple[int, dict[str, int]] = (0, {})
    for index, (_line, cells) in enumerate(lines[:_HEADER_WITHIN]):
        keys = enumerate(word_key(cell) for cell in cells)
        found = {known[key]: place for place, key in keys if key in known}
        if len(found) > len(best[1]):
            best = (index, found)
    return best


def _filled(row: dict[str, str], above: dict[str, str]) -> dict[str, str]:
    """The row with what it leaves to the row above; another position or competence begins anew."""
    kept: tuple[str, ...] = ()
    if row["jabatan"] in ("", above.get("jabatan")):
        kept = ("jabatan", "jenjang")
        if row["kompetensi"] in ("", above.get("kompetensi")):
            kept = ("jabatan", "jenjang", "kompetensi", "tingkat", "definisi")
    inherited = {name: above.get(name, "") for name in kept}
    return {name: said or inherited.get(name, "") for name, said in row.items()}


def _take(row: dict[str, str], line: int, positions: dict[str, _Position]) -> Iterator[str]:
    """Put one behaviour into `positions`, or say what is wrong with its row."""
    faults = [*_faults_of_cells(row)]
    if faults:
        yield from faults
        return
    kind, level = _kind(row["jenjang"]), _level(row["tingkat"])
    position = positions.setdefault(word_key(row["jabatan"]), _Position(row["jabatan"], kind))
    if position.kind != kind:
        yield str(_("jenis jabatan ini lain daripada di baris sebelumnya"))
    made = _Competence(row["kompetensi"], level, row.get("definisi", ""))
    competence = position.competences.setdefault(word_key(row["kompetensi"]), made)
    if competence.level != level:
        yield str(_("tingkat kompetensi ini lain daripada di baris sebelumnya"))
    text, first = competence.behaviours.setdefault(
        word_key(row["perilaku"]), (row["perilaku"], line)
    )
    if first != line:
        yield str(_("perilaku “%(text)s” sudah ada di baris %(first)s", text=text, first=first))


def _faults_of_cells(row: dict[str, str]) -> Iterator[str]:
    for name in NEEDED:
        if not word_key(row[name]):
            yield str(_("kolom %(name)s kosong", name=name))
    for name, said in row.items():
        if len(said) > LONGEST:
            yield str(_("kolom %(name)s melebihi %(most)s huruf", name=name, most=LONGEST))
    known = {
        "jenjang": (_kind(row["jenjang"]), REQUIRED_LEVELS),
        "tingkat": (_level(row["tingkat"]), tuple(_step_words())),
    }
    for name, (found, allowed) in known.items():
        if row[name] and not found:
            words = {"name": name, "said": row[name], "allowed": ", ".join(allowed)}
            yield str(_("%(name)s “%(said)s” tidak dikenal; pakai: %(allowed)s", **words))


def _step_words() -> Iterator[str]:
    for step in _template().steps:
        yield f"{step.score} ({step.label.in_language(str(get_locale()))})"


def _kind(said: str) -> str:
    return next((kind for kind in REQUIRED_LEVELS if word_key(kind) == word_key(said)), "")


def _level(said: str) -> int:
    """A step by its number or its name; 0 where there is none."""
    for step in _template().steps:
        names = (str(step.score), step.label.id, step.label.en)
        if word_key(said) in {word_key(name) for name in names}:
            return step.score
    return 0


@cache
def _template() -> Instrument:
    return parse_instrument(_template_text())


def _template_text() -> str:
    return (DATA_FOLDER / TEMPLATE).read_text(encoding="utf-8")


def _toml(position: _Position, version: int, source: str) -> str:
    """Scale and words of the shipped template, with this position's competences."""
    text = _template_text()
    shared = text[text.index("asks_level") : text.index("[[value]]")]
    name = position.name
    head = [
        f"code = {_quoted(_code(position.name))}",
        f"version = {version}",
        _both("title", f"Kompetensi teknis {name}", f"Technical competence: {name}"),
        f"source = {_quoted(source)}",
        f"own_wording = {'false' if source else 'true'}",
    ]
    values = (
        _value(each, f"T{number}", position)
        for number, each in enumerate(position.competences.values(), start=1)
    )
    return "\n".join((*head, shared, *values))


def _value(competence: _Competence, code: str, position: _Position) -> str:
    own = competence.definition
    definitions = (
        own or f"kompetensi teknis {position.name}",
        own or f"technical competence of {position.name}",
    )
    lines = [
        "[[value]]",
        f"code = {_quoted(code)}",
        _both("name", competence.name, competence.name),
        _both("definition", *definitions),
        f"required = {{ {position.kind} = {competence.level} }}",
    ]
    for number, (text, _line) in enumerate(competence.behaviours.values(), start=1):
        lines += ["", "[[value.behaviour]]", f'code = "{code}P{number}"', _both("text", text, text)]
    return "\n".join((*lines, ""))


def _code(position: str) -> str:
    """Of the name alone, so that the same table gives the same codes, whatever else it holds."""
    words = ascii_letters(search_key(position)).replace(" ", "")[:8]
    return f"teknis-{words}-{sha256(word_key(position).encode()).hexdigest()[:4]}"


def _both(key: str, indonesian: str, english: str) -> str:
    return f"{key} = {{ id = {_quoted(indonesian)}, en = {_quoted(english)} }}"


def _quoted(text: str) -> str:
    """Strings of JSON are strings of TOML, apart from one control sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")
