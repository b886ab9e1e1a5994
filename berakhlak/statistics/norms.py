"""What all officers of a cycle share: pooled variances, the spread of gaps, and the ranking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import ByteCodes, SelfOtherCategory
from berakhlak.statistics.packed_sheets import Floats, Ints
from berakhlak.statistics.rules import ScoringRules

RANK_DECIMALS = 9  # Composites that differ by rounding only are tied.


@dataclass(frozen=True)
class ValueMoments:
    """Count, mean and sum of squared deviations, one of each per value."""

    n: Ints
    mean: Floats
    deviations: Floats

    @classmethod
    def from_table(cls, table: Floats) -> ValueMoments:
        """Moments over the defined entries of `table[values, officers]`."""
        defined = ~np.isnan(table)
        n = defined.sum(axis=1)
        total = np.where(defined, table, 0.0).sum(axis=1)
        mean = total / np.maximum(n, 1)
        off = np.where(defined, table - mean[:, None], 0.0)
        return cls(n, mean, np.square(off, out=off).sum(axis=1))

    def plus(self, other: ValueMoments) -> ValueMoments:
        """Merge two disjoint sets (Chan, Golub & LeVeque 1983)."""
        n = self.n + other.n
        step = other.mean - self.mean
        share = other.n / np.maximum(n, 1)
        deviations = self.deviations + other.deviations + step**2 * self.n * share
        return ValueMoments(n, self.mean + step * share, deviations)

    @property
    def sd(self) -> Floats:
        """Standard deviation with n - 1, NaN for n < 2."""
        degrees = np.where(self.n > 1, self.n - 1.0, np.nan)
        return np.sqrt(self.deviations / degrees)


@dataclass(frozen=True)
class CycleNorms:
    """`pooled_variance[groups, values]`: variance between raters of one officer and group, NaN
    without degrees of freedom. `gaps`: spread of self - composite per value; `rated`: composites
    of the officers that have a gap. `ranked`: overall composites in ascending order."""

    pooled_variance: Floats
    gaps: ValueMoments
    rated: ValueMoments
    ranked: Floats


@dataclass(frozen=True)
class NormSums:
    """Sums that blocks of officers add up to; see `CycleNorms`."""

    squares: Floats
    degrees: Ints
    gaps: ValueMoments
    rated: ValueMoments
    composites: tuple[Floats, ...]

    @classmethod
    def from_block(
        cls, n: npt.NDArray[np.int32], sd: Floats, gap: Floats, composite: Floats, overall: Floats
    ) -> NormSums:
        """Sums of one block: `n` (0 for cells not pooled) and `sd` (values, groups, officers),
        `gap` and `composite` (values, officers), `overall` (officers,)."""
        squares, degrees = np.zeros(n.shape[:2]), np.zeros(n.shape[:2], np.int64)
        for value, spread in enumerate(sd):
            several = np.maximum(n[value] - 1, 0)
            degrees[value] = several.sum(axis=1)
            squares[value] = np.where(several > 0, several * spread * spread, 0.0).sum(axis=1)
        rated = np.where(np.isnan(gap), np.nan, composite)
        ranks = np.round(overall[~np.isnan(overall)], RANK_DECIMALS)
        return cls(
            squares.T,
            degrees.T,
            ValueMoments.from_table(gap),
            ValueMoments.from_table(rated),
            (ranks,),
        )

    @classmethod
    def total_of(cls, first: NormSums, *rest: NormSums) -> NormSums:
        """Add blocks up in the order given."""
        total = first
        for block in rest:
            total = cls(
                total.squares + block.squares,
                total.degrees + block.degrees,
                total.gaps.plus(block.gaps),
                total.rated.plus(block.rated),
                total.composites + block.composites,
            )
        return total

    def norms(self, rules: ScoringRules) -> CycleNorms:
        """Turn the sums into norms.

        With `rules.borrow_variance`, a group that never has two raters of one officer, as
        supervisors, is given the variance pooled over all other groups of the value.
        """
        degrees = np.where(self.degrees > 0, self.degrees, np.nan)
        pooled = self.squares / degrees
        if rules.borrow_variance:
            every = np.where(self.degrees.sum(axis=0) > 0, self.degrees.sum(axis=0), np.nan)
            pooled = np.where(np.isnan(pooled), self.squares.sum(axis=0) / every, pooled)
        ranked = np.sort(np.concatenate(self.composites))
        return CycleNorms(pooled, self.gaps, self.rated, ranked)


def percentile_ranks(overall: Floats, norms: CycleNorms) -> Floats:
    """Mid-rank percentile 100 (below + equal / 2) / N of each overall composite, NaN kept."""
    rounded = np.round(overall, RANK_DECIMALS)
    below = np.searchsorted(norms.ranked, rounded, "left")
    up_to = np.searchsorted(norms.ranked, rounded, "right")
    ranks: Floats = 50.0 * (below + up_to) / max(len(norms.ranked), 1)
    return np.where(np.isnan(overall), np.nan, ranks)


def half_sd_categories(
    gap: Floats, composite: Floats, norms: CycleNorms, rules: ScoringRules
) -> ByteCodes:
    """Categories relative to the cycle: over or under by more than z sd from the mean gap.

    Arrays of shape (values, officers). Undefined where fewer than `half_sd_min_officers`
    officers have a gap, because then the spread is noise. The cuts are strict.
    """
    enough = norms.gaps.n >= rules.half_sd_min_officers
    band = rules.z_half_sd * norms.gaps.sd + rules.compare_eps
    centre, level = norms.gaps.mean, norms.rated.mean - rules.compare_eps
    found = np.where(composite >= level[:, None], 6, 7).astype(np.int8)
    found[gap > (centre + band)[:, None]] = SelfOtherCategory.OVER_ESTIMATOR
    found[gap < (centre - band)[:, None]] = SelfOtherCategory.UNDER_ESTIMATOR
    found[np.isnan(gap)] = SelfOtherCategory.UNDEFINED
    found[~enough] = SelfOtherCategory.UNDEFINED
    return found
