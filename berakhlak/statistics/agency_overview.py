"""Views of units and the agency: distribution of composites, quality of response.

Everything here obeys the withholding rules: a unit or set with too few officers, and a group with
too few sheets, shows no number. What two published figures reveal together is the business of
disclosure control, which runs over these views as over all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import ByteCodes, SuppressionStatus, suppression_statuses
from berakhlak.statistics.packed_sheets import Floats, Ints, PackedSheets
from berakhlak.statistics.response_quality import ratios_or_nan, sheet_patterns
from berakhlak.statistics.rules import ScoringRules

BIN_WIDTH = 0.5  # Of a step: fine enough to see a shape, coarse enough to name nobody.


@dataclass(frozen=True)
class ScoreDistribution:
    """How officers' composites spread over the scale.

    `edges[bins + 1]`; `count[bins, columns]`: officers per bin of each column, 0 where withheld;
    `status[columns]`. The last bin includes the top of the scale.
    """

    edges: Floats
    count: Ints
    status: ByteCodes


def score_distribution(composites: Floats, rules: ScoringRules) -> ScoreDistribution:
    """Distribution of `composites[officers, columns]` (a unit's, or the agency's)."""
    low, high = rules.scale
    edges = np.linspace(low, high, round((high - low) / BIN_WIDTH) + 1)
    count = np.zeros((len(edges) - 1, composites.shape[1]), np.int64)
    status = suppression_statuses((~np.isnan(composites)).sum(axis=0), rules.min_officers_per_unit)
    for column in np.flatnonzero(status == SuppressionStatus.SHOWN):
        figures = composites[:, column]
        count[:, column] = np.histogram(figures[~np.isnan(figures)], edges)[0]
    return ScoreDistribution(edges, count, status)


@dataclass(frozen=True)
class ResponseQuality:
    """Quality of sheets by rater group; arrays of shape (sets, groups), NaN unless shown.

    `n_sheets` with an answer, 0 where withheld. Shares of asked items that could not be rated, of
    sheets that are straight-lined, of answers at either end; `longest_run`: mean over sheets.
    """

    n_sheets: Ints
    cannot_rate: Floats
    straightlined: Floats
    extreme: Floats
    longest_run: Floats
    status: ByteCodes


def response_quality(
    sheets: PackedSheets, rules: ScoringRules, *, by_unit: bool
) -> ResponseQuality:
    """Quality of response for each unit, or for all sheets as one set.

    A cell needs the sheets of at least `min_n` of its group, and as many as the greatest minimum
    size, so that no single rater's habits are shown even where raters are not anonymous.
    """
    forms = sheet_patterns(sheets.answers, rules)
    n_sets = sheets.n_units if by_unit else 1
    unit = np.zeros(sheets.n_officers, np.int64) if not by_unit else _units(sheets)
    size = n_sets * len(rules.groups)
    cell = unit[sheets.officer] * len(rules.groups) + sheets.group

    def add(figure: npt.NDArray[Any]) -> Floats:
        total: Floats = np.bincount(cell, figure, size).astype(np.float64)
        return total.reshape(n_sets, -1)

    n = add(forms.n_valid > 0)
    status = suppression_statuses(n, max(rules.min_n))
    hidden = status != SuppressionStatus.SHOWN
    answered = add(forms.n_valid)
    found = [
        ratios_or_nan(add(forms.n_na), answered + add(forms.n_na)),
        ratios_or_nan(add(forms.straightline), n),
        ratios_or_nan(add(forms.n_extreme), answered),
        ratios_or_nan(add(forms.longstring), n),
    ]
    shown = [np.where(hidden, np.nan, figure) for figure in found]
    n_sheets = np.where(hidden, 0, n).astype(np.int64)
    return ResponseQuality(n_sheets, shown[0], shown[1], shown[2], shown[3], status)


def _units(sheets: PackedSheets) -> npt.NDArray[Any]:
    if sheets.unit is None:
        raise ValueError("unit: these sheets belong to officers without units")
    return sheets.unit
