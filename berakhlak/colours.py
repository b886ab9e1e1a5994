"""The colours of the style sheets, for what is drawn or written without one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from config import ROOT

Scheme = Literal["light", "dark"]
SHEETS = {"light": "tokens.css", "dark": "dark.css"}
VALUE_COLOURS = 12
_COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")


def value_mark(place: int) -> int:
    """Which colour the value at a place (from 1) of its instrument has; they begin again."""
    return (place - 1) % VALUE_COLOURS + 1


def token_colour(name: str, scheme: Scheme = "light") -> str:
    """The colour of a token, as `#rrggbb`; KeyError where there is no such token."""
    return token_colours(scheme)[name]


@lru_cache(maxsize=2)
def token_colours(scheme: Scheme = "light") -> dict[str, str]:
    """Every token that is one opaque colour, by name."""
    sheet = ROOT / "static" / "css" / SHEETS[scheme]
    return dict(_COLOUR.findall(sheet.read_text("utf-8")))
