"""Verification codes: what a document carries so that its issue can be looked up.

A code is 16 signs of Crockford's alphabet, 80 random bits: nobody guesses one. It stands in the
document as ``verifikasi/CODE``, in its link, its keywords and its file identifier alike, so that
a file with any one part damaged still says which issue it claims to be.
"""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Iterator
from itertools import islice

from berakhlak.crockford import MISREAD, SIGNS
from berakhlak.text import uppercase_code

GROUPS, GROUP_SIZE = 4, 4
LENGTH = GROUPS * GROUP_SIZE + GROUPS - 1
PREFIX = "verifikasi/"

_ONE_GROUP = f"[{SIGNS}]{{{GROUP_SIZE}}}"
_CODE = f"{_ONE_GROUP}(?:-{_ONE_GROUP}){{{GROUPS - 1}}}"
_MARK = re.compile(f"{PREFIX}({_CODE})".encode())
_STREAM = re.compile(rb"stream\r?\n")
# A hostile file may unfold to any size: of each stream this much is read, and of all together.
_MOST_FOLDED = 1 << 18
_MOST_UNFOLDED = 1 << 20
_MOST_ALTOGETHER = 1 << 24
_MOST_STREAMS = 2000


def new_code() -> str:
    """A fresh code such as ``7QF2-M9XD-0KTR-4HZA``."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(GROUPS * GROUP_SIZE))
    return _grouped(signs)


def parse_verification_code(typed: str) -> str | None:
    """The code as it is kept, from what somebody typed or scanned; None when it is no code.

    Case, spaces and hyphens do not matter; O is read as 0, I and L as 1. A whole address is
    read as the code at its end.
    """
    last = uppercase_code(typed).rstrip("/").rpartition("/")[2].translate(MISREAD)
    signs = re.sub(r"[\s\-–—.]", "", last)
    if len(signs) != GROUPS * GROUP_SIZE or not set(signs) <= set(SIGNS):
        return None
    return _grouped(signs)


def code_marker(code: str) -> str:
    """The words by which `codes_in` finds the code in a file."""
    return PREFIX + code


def codes_in(content: bytes) -> set[str]:
    """Every code that a PDF carries, in the open or in a compressed stream, damaged or not.

    It searches bytes and never parses: an upload may be anything.
    """
    parts = [content, *_unfolded(content)]
    return {found.decode() for part in parts for found in _MARK.findall(part)}


def _unfolded(content: bytes) -> Iterator[bytes]:
    left = _MOST_ALTOGETHER
    for start in islice(_STREAM.finditer(content), _MOST_STREAMS):
        folded = content[start.end() : start.end() + _MOST_FOLDED]
        try:
            part = zlib.decompressobj().decompress(folded, min(_MOST_UNFOLDED, left))
        except zlib.error:
            continue
        yield part
        left -= len(part)
        if left <= 0:
            return


def _grouped(signs: str) -> str:
    return "-".join(signs[i : i + GROUP_SIZE] for i in range(0, len(signs), GROUP_SIZE))
