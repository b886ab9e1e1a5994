"""Six letters for those whose phone reads no QR code: typed at /l, they lead to the same counter.

Letters alone, without vowels, so that no word comes up, and without I, L and O, which look like
digits. Codes of all counters there ever were differ: an old poster never leads to another counter.
"""

from __future__ import annotations

import secrets

from berakhlak.text import bare_code

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 6
PART = 3


def new_short_code() -> str:
    """A code drawn by chance, bare: as it is kept."""
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


def shown(code: str) -> str:
    """A code in two parts that the eye can hold: `BCD FGH`."""
    return f"{code[:PART]} {code[PART:]}"


tidied = bare_code  # As a code is kept.


def is_short_code(tidy: str) -> bool:
    """Whether this can be a code at all; says nothing of whether there is such a one."""
    return len(tidy) == LENGTH and set(tidy) <= set(LETTERS)
