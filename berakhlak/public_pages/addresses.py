"""Addresses of public pages: made of codes once, and kept."""

from __future__ import annotations

import re

from berakhlak.text import label_key

LONGEST = 40
RESERVED = {"en"}  # Pages in English lie below it.


def address_part(code: str) -> str:
    """A code as a part of an address: small letters, digits, dots and lines; empty where nothing
    of it can stand there."""
    part = re.sub(r"[^a-z0-9.]+", "-", label_key(code))[:LONGEST].strip("-.")
    return f"{part}-" if part in RESERVED else part
