"""Addresses of public pages: made of codes once, and kept."""

from __future__ import annotations

import re

LONGEST = 40
RESERVED = {"en"}  # Pages in English lie below it.


def address_part(code: str) -> str:
    """A code as a part of an address: small letters, digits, dots and lines; empty where nothing
    of it can stand there."""
    part = re.sub(r"[^a-z0-9.]+", "-", code.casefold())[:LONGEST].strip("-.")
    return f"{part}-" if part in RESERVED else part
