"""A holder's code: 128 random bits in 26 signs hard to confuse, and two that find slips."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _

from berakhlak.crockford import MISREAD, SIGNS
from berakhlak.errors import InvalidInput
from berakhlak.text import bare_code

SECRET_BYTES = 16
BODY, CHECK = 26, 2
LENGTH = BODY + CHECK
PART = 4
_MODULUS = 1021  # A prime that two signs can spell, larger than any weight.


class CodeMistyped(InvalidInput):
    """Not a code at all: a sign is missing, wrong, or has changed places."""

    message = _("Kode salah ketik. Periksa lagi huruf dan angkanya, satu per satu.")


def new_secret() -> bytes:
    """What a new code spells."""
    return secrets.token_bytes(SECRET_BYTES)


def spell(secret: bytes) -> str:
    """The code of a secret, as it is printed: `K1GY-YMNM-…`, seven parts of four signs."""
    number = int.from_bytes(secret, "big")
    signs = [number >> (5 * place) & 31 for place in reversed(range(BODY))]
    check = _check_of(signs)
    spelled = "".join(SIGNS[sign] for sign in (*signs, check >> 5, check & 31))
    return "-".join(spelled[at : at + PART] for at in range(0, LENGTH, PART))


def read_code(typed: str) -> bytes:
    """The secret that a typed code spells; small letters, spaces and dashes are fine, and so are O
    for 0, I and L for 1. Raises CodeMistyped."""
    tidy = bare_code(typed).translate(MISREAD)
    if len(tidy) != LENGTH or not set(tidy) <= set(SIGNS):
        raise CodeMistyped
    signs = [SIGNS.index(sign) for sign in tidy]
    number = 0
    for sign in signs[:BODY]:
        number = number << 5 | sign
    if _check_of(signs[:BODY]) != signs[-2] << 5 | signs[-1] or number >> (8 * SECRET_BYTES):
        raise CodeMistyped
    return number.to_bytes(SECRET_BYTES, "big")


def _check_of(signs: list[int]) -> int:
    """Differs for every single changed sign and for any two that have changed places."""
    return sum((place + 1) * sign for place, sign in enumerate(signs)) % _MODULUS
