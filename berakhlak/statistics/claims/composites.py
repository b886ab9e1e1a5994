"""The overall figure of each officer: its error, its reliability, its gap and its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from berakhlak.statistics.claims.cells import CellInference, group_weights
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.inference import centring, generalizability, verdicts
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.inference.shrinkage import shrink_to_centre
from berakhlak.statistics.packed_sheets import Floats, PackedSheets
from berakhlak.statistics.response_quality import sheet_patterns
from berakhlak.statistics.rules import ScoringRules


@dataclass(frozen=True)
class OverallInference:
    """Arrays (officers,): the overall composite and its squared error; `gap` and statements on it
    (officers, 1); `place` against the middle. `sheet_variance` (groups,): of a rater's sheet."""

    composite: Floats
    error: Floats
    dependability: generalizability.DependabilityEstimate | None
    components: generalizability.VarianceComponents | None
    sheet_variance: Floats
    gap: verdicts.DifferenceStatements
    place: verdicts.Codes

    @property
    def perspective(self) -> float:
        """Variance of a group's own view of an officer, 0 where unknown."""
        return self.components.perspective if self.components else 0.0


def overall_group_weights(share: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Weight of each group in the overall figure, and its raters; both (officers, groups)."""
    rated = np.maximum(share.any(axis=1).sum(axis=1), 1)
    counted = (share > 0).sum(axis=2)
    raters = np.where(share > 0, n, 0).sum(axis=2) / np.maximum(counted, 1)
    return share.sum(axis=2) / rated[:, None], np.maximum(raters, 1)


def infer_overall(
    figures: CycleScores,
    values: CellInference,
    sheets: PackedSheets,
    share: Floats,
    own: float,
    rules: ScoringRules,
    cut: StatementCutoffs,
) -> OverallInference:
    """Everything on overall figures; `own`: error variance of one's own mean of a value."""
    weights = group_weights(rules)
    column = _sheet_column(sheets, rules, cut)
    shifts = centring.group_shifts(
        column.mean[:, :, None], column.shown[:, :, None], weights, cut.least_centred
    )[:, 0]
    variance, components = _components(column, sheets, weights, shifts, cut)
    shares, raters = overall_group_weights(share, values.n)
    error = generalizability.composite_squared_errors(shares, raters, variance)
    composite = centring.mean_of_available(values.composite)
    found = _dependability(composite, error, components, shares)
    gap = centring.mean_of_available(figures.values.self_mean - values.composite)
    gap_error = error + own / values.mean.shape[2]
    return OverallInference(
        composite,
        error,
        found,
        components,
        variance,
        verdicts.difference_statements(
            gap[:, None], gap_error[:, None], cut.gap_floor, cut.overall_gap_probability
        ),
        _place(composite, error, found, cut),
    )


def _components(
    column: generalizability.GroupStatistics,
    sheets: PackedSheets,
    weights: Floats,
    shifts: Floats,
    cut: StatementCutoffs,
) -> tuple[Floats, generalizability.VarianceComponents | None]:
    """Variance of a rater's sheet by group, (groups,), and all components. How groups truly differ
    is found first: a lone boss's error, told by differences to other groups, would hold it."""
    unit = np.arange(sheets.n_officers) if sheets.unit is None else sheets.unit.astype(np.intp)
    seen = column.mean, column.n, column.shown & (weights > 0)
    perspective, components = 0.0, None
    for _ in range(2):
        variance = generalizability.rater_variances(
            column, weights, shifts, cut.least_degrees, perspective
        )
        components = generalizability.estimate_components(*seen, variance, shifts, unit)
        perspective = components.perspective if components else 0.0
    return variance, components


def _dependability(
    composite: Floats,
    error: Floats,
    components: generalizability.VarianceComponents | None,
    shares: Floats,
) -> generalizability.DependabilityEstimate | None:
    """Of the printed figure: true is what groups see alike, and each group's own view by its
    weight. Both would be there again with other raters of the same groups."""
    if components is None:
        return generalizability.estimate_dependability(composite, error)
    rated = shares.any(axis=1)
    own = float((shares[rated] ** 2).sum(axis=1).mean()) if rated.any() else 0.0
    alike = components.officer + components.perspective * own
    return generalizability.estimate_dependability(composite, error, alike, components.certainty)


def _sheet_column(
    sheets: PackedSheets, rules: ScoringRules, cut: StatementCutoffs
) -> generalizability.GroupStatistics:
    """Means of whole sheets by officer and group, shown groups only."""
    score = sheet_patterns(sheets.answers, rules).mean
    groups = len(rules.groups)
    use = ~np.isnan(score)
    cell = sheets.officer[use] * groups + sheets.group[use]
    size = sheets.n_officers * groups
    n = np.bincount(cell, minlength=size)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(cell, score[use], size) / n
    squares = np.bincount(cell, (score[use] - mean[cell]) ** 2, size).reshape(-1, groups)
    n = n.reshape(-1, groups)
    shown = (n >= np.array(rules.min_n)) & (n > 0)
    # Of fewer officers, a pooled variance would be nearly one officer's own.
    few = (shown & (n >= 2)).sum(axis=0) < cut.least_centred
    degrees = np.where(shown & ~few, np.maximum(n - 1, 0), 0)
    return generalizability.GroupStatistics(
        mean.reshape(-1, groups),
        n.astype(float),
        shown,
        np.where(shown & ~few, squares, 0.0).sum(axis=0),
        degrees.sum(axis=0).astype(float),
    )


def _place(
    composite: Floats,
    error: Floats,
    found: generalizability.DependabilityEstimate | None,
    cut: StatementCutoffs,
) -> verdicts.Codes:
    if found is None or found.n < cut.least_officers_placed:
        return np.zeros(len(composite), np.int8)
    off = composite - np.nanmedian(composite)
    return verdicts.decide_verdicts(
        shrink_to_centre(off, error, 0.0, found.variance), 0.0, cut.place_probability
    )
