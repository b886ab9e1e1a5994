"""How far raters of one officer agree: rwg, rwg(j), r*wg(j), average deviation.

All of it rests on histograms: how many raters of a cell chose each step. Agreement indices are
descriptions; the usual cut of .70 for rwg is a convention and decides nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.items import ItemScores
from berakhlak.statistics.packed_sheets import Floats, ItemColumns
from berakhlak.statistics.rules import ItemLayout, ScoringRules

CountArray = npt.NDArray[np.int64]


def r_wg(variance: Floats, null: float, *, truncated: bool = True) -> Floats:
    """Agreement on one item, 1 - s2 / null (James, Demaree & Wolf 1984).

    `variance` with n - 1. Truncated at 0 where raters differ more than by chance.
    """
    ratio = np.minimum(variance, null) if truncated else variance
    agreement: Floats = 1 - ratio / null
    return agreement


def r_wg_j(mean_variance: Floats, null: float, n_items: npt.NDArray[Any] | int) -> Floats:
    """Agreement over j parallel items, stepped up as a reliability (James et al. 1984).

    j (1 - q) / (j (1 - q) + q) with q = mean item variance / null; 0 where q > 1.
    """
    q = np.minimum(mean_variance / null, 1.0)
    agreement: Floats = n_items * (1 - q) / (n_items * (1 - q) + q)
    return agreement


def r_star_wg_j(mean_variance: Floats, uniform: float) -> Floats:
    """Lindell, Brandt & Whitney (1999): 1 - mean item variance / uniform null, not truncated."""
    agreement: Floats = 1 - mean_variance / uniform
    return agreement


@dataclass(frozen=True)
class RaterDispersion:
    """Spread of raters from histograms `counts[steps, ...]`; arrays of the trailing shape.

    `variance` with n - 1, NaN for n < 2. `ad_mean`, `ad_median`: mean absolute deviation from
    mean and median with divisor n (Burke & Dunlap 2002); NaN for n = 0.
    """

    n: CountArray
    mean: Floats
    variance: Floats
    ad_mean: Floats
    ad_median: Floats

    @classmethod
    def from_histograms(cls, counts: CountArray) -> RaterDispersion:
        """Reduce histograms; `mean` is on packed steps, from 1."""
        steps = np.arange(1, len(counts) + 1).reshape(-1, *[1] * (counts.ndim - 1))
        n = counts.sum(axis=0)
        total, squares = (counts * steps).sum(axis=0), (counts * steps**2).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total / n
            variance = (n * squares - total * total) / (n * (n - 1))
            around_mean = (counts * np.abs(steps - mean)).sum(axis=0) / n
            median = _medians(counts, n)
            around_median = (counts * np.abs(steps - median)).sum(axis=0) / n
        return cls(n, mean, variance, around_mean, around_median)


def _medians(counts: CountArray, n: CountArray) -> Floats:
    """Medians of histograms; the mean of the two middle answers where n is even."""
    up_to = np.cumsum(counts, axis=0)
    lower = (up_to < (n + 1) // 2).sum(axis=0) + 1
    upper = (up_to < n // 2 + 1).sum(axis=0) + 1
    medians: Floats = (lower + upper) / 2
    return medians


def answer_histograms(
    columns: ItemColumns, answers: npt.NDArray[np.uint8], rules: ScoringRules
) -> CountArray:
    """Raters at each step of one item: (steps, groups, officers) from ordered sheets."""
    return np.stack([columns.sums(answers == step) for step in range(1, rules.steps + 1)])


@dataclass(frozen=True)
class ItemAgreement:
    """Agreement of all raters but self on each item; (officers, items), NaN for n < 2."""

    variance: Floats
    ad_mean: Floats
    ad_median: Floats

    def r_wg(self, null: float, *, truncated: bool = True) -> Floats:
        return r_wg(self.variance, null, truncated=truncated)


def item_agreement(columns: ItemColumns, items: ItemScores, rules: ScoringRules) -> ItemAgreement:
    """Agreement on single items over all groups but self, shown or not (internal)."""
    others = list(rules.others)
    shape = (len(columns.answers), columns.shape[1])
    around_mean, around_median = np.full(shape, np.nan), np.full(shape, np.nan)
    for item, answers in enumerate(columns.answers):
        found = RaterDispersion.from_histograms(
            answer_histograms(columns, answers, rules)[:, others].sum(axis=1)
        )
        several = found.n >= 2
        around_mean[item, several] = found.ad_mean[several]
        around_median[item, several] = found.ad_median[several]
    return ItemAgreement(items.others_variance, around_mean.T, around_median.T)


@dataclass(frozen=True)
class ValueAgreement:
    """Agreement on the items of each value among raters who answered all of them.

    Arrays of shape (officers, scopes, values); the first scope is all groups but self, then each
    of those groups. NaN where `n_complete` < 2. `n_items[values]`.
    """

    scopes: tuple[str, ...]
    n_complete: CountArray
    mean_variance: Floats
    ad_mean: Floats
    ad_median: Floats
    n_items: CountArray

    def r_wg_j(self, null: float) -> Floats:
        return r_wg_j(self.mean_variance, null, self.n_items)

    def r_star(self, uniform: float) -> Floats:
        return r_star_wg_j(self.mean_variance, uniform)


def value_agreement(
    columns: ItemColumns, rules: ScoringRules, layout: ItemLayout
) -> ValueAgreement:
    """Agreement on every value, over all others and within each group."""
    scopes = [list(rules.others), *([code] for code in rules.others)]
    shape = (len(layout.values), len(scopes), columns.shape[1])
    n_complete = np.zeros(shape, np.int64)
    figures = [np.full(shape, np.nan) for _ in range(3)]
    sizes = [len(layout.items_of(value)) for value in range(len(layout.values))]
    for value in range(len(layout.values)):
        items = columns.answers[layout.items_of(value)]
        complete = np.all(items > 0, axis=0)
        counts = np.stack([answer_histograms(columns, item * complete, rules) for item in items])
        for scope, codes in enumerate(scopes):
            found = RaterDispersion.from_histograms(counts[:, :, codes].sum(axis=2).swapaxes(0, 1))
            n_complete[value, scope] = found.n[0]
            several = found.n[0] >= 2
            for out, spread in zip(
                figures, (found.variance, found.ad_mean, found.ad_median), strict=True
            ):
                out[value, scope, several] = spread.mean(axis=0)[several]
    names = ("others", *(rules.groups[code] for code in rules.others))
    variance, around_mean, around_median = (figure.transpose(2, 1, 0) for figure in figures)
    return ValueAgreement(
        names,
        n_complete.transpose(2, 1, 0),
        variance,
        around_mean,
        around_median,
        np.array(sizes, np.int64),
    )
