"""Rupiah as people type it and as spreadsheets write it. Plain Python."""

from __future__ import annotations

import re

# In groups of three with the same sign between them, or without any; cents are nothing.
_AMOUNT = re.compile(r"(?:rp\.?\s{0,3})?(\d{1,3}(?:\.\d{3}){1,4}|\d{1,3}(?:,\d{3}){1,4}|\d{1,13})"
                     r"(?:[.,]0{1,2})?(?:,-)?", re.IGNORECASE)  # fmt: skip
_NOTHING = re.compile(r"gratis|free|rp\.?\s{0,3}0|0", re.IGNORECASE)


def rupiah_of(typed: str) -> int | None:
    """`Rp1.500.000`, `1500000`, `1.500.000,00`, `1500000.0`, `gratis`; None for anything else."""
    words = typed.strip()
    if _NOTHING.fullmatch(words):
        return 0
    found = _AMOUNT.fullmatch(words)
    return int(re.sub(r"\D", "", found[1])) if found else None


def whole_number_of(typed: str) -> int | None:
    """`20`, or `20.0` as spreadsheets write it; None for anything else."""
    found = re.fullmatch(r"(\d{1,9})(?:[.,]0{1,6})?", typed.strip())
    return int(found[1]) if found else None
