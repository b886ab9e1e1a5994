"""Frozen unit figures as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from berakhlak.aggregation.result import CellStatus, UnitFigures, UnitValue
from berakhlak.cycles.models import CycleUnit

ALL = "ALL"


@dataclass(frozen=True)
class UnitRow:
    """One unit: officers behind its means (None when withheld), then all values, then each."""

    name: str
    officers: int | None
    cells: tuple[UnitValue, ...]


def unit_rows(
    units: Iterable[CycleUnit], figures: Mapping[int, UnitFigures], codes: Sequence[str]
) -> list[UnitRow]:
    """A row per unit in the given order; a value without a figure is a cell that shows nothing."""
    return [_row(unit, figures.get(unit.id), codes) for unit in units]


def _row(unit: CycleUnit, figures: UnitFigures | None, codes: Sequence[str]) -> UnitRow:
    known = {value.code: value for value in figures.values} if figures else {}
    cells = tuple(
        known.get(code, UnitValue(code=code, status=CellStatus.NONE)) for code in [ALL, *codes]
    )
    return UnitRow(unit.name, cells[0].n_officers, cells)
