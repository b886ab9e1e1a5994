"""The figures of a cycle as frozen dataclasses of arrays. NaN means undefined."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import ByteCodes, SuppressionStatus, johari_areas
from berakhlak.statistics.items import ItemScores
from berakhlak.statistics.norms import CycleNorms
from berakhlak.statistics.packed_sheets import Floats, Ints
from berakhlak.statistics.rules import ScoringRules
from berakhlak.statistics.units import UnitScores
from berakhlak.statistics.weighting import weighted_composite

Z_95 = 1.959963984540054  # The 97.5 % point of the normal distribution.


@dataclass(frozen=True)
class CellScores:
    """Figures of every (officer, group, value); all arrays of shape (officers, groups, values).

    `n`: raters with a score. `mean`, `sd`: over rater scores (sd with n - 1, NaN for n < 2).
    `status`: codes of `SuppressionStatus`. Suppressed numbers are here for arithmetic and must
    not be shown.
    """

    n: npt.NDArray[np.int32]
    mean: Floats
    sd: Floats
    status: ByteCodes
    rules: ScoringRules

    @property
    def half_width(self) -> Floats:
        """Half of the t interval: t(ci_level, n - 1) sd / sqrt(n); 0 where raters all agree."""
        quantiles = t_quantiles(int(self.n.max(initial=0)), self.rules.ci_level)
        with np.errstate(divide="ignore"):
            factor = quantiles / np.sqrt(np.arange(len(quantiles)))
        half: Floats = factor[self.n]
        half *= self.sd
        return half

    @property
    def ci_lo(self) -> Floats:
        """Lower end of the interval, clipped to the scale; NaN for n < 2."""
        return self._end(np.subtract)

    @property
    def ci_hi(self) -> Floats:
        """Upper end of the interval, clipped to the scale; NaN for n < 2."""
        return self._end(np.add)

    def _end(self, step: np.ufunc) -> Floats:
        # In place, because a cycle of 100,000 officers has 3.5 million cells.
        end = self.half_width
        step(self.mean, end, out=end)
        return np.clip(end, *self.rules.scale, out=end)


@dataclass(frozen=True)
class ValueScores:
    """Figures of every (officer, value); all arrays of shape (officers, values).

    `composite`: weighted mean over the shown groups but self, weights renormalised.
    `groups_used`: bit g set if group g counts in it. `gap` = self - composite.
    `sem`: see `scoring.composite_standard_errors`.
    """

    cells: CellScores
    self_mean: Floats
    composite: Floats
    groups_used: npt.NDArray[np.uint32]
    category: ByteCodes
    category_half_sd: ByteCodes
    sem: Floats

    @property
    def composite_all(self) -> Floats:
        """The composite over all groups with a score. Internal: beside `composite` it would give
        a suppressed group away."""
        rows = zip(self.cells.mean.T, self.cells.n.T, strict=True)
        every = [weighted_composite(mean, n > 0, self.cells.rules) for mean, n in rows]
        return np.array(every).reshape(self.composite.T.shape).T

    @cached_property
    def n_raters(self) -> npt.NDArray[np.int32]:
        """Rater scores in shown groups but self."""
        total = np.zeros_like(self.composite, np.int32)
        for code in self.cells.rules.others:
            total += self.cells.n[:, code] * (self.cells.status[:, code] == SuppressionStatus.SHOWN)
        return total

    @property
    def others_unweighted(self) -> Floats:
        """Mean of those rater scores, each rater counting once; NaN without any."""
        total = np.zeros_like(self.composite)
        for code in self.cells.rules.others:
            shown = self.cells.status[:, code] == SuppressionStatus.SHOWN
            total += np.where(shown, self.cells.n[:, code] * self.cells.mean[:, code], 0.0)
        with np.errstate(invalid="ignore"):
            mean: Floats = total / self.n_raters
        return mean

    @property
    def gap(self) -> Floats:
        return self.self_mean - self.composite

    @property
    def johari(self) -> ByteCodes:
        return johari_areas(self.category)

    @property
    def mdc95(self) -> Floats:
        """Least difference between two measurements that exceeds noise: z sqrt(2) sem."""
        least: Floats = Z_95 * np.sqrt(2.0) * self.sem
        return least


@dataclass(frozen=True)
class OfficerScores:
    """Figures of every officer; arrays of shape (officers,), `n_forms` (officers, groups).

    `n_forms`: sheets with at least one answer. `self_overall`, `composite_overall`: means over
    available values, `n_values` with a composite. `gap`, `category`: over the `n_shared` values
    that both self and others rated, so that different values are never compared.
    `percentile`: mid-rank among officers with a composite.
    """

    n_forms: npt.NDArray[np.int32]
    self_overall: Floats
    composite_overall: Floats
    n_values: Ints
    n_shared: Ints
    gap: Floats
    category: ByteCodes
    percentile: Floats


@dataclass(frozen=True)
class CycleScores:
    """The figures of a cycle, or of one block of its officers. `units` is None without units."""

    cells: CellScores
    values: ValueScores
    officers: OfficerScores
    items: ItemScores
    units: UnitScores | None
    norms: CycleNorms


def t_quantiles(largest_n: int, level: float) -> Floats:
    """Two-sided t quantiles for 0..largest_n raters (n - 1 degrees of freedom), NaN below 2."""
    from scipy.special import stdtrit

    quantiles = np.full(largest_n + 1, np.nan)
    if largest_n >= 2:
        quantiles[2:] = stdtrit(np.arange(1, largest_n), 0.5 + level / 2)
    return quantiles
