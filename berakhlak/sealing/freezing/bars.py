"""Bars around printed means: how sure a mean of so many raters is."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from berakhlak.sealing.freezing.statements import round_or_none
from berakhlak.statistics.claims.cells import CellInference
from berakhlak.statistics.inference import pooling
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.rules import ScoringRules


class BarWriter:
    """Bars around printed means of one table, by group and column."""

    def __init__(
        self, table: CellInference, cutoffs: StatementCutoffs, rules: ScoringRules
    ) -> None:
        self.pooled, self.cutoffs, self.self_code = table.pooled, cutoffs, rules.self_code
        self.ends = (float(rules.scale[0]), float(rules.scale[1]))
        # Few raters with few answers each: the same mean of as many comes again and again.
        self.bar = cache(self._bar)

    def _bar(
        self, group: int, column: int, n: int, mean: float | None
    ) -> tuple[float | None, float | None]:
        """Ends of a bar around the printed mean of `n` raters, None where there is none."""
        if mean is None or group == self.self_code:
            return None, None
        pooled = pooling.PooledVariances(
            *(
                getattr(self.pooled, name)[group, column]
                for name in ("variance", "factor", "centre")
            )
        )
        half = float(
            pooling.bar_half_widths(
                np.array(float(n)),
                np.array(mean),
                pooled,
                self.ends,
                z=self.cutoffs.z,
                least=self.cutoffs.least_bar,
                pull=self.cutoffs.centre_pull,
            )
        )
        if math.isnan(half):
            return None, None
        low, high = max(mean - half, self.ends[0]), min(mean + half, self.ends[1])
        return round_or_none(low), round_or_none(high)
