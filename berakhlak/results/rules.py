"""The rules by which a report on units calls a difference worth a word. Pure.

Cycles frozen under rules version 2 carry a verdict on each unit, made with the chance of the raters
in view; only that verdict names or colours a unit. Cycles of version 1 keep the limits they were
published with: SLIGHT, NOTABLE and ERRORS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from berakhlak.results.report import ResultsSource
from berakhlak.statistics.frozen_result import (
    ALL_VALUES,
    CellStatus,
    CycleFigures,
    UnitFigures,
    UnitValue,
)

ALL = ALL_VALUES
SLIGHT = 0.1
"""Of a step of the scale: less than this from the agency's mean carries no colour."""
NOTABLE = 0.2
"""Of a step of the scale: the least difference called a strength or a need."""
ERRORS = 2
"""A difference must also exceed so many standard errors of the unit's mean."""


@dataclass(frozen=True, kw_only=True)
class ComparedValue:
    """One value of a unit beside the agency; `difference` of the printed figures, or None.

    `guarded`: decided by the frozen verdict. The difference is then the one the verdict is on: as
    all but the boss see the unit.
    """

    code: str
    figure: UnitValue
    agency: float | None
    difference: float | None
    guarded: bool = False

    @property
    def stands_out(self) -> bool:
        """Whether the unit may be named on this value."""
        if self.guarded:
            return self.verdict in {"higher", "lower"}
        return self._beyond_both_limits

    @property
    def verdict(self) -> str | None:
        """What the frozen result says of the unit; None where it decided nothing."""
        effect = self.figure.effect
        return effect.verdict if effect and is_figure_shown(self.figure) else None

    @property
    def _beyond_both_limits(self) -> bool:
        n, sd = self.figure.n_officers, self.figure.sd
        if self.difference is None or n is None or sd is None:
            return False
        apart = abs(self.difference)
        return apart >= NOTABLE and apart > ERRORS * sd / sqrt(n)


def is_figure_shown(figure: UnitValue) -> bool:
    """Whether a figure carries a number to print."""
    return figure.status is CellStatus.SHOWN and figure.mean is not None


def agency_means(whole: CycleFigures) -> dict[str, float | None]:
    """The agency's mean of every value, and of all of them under ALL."""
    return {ALL: whole.overall_mean, **whole.value_means}


def compare_with_agency(
    figures: UnitFigures, whole: CycleFigures, codes: Sequence[str]
) -> tuple[ComparedValue, ...]:
    """The unit beside the agency, for each code; a value without a figure shows nothing."""
    known = {figure.code: figure for figure in figures.values}
    means = agency_means(whole)
    beside = _guarded if is_frozen_with_verdicts(whole) else _compared
    return tuple(
        beside(known.get(code) or UnitValue(code=code, status=CellStatus.NONE), means.get(code))
        for code in codes
    )


def _compared(figure: UnitValue, agency: float | None) -> ComparedValue:
    difference = None
    if is_figure_shown(figure) and figure.mean is not None and agency is not None:
        difference = round(figure.mean - agency, 2)
    return ComparedValue(code=figure.code, figure=figure, agency=agency, difference=difference)


def _guarded(figure: UnitValue, agency: float | None) -> ComparedValue:
    effect = figure.effect if is_figure_shown(figure) else None
    return ComparedValue(
        code=figure.code,
        figure=figure,
        agency=agency,
        difference=effect.difference if effect else None,
        guarded=True,
    )


def value_extremes(source: ResultsSource, code: str) -> tuple[float | None, float | None]:
    """The lowest and the highest mean of a value among the units shown."""
    means = [
        figure.mean
        for unit in source.units
        for figure in unit.figures.values
        if figure.code == code and is_figure_shown(figure) and figure.mean is not None
    ]
    return (min(means), max(means)) if means else (None, None)


def is_frozen_with_verdicts(whole: CycleFigures) -> bool:
    """Whether the cycle was frozen with verdicts (rules version 2 and later)."""
    return bool(whole.cutoffs)


def outstanding_strengths(rows: Sequence[ComparedValue]) -> list[ComparedValue]:
    """Values that stand out above the agency, farthest first."""
    found = [row for row in rows if row.stands_out and (row.difference or 0) > 0]
    return sorted(found, key=lambda row: -(row.difference or 0))


def outstanding_needs(rows: Sequence[ComparedValue]) -> list[ComparedValue]:
    """Values that stand out below the agency, farthest first."""
    found = [row for row in rows if row.stands_out and (row.difference or 0) < 0]
    return sorted(found, key=lambda row: row.difference or 0)


def cell_colour(row: ComparedValue) -> str:
    """The colour of a cell: by verdict where there is one, else by the size of the difference."""
    if not row.guarded:
        return difference_shade(row.difference)
    return {"higher": "above", "lower": "below"}.get(row.verdict or "", "shown")


def difference_shade(difference: float | None) -> str:
    """The colour of a difference: far-below, below, near, above, far-above; plain for none."""
    if difference is None:
        return "shown"
    size = abs(difference)
    if size < SLIGHT:
        return "near"
    side = "above" if difference > 0 else "below"
    return f"far-{side}" if size >= NOTABLE else side
