"""A gentle look at comments: what in them could tell who wrote them, or about which day.

It only ever asks; nothing is refused, changed or kept. It knows names of colleagues, dates and
days, clock times, money, ranks, and phrases that tell an event from a habit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from berakhlak.text import ascii_words, search_key

MIN_NAME_LENGTH = 3
_DIGIT = "0"  # Stands for whatever has a digit.
_DIGITS = re.compile(r"\d")


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


@dataclass(frozen=True)
class _Phrase:
    """What is looked for, and the words one of which it begins with; `_DIGIT` where it has one."""

    pattern: re.Pattern[str]
    first_words: frozenset[str]


def _beginning_with(first_words: str, rest: str) -> _Phrase:
    pattern = rf"\b(?:{first_words.replace(' ', '|')}){rest}\b"
    return _Phrase(re.compile(pattern, re.IGNORECASE), frozenset(first_words.split()))


def _with_digit(pattern: str) -> _Phrase:
    return _Phrase(re.compile(rf"\b{pattern}", re.IGNORECASE), frozenset({_DIGIT}))


_PHRASES = {
    RecognisableTrait.NUMBER: (_with_digit(r"\d{8}\s?\d{6}\s?\d\s?\d{3}\b"),),
    RecognisableTrait.TIME: (
        _with_digit(rf"\d{{1,2}}\s+(?:{_MONTHS})\b"),
        _with_digit(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b"),
        _beginning_with("bulan sejak", rf"\s+(?:{_MONTHS})"),
        _beginning_with("hari", rf"\s+(?:{_DAYS})"),
        _beginning_with("pukul jam", r"\s+\d{1,2}"),
        _beginning_with("kemarin lusa", ""),
        _beginning_with("tadi", " (?:pagi|siang)"),
        _beginning_with("minggu bulan tahun", " lalu"),
        _beginning_with("yesterday", ""),
        _beginning_with("last", " (?:week|month|year)"),
        _beginning_with("this", " morning"),
    ),
    RecognisableTrait.EVENT: (
        _beginning_with(
            "saat ketika waktu pada",
            r"\s+(?:rapat|acara|apel|upacara|kunjungan|pelatihan|audit)",
        ),
        _with_digit(r"(?:rp\.?\s?\d[\d.]*|\d+\s?(?:juta|miliar|ribu))\b"),
        _beginning_with("during at", " the (?:meeting|ceremony|audit|training)"),
    ),
    RecognisableTrait.SELF: (
        _beginning_with("saya aku", r"\s+(?:sebagai|selaku|satu-satunya|pernah|waktu)"),
        _beginning_with("kepada dengan terhadap menegur memarahi menyuruh", r"\s+(?:saya|aku)"),
        _beginning_with(
            "sebagai selaku", r"\s+(?:sekretaris|bendahara|operator|sopir|satpam|ajudan)\w*"
        ),
        _beginning_with("as", " the only"),
    ),
}
_EVERY_FIRST_WORD = frozenset[str]().union(
    *(phrase.first_words for phrases in _PHRASES.values() for phrase in phrases)
)


def recognisable_passages(text: str, names: Iterable[str]) -> list[RecognisablePassage]:
    """Traits found in a comment, each once, in the order of RecognisableTrait.

    `names`: full names of people whom readers know; any part of one that is a word of its own in
    the text, with a capital, counts.
    """
    found = dict(_phrases_in(text))
    name = _first_name(text, names)
    if name:
        found[RecognisableTrait.NAME] = name
    return [
        RecognisablePassage(trait, found[trait]) for trait in RecognisableTrait if trait in found
    ]


def _phrases_in(text: str) -> Iterator[tuple[RecognisableTrait, str]]:
    """Of each trait the first phrase. Most comments have the first word of none, and no digit."""
    words = ascii_words(text)
    if words is None:  # Letters of other scripts count as ours where case is ignored.
        possible = _EVERY_FIRST_WORD
    else:
        possible = _EVERY_FIRST_WORD & (words | {_DIGIT} if _DIGITS.search(text) else words)
    if not possible:
        return
    for trait, phrases in _PHRASES.items():
        some = (each for each in phrases if not each.first_words.isdisjoint(possible))
        hit = next(filter(None, (each.pattern.search(text) for each in some)), None)
        if hit:
            yield trait, hit.group()


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
