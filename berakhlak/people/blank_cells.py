"""Cells of a personnel file that say that there is nothing."""

from __future__ import annotations

from berakhlak import text

_NOTHING = {"", "-", "--", "---", "\u2013", "\u2014", "n/a", "nihil", "tidak ada", "(kosong)"} | {
    "null",
    "none",
    "#n/a",
}


def is_blank_cell(cell: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.label_key(cell) in _NOTHING
