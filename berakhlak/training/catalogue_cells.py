"""The cells of one line of the catalogue's file: read with every fault told, and written again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _

from berakhlak.people.models import PositionLevel
from berakhlak.text import label_key, word_key
from berakhlak.training.models import (
    LONGEST_SERVES,
    MOST_HOURS,
    MOST_RUPIAH,
    ProviderKind,
    TrainingMode,
    TrainingProgramme,
)
from berakhlak.training.operations import ProgrammeContent
from berakhlak.training.subjects import Subjects, unknown_codes
from berakhlak.training.typed_amounts import rupiah_of, whole_number_of

COLUMNS = (
    "lembaga", "jenis_lembaga", "program", "bentuk", "jp", "biaya", "melayani", "jenis_jabatan",
    "keterangan",
)  # fmt: skip
LONGEST = {"lembaga": 200, "program": 200, "keterangan": 1000}
# As they are written in files, whatever the language of the reader; the first one is written.
KIND_SPELLINGS: Mapping[ProviderKind, Sequence[str]] = {
    ProviderKind.INSTITUTE: ("lembaga diklat", "diklat", "training institute"),
    ProviderKind.UNIVERSITY: ("perguruan tinggi", "universitas", "university"),
    ProviderKind.PRIVATE: ("swasta", "perusahaan", "private"),
    ProviderKind.COMMUNITY: ("komunitas", "masyarakat", "community"),
    ProviderKind.OWN: ("instansi sendiri", "internal", "own agency"),
}
MODE_SPELLINGS: Mapping[TrainingMode, Sequence[str]] = {
    TrainingMode.CLASSICAL: ("klasikal", "tatap muka", "luring", "classical"),
    TrainingMode.ONLINE: ("daring", "online"),
    TrainingMode.BLENDED: ("campuran", "blended", "hybrid"),
    TrainingMode.COACHING: ("coaching",),
    TrainingMode.MENTORING: ("mentoring", "pendampingan"),
    TrainingMode.ASSIGNMENT: ("penugasan", "penugasan atau magang", "magang", "assignment"),
}
LEVEL_SPELLINGS: Mapping[PositionLevel, Sequence[str]] = {
    PositionLevel.JPT_UTAMA: ("JPT Utama",),
    PositionLevel.JPT_MADYA: ("JPT Madya", "eselon I"),
    PositionLevel.JPT_PRATAMA: ("JPT Pratama", "eselon II"),
    PositionLevel.ADMINISTRATOR: ("Administrator", "eselon III"),
    PositionLevel.PENGAWAS: ("Pengawas", "eselon IV"),
    PositionLevel.FUNGSIONAL: ("Fungsional",),
    PositionLevel.PELAKSANA: ("Pelaksana",),
}
EVERY_LEVEL = {"semua", "all"}
W = TypeVar("W", bound=StrEnum)
Fault = tuple[str, object]
"""In which column, and what is wrong."""


@dataclass(frozen=True)
class ReadLine:
    """A line without faults."""

    provider: str
    kind: ProviderKind
    content: ProgrammeContent


class _Reading:
    """The cells by column, and what is wrong with them so far."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = dict(zip(COLUMNS, cells, strict=True))
        self.faults: list[Fault] = []

    def text(self, column: str, *, required: bool = True) -> str:
        words = self.cells[column]
        most = LONGEST[column]
        if required and not words:
            self.faults.append((column, _("%(column)s kosong.", column=column)))
        if len(words) > most:
            said = _("%(column)s lebih dari %(most)s huruf.", column=column, most=most)
            self.faults.append((column, said))
        return words

    def number(self, column: str, read: Callable[[str], int | None], least: int, most: int) -> int:
        typed = self.cells[column]
        found = read(typed)
        if found is None or not least <= found <= most:
            said = _(
                "%(column)s “%(given)s” bukan angka bulat dari %(least)s sampai %(most)s.",
                column=column, given=typed[:40], least=least, most=most,
            )  # fmt: skip
            self.faults.append((column, said))
        return found or 0

    def word(self, column: str, spellings: Mapping[W, Sequence[str]]) -> W | None:
        found = _spelt(self.cells[column], spellings)
        if found is None:
            self._unknown(column, self.cells[column], [each[0] for each in spellings.values()])
        return found

    def levels(self) -> tuple[str, ...]:
        found = []
        for typed in split_codes(self.cells["jenis_jabatan"]):
            if word_key(typed) in EVERY_LEVEL:
                return ()
            level = _spelt(typed, LEVEL_SPELLINGS)
            if level is None:
                names = [each[0] for each in LEVEL_SPELLINGS.values()]
                self._unknown("jenis_jabatan", typed, names)
            else:
                found.append(level.value)
        return tuple(dict.fromkeys(found))

    def served(self, subjects: Subjects) -> tuple[str, ...]:
        codes = served_codes(self.cells["melayani"], subjects)
        if not codes:
            said = _("melayani kosong. Tulis kode nilai atau perilaku, misalnya BP.")
            self.faults.append(("melayani", said))
        if len(",".join(codes)) > LONGEST_SERVES:
            said = _("melayani terlalu banyak. Tulis yang terpenting saja.")
            self.faults.append(("melayani", said))
        for unknown in unknown_codes(subjects, codes):
            said = _("melayani: kode “%(code)s” tidak dikenal.", code=unknown[:40])
            self.faults.append(("melayani", said))
        return codes

    def _unknown(self, column: str, given: str, allowed: Sequence[str]) -> None:
        said = _(
            "%(column)s “%(given)s” tidak dikenal. Pakai: %(allowed)s.",
            column=column, given=given[:40], allowed=", ".join(allowed),
        )  # fmt: skip
        self.faults.append((column, said))


def read_line(cells: Sequence[str], subjects: Subjects) -> tuple[ReadLine | None, list[Fault]]:
    """What a line states, or all that is wrong with it. `cells`: in the order of COLUMNS."""
    reading = _Reading(cells)
    provider, title = reading.text("lembaga"), reading.text("program")
    kind = reading.word("jenis_lembaga", KIND_SPELLINGS)
    mode = reading.word("bentuk", MODE_SPELLINGS)
    hours = reading.number("jp", whole_number_of, 1, MOST_HOURS)
    price = reading.number("biaya", rupiah_of, 0, MOST_RUPIAH)
    serves, levels = reading.served(subjects), reading.levels()
    about = reading.text("keterangan", required=False)
    if reading.faults or kind is None or mode is None:
        return None, reading.faults
    content = ProgrammeContent(title, mode, hours, price, serves, levels, about)
    return ReadLine(provider, kind, content), []


def cells_of(programme: TrainingProgramme) -> list[str]:
    """The same line, as a file has it."""
    levels = [LEVEL_SPELLINGS[PositionLevel(each)][0] for each in programme.for_levels]
    return [
        programme.provider.name,
        KIND_SPELLINGS[programme.provider.kind][0],
        programme.title,
        MODE_SPELLINGS[programme.mode][0],
        str(programme.hours),
        str(programme.price),
        ", ".join(programme.served),
        ", ".join(levels) or "semua",
        programme.about,
    ]


def served_codes(typed: str, subjects: Subjects) -> tuple[str, ...]:
    """Codes as they were typed, known ones as their instrument writes them, each once."""
    known = {label_key(code): code for code in subjects}
    return tuple(dict.fromkeys(known.get(label_key(code), code) for code in split_codes(typed)))


def split_codes(typed: str) -> list[str]:
    """What stands between commas or semicolons."""
    return [code for code in (each.strip() for each in re.split("[,;]", typed)) if code]


def _spelt(typed: str, spellings: Mapping[W, Sequence[str]]) -> W | None:
    key = word_key(typed)
    return next(
        (
            each
            for each, words in spellings.items()
            if key in {word_key(word) for word in words} or key == word_key(each.value)
        ),
        None,
    )
