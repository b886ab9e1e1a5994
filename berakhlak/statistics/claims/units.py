"""Units beside the agency: their means, and what may be said of them without the lone boss."""

from __future__ import annotations

import numpy as np

from berakhlak.statistics.claims.cells import CellInference, group_weights, lone_group_codes
from berakhlak.statistics.claims.composites import overall_group_weights
from berakhlak.statistics.inference import centring, unit_effects
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.packed_sheets import Floats, PackedSheets
from berakhlak.statistics.response_quality import sheet_patterns
from berakhlak.statistics.rules import ScoringRules
from berakhlak.statistics.units import UnitScores, unit_scores


def inferred_unit_scores(
    overall: Floats, composite: Floats, sheets: PackedSheets, rules: ScoringRules
) -> UnitScores | None:
    """Means of units by column (overall, then values); None without units."""
    if sheets.unit is None:
        return None
    table = np.vstack([overall, composite.T])
    return unit_scores(table, sheets.unit.astype(np.intp), sheets.n_units, rules)


def infer_unit_effects(
    values: CellInference, sheets: PackedSheets, rules: ScoringRules, cut: StatementCutoffs
) -> tuple[unit_effects.UnitEffects, ...]:
    """Effects of units as all but the lone boss see them: overall, then value by value."""
    if sheets.unit is None or sheets.rater is None:
        return ()
    weights = group_weights(rules)
    weights[lone_group_codes(rules)] = 0.0
    ends = (float(rules.scale[0]), float(rules.scale[1]))
    composite = centring.centred_composites(values.mean, values.shown, weights, values.shifts, ends)
    share = centring.renormalised_weights(values.shown, weights)
    leniency, residual = _components_without_boss(sheets, weights, rules)
    found = [
        _effect(
            centring.mean_of_available(composite),
            *overall_group_weights(share, values.n),
            sheets,
            (leniency, np.full(len(weights), residual)),
            (rules, cut),
        )
    ]
    for v in range(composite.shape[1]):
        rest = np.maximum(values.pooled.variance[:, v] - leniency, residual)
        raters = np.maximum(values.n[:, :, v], 1)
        found.append(
            _effect(composite[:, v], share[:, :, v], raters, sheets, (leniency, rest), (rules, cut))
        )
    return tuple(found)


def _components_without_boss(
    sheets: PackedSheets, weights: Floats, rules: ScoringRules
) -> tuple[float, float]:
    from berakhlak.statistics import mixed

    assert sheets.rater is not None
    score = sheet_patterns(sheets.answers, rules).mean
    use = ~np.isnan(score) & (weights[sheets.group] > 0)
    fit = mixed.fit_crossed(
        score[use],
        sheets.officer[use],
        sheets.rater[use],
        n_officers=sheets.n_officers,
        n_raters=sheets.n_raters,
        group=sheets.group[use],
        unit=sheets.unit,
    )
    leniency = fit.rater.variance if fit.rater is not None else np.nan
    return float(leniency), float(fit.residual_variance)


def _effect(
    composite: Floats,
    share: Floats,
    raters: Floats,
    sheets: PackedSheets,
    variances: tuple[float, Floats],
    how: tuple[ScoringRules, StatementCutoffs],
) -> unit_effects.UnitEffects:
    assert sheets.unit is not None
    assert sheets.rater is not None
    unit, (rules, cut) = sheets.unit.astype(np.intp), how
    known = ~np.isnan(composite)
    sizes = np.bincount(unit[known], minlength=sheets.n_units).astype(float)
    shown = sizes >= rules.min_officers_per_unit
    weight = (share / raters)[sheets.officer, sheets.group]
    weight = np.where(known[sheets.officer], weight, 0.0)
    error = unit_effects.clustered_errors(
        weight,
        unit[sheets.officer],
        sheets.rater.astype(np.intp),
        np.where(shown, sizes, 0.0),
        variances[0],
        variances[1][sheets.group],
    )
    return unit_effects.unit_effects(
        unit_effects.unit_differences(composite, unit, shown),
        error,
        cut.unit_floor,
        cut.unit_probability,
    )
