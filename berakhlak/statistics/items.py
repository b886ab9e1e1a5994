"""Figures of single items (behaviours): by group, over the others, and against self."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import (
    ByteCodes,
    SuppressionStatus,
    johari_areas,
    self_other_categories,
    suppression_statuses,
)
from berakhlak.statistics.packed_sheets import Floats, ItemColumns
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.weighting import weighted_composite

CountArray = npt.NDArray[np.signedinteger[Any]]


@dataclass(frozen=True)
class ItemScores:
    """Figures of every item.

    By group, shape (officers, groups, items): `n` raters who answered and `total`, the sum of
    their packed answers (small whole numbers; divide in floating point).
    Over officers, shape (officers, items): `composite`, as for values but with the item's own n
    and status; `category` of self against it. Over all groups but self, withheld or not (internal):
    `others_squares`, the sum of squared packed answers, and `others_favourable`, the number of
    favourable ones.
    """

    n: CountArray
    total: CountArray
    composite: Floats
    category: ByteCodes
    others_squares: CountArray
    others_favourable: CountArray
    rules: ScoringRules

    @property
    def mean(self) -> Floats:
        """Group means on the scale, (officers, groups, items); NaN for n = 0."""
        return _means(self.n, self.total, self.rules)

    @property
    def status(self) -> ByteCodes:
        """Status of each item cell, by its own n."""
        return suppression_statuses(self.n, np.array(self.rules.item_min_n)[:, None])

    @property
    def self_score(self) -> Floats:
        """The officer's own score where shown, (officers, items)."""
        code = self.rules.self_code
        if code is None:
            return np.full(self.composite.shape, np.nan)
        return _own(self.n[:, code], self.total[:, code], code, self.rules)

    @property
    def johari(self) -> ByteCodes:
        return johari_areas(self.category)

    @property
    def others_n(self) -> npt.NDArray[np.int32]:
        """Raters but self who answered, shown or not, (officers, items)."""
        return self._over_others(self.n)

    @property
    def others_mean(self) -> Floats:
        """Their mean; internal where a group is withheld."""
        return _means(self.others_n, self._over_others(self.total), self.rules)

    @property
    def others_variance(self) -> Floats:
        """Their variance with n - 1, NaN for n < 2; exact zeros."""
        n, total = (self._over_others(x).astype(np.int64) for x in (self.n, self.total))
        with np.errstate(invalid="ignore", divide="ignore"):
            variance: Floats = (n * self.others_squares - total * total) / (n * (n - 1))
        return variance

    @property
    def favourable_share(self) -> Floats:
        """Share of their answers at or above the favourable step, NaN for n = 0."""
        with np.errstate(invalid="ignore"):
            share: Floats = np.divide(self.others_favourable, self.others_n, dtype=np.float64)
        return share

    def _over_others(self, counts: CountArray) -> npt.NDArray[np.int32]:
        total = np.zeros_like(self.composite, np.int32)
        for code in self.rules.others:
            total += counts[:, code]
        return total


def item_scores(columns: ItemColumns, rules: ScoringRules, layout: ItemLayout) -> ItemScores:
    """Figures of every item from ordered sheets."""
    groups, officers = columns.shape
    small = columns.largest * rules.steps * groups < 1 << 15
    count: type[Any] = np.int16 if small else np.int32
    shape = (len(layout.items), officers)
    n = np.empty((shape[0], groups, officers), count)
    total = np.empty_like(n)
    mixed, category = np.empty(shape), np.empty(shape, np.int8)
    squares = np.empty(shape, np.int32 if small else np.int64)
    favourable = np.empty(shape, count)
    silent = rules.codes_of(rules.value_only_groups)
    others = [code for code in rules.others if code not in silent]
    for item, answers in enumerate(columns.answers):
        n[item] = columns.sums(answers > 0, count)
        total[item] = columns.sums(answers, count)
        n[item, silent] = total[item, silent] = 0
        squared = np.square(answers, dtype=np.int32)
        squares[item] = columns.sums(squared)[others].sum(axis=0)
        pleased = answers >= rules.favourable_packed
        favourable[item] = columns.sums(pleased, count)[others].sum(axis=0)
        mixed[item], category[item] = _against_self(n[item], total[item], rules)
    return ItemScores(n.T, total.T, mixed.T, category.T, squares.T, favourable.T, rules)


def _against_self(
    n: CountArray, total: CountArray, rules: ScoringRules
) -> tuple[Floats, ByteCodes]:
    """Composite and category of one item from `n`, `total` (groups, officers)."""
    shown = suppression_statuses(n, np.array(rules.item_min_n)[:, None]) == SuppressionStatus.SHOWN
    others = weighted_composite(_means(n, total, rules), shown, rules)
    code = rules.self_code
    if code is None:
        return others, self_other_categories(np.full_like(others, np.nan), others, rules)
    return others, self_other_categories(_own(n[code], total[code], code, rules), others, rules)


def _own(n: CountArray, total: CountArray, code: int, rules: ScoringRules) -> Floats:
    return np.where(n >= rules.item_min_n[code], _means(n, total, rules), np.nan)


def _means(n: npt.NDArray[Any], total: npt.NDArray[Any], rules: ScoringRules) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Floats = np.divide(total, n, dtype=np.float64)
    means += rules.shift
    return means


def pooled_ratings(items: ItemScores, layout: ItemLayout) -> tuple[npt.NDArray[np.int64], Floats]:
    """Number and mean of single ratings per (officer, group, value); a diagnostic, because
    raters who answer more items weigh more in it."""
    n = [items.n[..., layout.items_of(v)].sum(axis=2) for v in range(len(layout.values))]
    total = [items.total[..., layout.items_of(v)].sum(axis=2) for v in range(len(layout.values))]
    counts = np.stack(n, axis=2).astype(np.int64)
    return counts, _means(counts, np.stack(total, axis=2), items.rules)
