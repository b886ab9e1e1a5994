"""Cells of values and of behaviours, with bars, group habits and composites made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.inference import centring, pooling
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.packed_sheets import Bools, Floats, ItemColumns, PackedSheets
from berakhlak.statistics.rules import ScoringRules
from berakhlak.statistics.scoring import standard_deviations

Counts = npt.NDArray[Any]
"""Whole numbers of raters, as floats or as small as they are counted."""


@dataclass(frozen=True)
class CellInference:
    """Cells of values or of behaviours, (officers, groups, columns), with what is made of them.

    `shifts` (groups, columns), `pooled`: constants of the cycle. `composite` (officers, columns):
    group-centred.
    """

    n: Counts
    mean: Floats
    shown: Bools
    shifts: Floats
    pooled: pooling.PooledVariances
    squares: Floats
    degrees: Floats
    composite: Floats
    ends: tuple[float, float]
    cut: StatementCutoffs

    @property
    def half(self) -> Floats:
        """Half of each bar; made anew each time, for a large cycle has many."""
        cut = self.cut
        return pooling.bar_half_widths(
            self.n, self.mean, self.pooled, self.ends,
            z=cut.z, least=cut.least_bar, pull=cut.centre_pull,
        )  # fmt: skip


def group_weights(rules: ScoringRules) -> Floats:
    """Weight of each group, (groups,); 0 for self."""
    weights = np.array(rules.weights, float)
    if rules.self_code is not None:
        weights[rules.self_code] = 0.0
    return weights


def lone_group_codes(rules: ScoringRules) -> list[int]:
    """Codes of the groups that are usually one person."""
    return rules.codes_of(rules.recognisable_groups)


def value_cells(figures: CycleScores) -> tuple[Floats, Floats, Floats, Bools]:
    """Raters, means, variances and whether shown; each (officers, groups, values)."""
    cells = figures.cells
    shown: Bools = cells.status == SuppressionStatus.SHOWN
    return cells.n.astype(float), cells.mean, cells.sd**2, shown


def behaviour_cells(
    figures: CycleScores, sheets: PackedSheets, rules: ScoringRules
) -> tuple[Counts, Floats, Floats, Bools]:
    """The same by behaviour; variances of these answers alone, NaN where there are none."""
    items = figures.items
    columns = ItemColumns.from_sheets(sheets, rules)
    deviations: Floats = np.empty(items.n.shape)
    for item, answers in enumerate(columns.answers):
        n = columns.sums(answers > 0, np.int32)
        total, squares = columns.sums(answers), columns.sums(np.square(answers, dtype=np.int64))
        deviations[:, :, item] = standard_deviations(n, total, squares).T
    # Answers not told are left out of `deviations`, which are NaN there.
    shown: Bools = items.status == SuppressionStatus.SHOWN
    return items.n, items.mean, np.square(deviations, out=deviations), shown


def infer_cells(
    n: Counts,
    mean: Floats,
    variance: Floats,
    shown: Bools,
    rules: ScoringRules,
    cut: StatementCutoffs,
) -> CellInference:
    """Pool, centre and mix cells of one kind, all (officers, groups, columns)."""
    ends = (float(rules.scale[0]), float(rules.scale[1]))
    use = shown & ~np.isnan(variance)
    # Of fewer officers, a pooled variance or level would be nearly one officer's own.
    use &= (use & (n >= 2)).sum(axis=0) >= cut.least_centred
    found = pooling.sum_deviations(n, mean, variance, use, ends)
    known = shown & (shown.sum(axis=0) >= cut.least_centred)
    pooled = pooling.pool_variances(found, n, mean, known, cut.least_degrees)
    weights = group_weights(rules)
    shifts = centring.group_shifts(mean, shown, weights, cut.least_centred)
    composite = centring.centred_composites(mean, shown, weights, shifts, ends)
    return CellInference(
        n, mean, shown, shifts, pooled, found.squares, found.degrees, composite, ends, cut
    )
