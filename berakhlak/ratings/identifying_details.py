"""A gentle look at comments: what in them could tell who wrote them, or about which day.

It only ever asks; nothing is refused, changed or kept. It knows names of colleagues, dates and
days, clock times, money, ranks, and phrases that tell an event from a habit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from berakhlak.text import search_key

MIN_NAME_LENGTH = 3


class RecognisableTrait(StrEnum):
    """What makes a sentence easy to recognise."""

    NAME = "name"
    NUMBER = "number"  # A NIP.
    TIME = "time"
    EVENT = "event"
    SELF = "self"  # The writer speaks of their own role or relation.


@dataclass(frozen=True)
class RecognisablePassage:
    """A trait and the words that show it, as written."""

    trait: RecognisableTrait
    words: str


_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
_DAYS = "senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu"
_PATTERNS = {
    RecognisableTrait.NUMBER: (r"\b\d{8}\s?\d{6}\s?\d\s?\d{3}\b",),
    RecognisableTrait.TIME: (
        rf"\b\d{{1,2}}\s+(?:{_MONTHS})\b",
        r"\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b",
        rf"\b(?:bulan|sejak)\s+(?:{_MONTHS})\b",
        rf"\bhari\s+(?:{_DAYS})\b",
        r"\b(?:pukul|jam)\s+\d{1,2}\b",
        r"\b(?:kemarin|tadi pagi|tadi siang|minggu lalu|bulan lalu|tahun lalu|lusa)\b",
        r"\b(?:yesterday|last (?:week|month|year)|this morning)\b",
    ),
    RecognisableTrait.EVENT: (
        r"\b(?:saat|ketika|waktu|pada)\s+(?:rapat|acara|apel|upacara|kunjungan|pelatihan|audit)\b",
        r"\b(?:rp\.?\s?\d[\d.]*|\d+\s?(?:juta|miliar|ribu))\b",
        r"\b(?:during|at) the (?:meeting|ceremony|audit|training)\b",
    ),
    RecognisableTrait.SELF: (
        r"\b(?:saya|aku)\s+(?:sebagai|selaku|satu-satunya|pernah|waktu)\b",
        r"\b(?:kepada|dengan|terhadap|menegur|memarahi|menyuruh)\s+(?:saya|aku)\b",
        r"\b(?:sebagai|selaku)\s+(?:sekretaris|bendahara|operator|sopir|satpam|ajudan)\w*\b",
        r"\bas the only\b",
    ),
}
_COMPILED = {
    trait: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for trait, patterns in _PATTERNS.items()
}


def recognisable_passages(text: str, names: Iterable[str]) -> list[RecognisablePassage]:
    """Traits found in a comment, each once, in the order of RecognisableTrait.

    `names`: full names of people whom readers know; any part of one that is a word of its own in
    the text, with a capital, counts.
    """
    found = {}
    name = _first_name(text, names)
    if name:
        found[RecognisableTrait.NAME] = name
    for trait, patterns in _COMPILED.items():
        hits = (match.group() for pattern in patterns for match in pattern.finditer(text))
        words = next(hits, None)
        if words:
            found[trait] = words
    return [
        RecognisablePassage(trait, found[trait]) for trait in RecognisableTrait if trait in found
    ]


def _first_name(text: str, names: Iterable[str]) -> str | None:
    # Titles are no names: they carry dots.
    parts = {search_key(part) for name in names for part in name.split() if "." not in part}
    if not parts:
        return None
    for word in re.findall(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*", text):
        key = search_key(word)
        if word[0].isupper() and len(key) >= MIN_NAME_LENGTH and key in parts:
            return str(word)
    return None
