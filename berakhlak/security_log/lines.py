"""A line of the log: JSON in plain letters, numbered by its writer and marked under a key."""

from __future__ import annotations

import hmac
import json
import logging
import os
import secrets
from collections.abc import Mapping

LONGEST_TEXT = 100
"""No text is longer, so that a line is written by one call of the system and stays whole."""
_MAC = "mac"

Value = int | str


class NumberedLines(logging.Formatter):
    """Turns the fields of a record into a line. A number that is missing is a line taken away.

    Each process is a writer of its own, for several write to one file. Handlers format under their
    lock, so numbers come in the order of lines.
    """

    def __init__(self, secret: str) -> None:
        super().__init__()
        self._key = key_of_lines(secret)
        self._process, self._writer, self._number = 0, "", 0

    def format(self, record: logging.LogRecord) -> str:
        if self._process != os.getpid():
            self._process, self._writer, self._number = os.getpid(), secrets.token_hex(8), 0
        self._number += 1
        fields: Mapping[str, Value] = record.fields  # type: ignore[attr-defined]
        return marked_line({"writer": self._writer, "n": self._number, **fields}, self._key)


def key_of_lines(secret: str) -> bytes:
    """The key under which lines are marked."""
    return hmac.digest(secret.encode(), b"security log lines", "sha256")


def marked_line(fields: Mapping[str, Value], key: bytes) -> str:
    """One line without its end, of printable ASCII alone, whatever the fields hold."""
    plain = {name: _short(value) for name, value in fields.items()}
    return _text(plain | {_MAC: _mac(plain, key)})


def read_line(line: str, key: bytes) -> dict[str, Value] | None:
    """The fields of a line; None when it is none of ours, or was changed."""
    try:
        fields = json.loads(line)
        mac = str(fields.pop(_MAC))
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return None
    is_ours = hmac.compare_digest(_mac(fields, key).encode(), mac.encode())
    return fields if is_ours else None


def _short(value: Value) -> Value:
    return value[:LONGEST_TEXT] if isinstance(value, str) else value


def _mac(fields: Mapping[str, Value], key: bytes) -> str:
    return hmac.digest(key, _text(fields).encode(), "sha256").hex()[:32]


def _text(fields: Mapping[str, Value]) -> str:
    # Everything beyond ASCII and every control character is escaped; DEL alone json leaves alone.
    return json.dumps(fields, separators=(",", ":")).replace("\x7f", "\\u007f")
