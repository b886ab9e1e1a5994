"""The six digits of a counter's display: one code a minute, as RFC 6238 makes them.

Both sides reckon them from a secret and the time; neither needs a word from the other.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

STEP_SECONDS = 60
DIGITS = 6
VOICES_A_CODE = 2
"""A code says that somebody was there in that minute, so few may speak by it."""


def display_secret(secret: str, place: str, source_id: int) -> bytes:
    """The key of one display at one counter."""
    return hmac.digest(secret.encode(), f"display {place} {source_id}".encode(), "sha256")[:20]


def minute_of(moment: datetime) -> int:
    """The number of the minute that a code belongs to."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_of_minute(key: bytes, minute: int) -> str:
    """HOTP of RFC 4226 over the minute."""
    digest = hmac.digest(key, minute.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def minute_of_code(key: bytes, typed: str, moment: datetime) -> int | None:
    """Of the present and the last minute the one that this is the code of; None where neither."""
    now = minute_of(moment)
    for minute in (now, now - 1):
        if hmac.compare_digest(code_of_minute(key, minute).encode(), typed.encode()):
            return minute
    return None


def places_of_code(source_id: int, minute: int) -> Iterator[bytes]:
    """Fingerprints for the list of spent ones: one for each voice that a code lets in."""
    for place in range(VOICES_A_CODE):
        yield sha256(f"display {source_id} {minute} {place}".encode()).digest()
