"""Merged cells of a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter, range_boundaries


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


def merged_area_named(name: str) -> MergedArea:
    """The merged area with this name. Raises ValueError."""
    left, top, right, bottom = (corner or 1 for corner in range_boundaries(name))
    return MergedArea(top, left - 1, bottom, right - 1)
