"""When two texts of a personnel file are the same, and what is kept of one."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = "\u200c\u200d"  # They change how Arabic and emoji read; all else is invisible only.


def clean(text: str) -> str:
    """As it is stored: composed (NFC), without invisible marks, spaces single."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(_visible(mark) for mark in composed).split())


def has_invisible(text: str) -> bool:
    """Whether cleaning removes marks that nobody sees."""
    return any(unicodedata.category(mark) == "Cf" and mark not in _JOINERS for mark in text)


def plain(text: str) -> str:
    """What matters in a title or word: letters and digits, in one case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def is_blank(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return clean(text).casefold() in {"", "-", "--", "---", "\u2013", "\u2014", "n/a", "nihil"} | {
        "tidak ada",
        "(kosong)",
        "null",
        "none",
        "#n/a",
    }


def _visible(mark: str) -> str:
    if mark in _JOINERS:
        return mark
    return "" if unicodedata.category(mark) == "Cf" else mark
