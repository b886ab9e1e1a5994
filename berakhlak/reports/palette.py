"""The colours of drawings, read from tokens.css so that they are written down once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from config import ROOT

TOKENS = ROOT / "static" / "css" / "tokens.css"
VALUES = 7


@dataclass(frozen=True)
class Palette:
    """Colours by use; `palette["peer"]` is a group's, `values` those of the seven values."""

    groups: dict[str, str]
    values: tuple[str, ...]
    ink: str
    soft: str
    line: str
    strong: str
    band: str

    def __getitem__(self, group: str) -> str:
        return self.groups[group]


@lru_cache(maxsize=1)
def palette() -> Palette:
    """The palette of the product."""
    found = re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6});", TOKENS.read_text("utf-8"))
    colours = dict(found)
    words = ("self", "supervisor", "peer", "subordinate", "citizen")
    groups = {word: colours[f"group-{word}"] for word in words}
    return Palette(
        groups={**groups, "others": colours["primary"]},
        values=tuple(colours[f"nilai-{place}"] for place in range(1, VALUES + 1)),
        ink=colours["ink"],
        soft=colours["ink-soft"],
        line=colours["line"],
        strong=colours["line-strong"],
        band=colours["ground"],
    )
