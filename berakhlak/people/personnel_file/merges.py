"""Merged cells of a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter, range_boundaries

LAST_LINE = 1_100_000  # Beyond what any spreadsheet has.
_LAST_PLACE = 16_383  # Column XFD.
_LONGEST_NAME = 40


@dataclass(frozen=True)
class MergedArea:
    """A merged area; lines count from 1, places from 0, all corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """As spreadsheets call it, e.g. A1:C1."""
        first = f"{get_column_letter(self.left + 1)}{self.top}"
        return f"{first}:{get_column_letter(self.right + 1)}{self.bottom}"


def merged_area(top: int, left: int, height: int, width: int) -> MergedArea:
    """An area from its first cell on, cut off where every spreadsheet ends."""
    bottom = min(top + height - 1, LAST_LINE)
    return MergedArea(top, left, bottom, min(left + width - 1, _LAST_PLACE))


def merged_area_named(name: str) -> MergedArea:
    """The merged area with this name. Raises ValueError."""
    if len(name) > _LONGEST_NAME:
        raise ValueError(name[:_LONGEST_NAME])
    left, top, right, bottom = (corner or 1 for corner in range_boundaries(name))
    return merged_area(top, left - 1, bottom - top + 1, right - left + 1)
