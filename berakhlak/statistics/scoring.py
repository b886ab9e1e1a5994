"""From packed sheets to the figures of officers: cells, composites, gaps, categories, percentiles.

Pure: arrays in, frozen dataclasses of arrays out. NaN means undefined. Arrays have the shape their
docstring gives, but lie in memory officer by officer within a group, as they are computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import (
    ByteCodes,
    SelfOtherCategory,
    SuppressionStatus,
    self_other_categories,
    suppression_statuses,
)
from berakhlak.statistics.figures import CellScores, CycleScores, OfficerScores, ValueScores
from berakhlak.statistics.items import ItemScores, item_scores
from berakhlak.statistics.norms import CycleNorms, NormSums, half_sd_categories, percentile_ranks
from berakhlak.statistics.packed_sheets import (
    Floats,
    Ints,
    ItemColumns,
    PackedSheets,
    sheet_value_scores,
)
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.units import unit_scores
from berakhlak.statistics.weighting import weighted_composite


def compute_scores(sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout) -> CycleScores:
    """Compute every figure of officers, values, cells, items and units of a cycle."""
    part = tally_block(sheets, rules, layout)
    return complete_scores(part, NormSums.total_of(part.norm_parts()).norms(rules), rules)


def stream_scores(
    blocks: Callable[[], Iterable[PackedSheets]], rules: ScoringRules, layout: ItemLayout
) -> Iterator[CycleScores]:
    """Compute a cycle block by block (say, unit by unit) in memory bounded by the largest block.

    `blocks()` is read twice: once for what is common to all officers (pooled variances, spread of
    gaps, the composites that percentiles rank), once for the figures. An officer's sheets must
    lie in one block. The figures are those of `compute_scores` on all sheets together.
    """
    sums = NormSums.total_of(
        *(tally_block(block, rules, layout).norm_parts() for block in blocks())
    )
    norms = sums.norms(rules)
    for block in blocks():
        yield complete_scores(tally_block(block, rules, layout), norms, rules)


@dataclass(frozen=True)
class BlockTally:
    """All that a block's own sheets tell, arrays in the order of computing: (values, groups,
    officers) and (values, officers)."""

    n: npt.NDArray[np.int32]
    mean: Floats
    sd: Floats
    n_forms: npt.NDArray[np.int32]
    items: ItemScores
    rules: ScoringRules
    unit: npt.NDArray[np.intp] | None
    n_units: int

    @cached_property
    def status(self) -> ByteCodes:
        return suppression_statuses(self.n, np.array(self.rules.min_n)[:, None])

    @cached_property
    def own(self) -> Floats:
        """Self means where shown, (values, officers)."""
        code = self.rules.self_code
        if code is None:
            return np.full((self.n.shape[0], self.n.shape[2]), np.nan)
        return np.where(self.status[:, code] == SuppressionStatus.SHOWN, self.mean[:, code], np.nan)

    @cached_property
    def composite(self) -> Floats:
        pairs = zip(self.mean, self.status == SuppressionStatus.SHOWN, strict=True)
        return _stack(
            [weighted_composite(mean, shown, self.rules) for mean, shown in pairs], self.own
        )

    @cached_property
    def composite_overall(self) -> Floats:
        return _mean_of_available(self.composite)

    def norm_parts(self) -> NormSums:
        """What this block adds to the norms of the cycle."""
        pooled = (
            self.n
            if self.rules.pool_withheld
            else self.n * (self.status == SuppressionStatus.SHOWN)
        )
        return NormSums.from_block(
            pooled, self.sd, self.own - self.composite, self.composite, self.composite_overall
        )


def tally_block(sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout) -> BlockTally:
    """Compute all figures that need no other officer."""
    columns = ItemColumns.from_sheets(sheets, rules)
    shape = (len(layout.values), *columns.shape)
    n, mean, sd = np.empty(shape, np.int32), np.empty(shape), np.empty(shape)
    for value in range(shape[0]):
        _score_value(columns, rules, layout, value, (n, mean, sd))
    answered = np.any(columns.answers, axis=0)
    unit = None if sheets.unit is None else sheets.unit.astype(np.intp)
    items = item_scores(columns, rules, layout)
    n_forms = columns.sums(answered, np.int32)
    return BlockTally(n, mean, sd, n_forms, items, rules, unit, sheets.n_units)


def _score_value(
    columns: ItemColumns,
    rules: ScoringRules,
    layout: ItemLayout,
    value: int,
    out: tuple[npt.NDArray[np.int32], Floats, Floats],
) -> None:
    """Fill n, mean and sd [value, groups, officers]."""
    n_out, mean, sd = (array[value] for array in out)
    scores = sheet_value_scores(columns.answers, rules, layout, value)
    n = columns.sums(scores.scored, np.int32)
    total = columns.sums(scores.parts)
    squares = columns.sums(scores.parts * scores.parts)
    n_out[:] = n
    with np.errstate(invalid="ignore", divide="ignore"):
        np.divide(total, n * float(scores.unit), out=mean)
        sd[:] = standard_deviations(n, total, squares) / scores.unit
    mean += rules.shift


def standard_deviations(n: npt.NDArray[np.int32], total: Ints, squares: Ints) -> Floats:
    """Standard deviation (n - 1) from whole-number sums; exact zeros, NaN for n < 2."""
    largest = int(np.abs(total).max(initial=0)), int(squares.max(initial=0))
    fits = max(largest[0] ** 2, largest[1] * int(n.max(initial=0))) < 1 << 63
    number = np.int64 if fits else np.float64
    wide = n.astype(number)
    deviations = wide * squares - total.astype(number) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        variance: Floats = np.maximum(deviations, 0) / (wide * (wide - 1))
    return np.sqrt(variance)


def complete_scores(part: BlockTally, norms: CycleNorms, rules: ScoringRules) -> CycleScores:
    """Add what depends on the whole cycle to the figures of a block."""
    cells = CellScores(part.n.T, part.mean.T, part.sd.T, part.status.T, rules)
    values = _values(part, cells, norms, rules)
    officers = _officers(part, norms, rules)
    units = None
    if part.unit is not None:
        table = np.vstack([part.composite_overall, part.composite])
        units = unit_scores(table, part.unit, part.n_units, rules)
    return CycleScores(cells, values, officers, part.items, units, norms)


def _values(
    part: BlockTally, cells: CellScores, norms: CycleNorms, rules: ScoringRules
) -> ValueScores:
    shown = part.status == SuppressionStatus.SHOWN
    used = np.zeros(part.own.shape, np.uint32)
    for code in rules.others:
        if rules.weights[code] > 0:
            used |= shown[:, code].astype(np.uint32) << np.uint32(code)
    return ValueScores(
        cells=cells,
        self_mean=part.own.T,
        composite=part.composite.T,
        groups_used=used.T,
        category=self_other_categories(part.own, part.composite, rules).T,
        category_half_sd=half_sd_categories(
            part.own - part.composite, part.composite, norms, rules
        ).T,
        sem=composite_standard_errors(part.n, shown, norms.pooled_variance, rules).T,
    )


def composite_standard_errors(
    n: npt.NDArray[np.int32], shown: npt.NDArray[np.bool_], pooled: Floats, rules: ScoringRules
) -> Floats:
    """Standard error of each composite, (values, officers).

    sqrt(sum (w / sum w)^2 s2 / n) over the groups used, with s2 the variance between raters of
    one officer pooled over the cycle (`pooled[groups, values]`). NaN where a group used has no
    pooled variance: a single rater per officer says nothing about how raters differ.
    """
    variance = np.zeros((n.shape[0], n.shape[2]))
    weight = np.zeros_like(variance)
    with np.errstate(invalid="ignore", divide="ignore"):
        for code in rules.others:
            w = rules.weights[code]
            if w > 0:
                part = (w * w) * pooled[code][:, None] / n[:, code]
                variance += np.where(shown[:, code], part, 0.0)
                weight += w * shown[:, code]
        return np.sqrt(variance) / weight


def _officers(part: BlockTally, norms: CycleNorms, rules: ScoringRules) -> OfficerScores:
    shared = ~np.isnan(part.own - part.composite)
    own, others = (
        _mean_of_available(np.where(shared, x, np.nan)) for x in (part.own, part.composite)
    )
    self_overall = _mean_of_available(part.own)
    category = self_other_categories(own, others, rules)
    category[np.isnan(own)] = SelfOtherCategory.NO_SHARED_VALUES
    category[np.isnan(part.composite_overall)] = SelfOtherCategory.NO_OTHERS
    category[np.isnan(self_overall)] = SelfOtherCategory.NO_SELF
    return OfficerScores(
        n_forms=part.n_forms.T,
        self_overall=self_overall,
        composite_overall=part.composite_overall,
        n_values=(~np.isnan(part.composite)).sum(axis=0),
        n_shared=shared.sum(axis=0),
        gap=own - others,
        category=category,
        percentile=percentile_ranks(part.composite_overall, norms),
    )


def _mean_of_available(table: Floats) -> Floats:
    """Mean over values (values, officers) -> (officers,), NaN where all are NaN."""
    defined = ~np.isnan(table)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.where(defined, table, 0.0).sum(axis=0) / defined.sum(axis=0)
    return mean


def _stack(rows: list[Floats], like: Floats) -> Floats:
    return np.array(rows).reshape(like.shape)
