"""The rules by which a report on units calls a difference worth a word. Pure.

Both limits are conventions of this product, printed with every report; neither is law.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from berakhlak.aggregation.result import CellStatus, CycleFigures, UnitFigures, UnitValue

ALL = "ALL"
SLIGHT = 0.1
"""Of a step of the scale: less than this from the agency's mean carries no colour."""
NOTABLE = 0.2
"""Of a step of the scale: the least difference called a strength or a need."""
ERRORS = 2
"""A difference must also exceed so many standard errors of the unit's mean."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One value of a unit beside the agency; `difference` of the printed figures, or None."""

    code: str
    figure: UnitValue
    agency: float | None
    difference: float | None

    @property
    def stands_out(self) -> bool:
        """Whether the difference is at least NOTABLE and more than ERRORS standard errors."""
        n, sd = self.figure.n_officers, self.figure.sd
        if self.difference is None or n is None or sd is None:
            return False
        apart = abs(self.difference)
        return apart >= NOTABLE and apart > ERRORS * sd / sqrt(n)


def is_shown(figure: UnitValue) -> bool:
    """Whether a figure carries a number to print."""
    return figure.status is CellStatus.SHOWN and figure.mean is not None


def agency_means(whole: CycleFigures) -> dict[str, float | None]:
    """The agency's mean of every value, and of all of them under ALL."""
    return {ALL: whole.overall_mean, **whole.value_means}


def compared(
    figures: UnitFigures, whole: CycleFigures, codes: Sequence[str]
) -> tuple[Compared, ...]:
    """The unit beside the agency, for each code; a value without a figure shows nothing."""
    known = {figure.code: figure for figure in figures.values}
    means = agency_means(whole)
    return tuple(
        _compared(known.get(code) or UnitValue(code=code, status=CellStatus.NONE), means.get(code))
        for code in codes
    )


def _compared(figure: UnitValue, agency: float | None) -> Compared:
    difference = None
    if is_shown(figure) and figure.mean is not None and agency is not None:
        difference = round(figure.mean - agency, 2)
    return Compared(code=figure.code, figure=figure, agency=agency, difference=difference)


def strengths(rows: Sequence[Compared]) -> list[Compared]:
    """Values that stand out above the agency, farthest first."""
    found = [row for row in rows if row.stands_out and (row.difference or 0) > 0]
    return sorted(found, key=lambda row: -(row.difference or 0))


def needs(rows: Sequence[Compared]) -> list[Compared]:
    """Values that stand out below the agency, farthest first."""
    found = [row for row in rows if row.stands_out and (row.difference or 0) < 0]
    return sorted(found, key=lambda row: row.difference or 0)


def shade(difference: float | None) -> str:
    """The colour of a difference: far-below, below, near, above, far-above; plain for none."""
    if difference is None:
        return "shown"
    size = abs(difference)
    if size < SLIGHT:
        return "near"
    side = "above" if difference > 0 else "below"
    return f"far-{side}" if size >= NOTABLE else side
