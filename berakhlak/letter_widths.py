"""How wide words in a drawing are on paper, from the advance widths of the fonts themselves.

The renderer lays out the letters of a drawing one by one, without kerning, so their widths add up.
It puts words that end at or surround a point into a group of their own; words that start at one
need none, which makes a file a quarter smaller.
"""

from __future__ import annotations

from functools import lru_cache

from config import ROOT

FONTS = "static/vendor/plus-jakarta-sans-5.3.0/plus-jakarta-sans-{part}-{weight}-normal.woff2"
PARTS = ("latin", "latin-ext")
WEIGHTS = (400, 600, 700)
UNITS = 1024
"""In a pixel: to these the renderer rounds the width of a letter."""
SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def start_of_words(x: float, words: str, size: float, weight: int, anchor: str) -> float | None:
    """Where words begin, in pixels, that are anchored at `x`; None where a letter is not known."""
    width = width_of_words(str(words), size, weight)
    return None if width is None else x - width * SHARE[anchor]


@lru_cache(maxsize=4096)
def width_of_words(words: str, size: float, weight: int) -> float | None:
    """In pixels; None where the fonts do not have a letter."""
    widths = letter_widths(weight)
    if not all(letter in widths for letter in words):
        return None
    return sum(round(widths[letter] * size * UNITS) for letter in words) / UNITS


@lru_cache(maxsize=len(WEIGHTS))
def letter_widths(weight: int) -> dict[str, float]:
    """Letter -> width as a share of the type size. Raises FileNotFoundError for other weights."""
    # Slow to load, and needed for paper alone.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    found: dict[str, float] = {}
    for part in reversed(PARTS):  # What both have is drawn in the first.
        font = TTFont(ROOT / FONTS.format(part=part, weight=weight))
        height, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        for code, glyph in font.getBestCmap().items():
            found[chr(code)] = advances[glyph][0] / height
    return found
