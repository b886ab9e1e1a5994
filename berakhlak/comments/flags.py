"""What in a comment asks to be read first: names, numbers, insults, events. Pure.

It decides nothing. Words are taken apart once and looked up in sets, so that the names of twenty
thousand people cost no more than those of twenty.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Set
from enum import StrEnum
from functools import cache
from pathlib import Path

from berakhlak.ratings.identifying_details import RecognisableTrait, recognisable_passages
from berakhlak.text import search_key

INSULTS = Path(__file__).with_name("data") / "kata-kasar.txt"
SHORTEST_NAME = 4
_WORD = re.compile(r"[^\W\d_]+")
_PHONE = re.compile(r"(?:\+62|\b0)(?:[ .-]?\d){8,12}\b")
_TITLES = frozenset({"pak", "bapak", "bu", "ibu", "mas", "mbak", "kak", "bang", "sdr", "sdri"})


class CommentFlag(StrEnum):
    """Why a comment should be read before it is shown."""

    NAME = "name"
    NUMBER = "number"  # A NIP.
    PHONE = "phone"
    INSULT = "insult"
    EVENT = "event"  # An event, a date, a time, or the writer's own role.


@cache
def insults() -> frozenset[str]:
    """The words of the list that is shipped."""
    lines = INSULTS.read_text(encoding="utf-8").splitlines()
    return frozenset(search_key(line) for line in lines if line and not line.startswith("#"))


def name_keys(names: Collection[str]) -> frozenset[str]:
    """The words of people's names by which a comment is searched; titles and initials left out."""
    # Many people share the words of their names: each is looked at once.
    parts = {part for name in names for part in name.split() if "." not in part}
    return frozenset(key for key in map(search_key, parts) if len(key) >= SHORTEST_NAME)


def comment_flags(text: str, names: Set[str]) -> tuple[CommentFlag, ...]:
    """The flags of a comment; `names` are keys from `name_keys`."""
    return tuple(dict.fromkeys(_flags(text, names)))


def _flags(text: str, names: Set[str]) -> Iterator[CommentFlag]:
    keys = [search_key(word) for word in _WORD.findall(text)]
    if not names.isdisjoint(keys) and _names_somebody(text, keys, names):
        yield CommentFlag.NAME
    traits = {each.trait for each in recognisable_passages(text, ())}
    if RecognisableTrait.NUMBER in traits:
        yield CommentFlag.NUMBER
    if ("0" in text or "+62" in text) and _PHONE.search(text):
        yield CommentFlag.PHONE
    if not insults().isdisjoint(keys):
        yield CommentFlag.INSULT
    if traits - {RecognisableTrait.NUMBER}:
        yield CommentFlag.EVENT


def _names_somebody(text: str, keys: list[str], names: Set[str]) -> bool:
    """A word of a name with a capital that no beginning of a sentence explains, or after a title.

    Many names are words of the language, too: Indah, Cahaya, Setia.
    """
    for place, word in enumerate(_WORD.finditer(text)):
        if keys[place] not in names:
            continue
        if place and keys[place - 1] in _TITLES:
            return True
        before = text[: word.start()].rstrip()
        begins = not before or before[-1] in ".!?:\n"
        if word.group()[0].isupper() and not begins:
            return True
    return False
