"""Units beside the agency: their means, and what may be said of them without the lone boss."""

from __future__ import annotations

import numpy as np

from berakhlak.statistics.claims.cells import Table, lone_groups, weights_of
from berakhlak.statistics.claims.composites import overall_shares
from berakhlak.statistics.inference import centring, unit_effects
from berakhlak.statistics.inference.cutoffs import Cutoffs
from berakhlak.statistics.packed_sheets import Floats, PackedSheets
from berakhlak.statistics.response_quality import form_figures
from berakhlak.statistics.rules import Rules
from berakhlak.statistics.units import Units, unit_figures


def units_of(overall: Floats, composite: Floats, told: PackedSheets, rules: Rules) -> Units | None:
    """Means of units by column (overall, then values); None without units."""
    if told.unit is None:
        return None
    table = np.vstack([overall, composite.T])
    return unit_figures(table, told.unit.astype(np.intp), told.n_units, rules)


def effects_of_units(
    values: Table, told: PackedSheets, rules: Rules, cut: Cutoffs
) -> tuple[unit_effects.UnitEffects, ...]:
    """Effects of units as all but the lone boss see them: overall, then value by value."""
    if told.unit is None or told.rater is None:
        return ()
    weights = weights_of(rules)
    weights[lone_groups(rules)] = 0.0
    ends = (float(rules.scale[0]), float(rules.scale[1]))
    composite = centring.centred(values.mean, values.shown, weights, values.shifts, ends)
    share = centring.shares(values.shown, weights)
    leniency, residual = _components_without_boss(told, weights, rules)
    found = [
        _effect(
            centring.mean_of_available(composite),
            *overall_shares(share, values.n),
            told,
            (leniency, np.full(len(weights), residual)),
            (rules, cut),
        )
    ]
    for v in range(composite.shape[1]):
        rest = np.maximum(values.pooled.variance[:, v] - leniency, residual)
        raters = np.maximum(values.n[:, :, v], 1)
        found.append(
            _effect(composite[:, v], share[:, :, v], raters, told, (leniency, rest), (rules, cut))
        )
    return tuple(found)


def _components_without_boss(
    told: PackedSheets, weights: Floats, rules: Rules
) -> tuple[float, float]:
    from berakhlak.statistics import mixed

    assert told.rater is not None
    score = form_figures(told.answers, rules).mean
    use = ~np.isnan(score) & (weights[told.group] > 0)
    fit = mixed.fit_crossed(
        score[use],
        told.officer[use],
        told.rater[use],
        n_officers=told.n_officers,
        n_raters=told.n_raters,
        group=told.group[use],
        unit=told.unit,
    )
    leniency = fit.rater.variance if fit.rater is not None else np.nan
    return float(leniency), float(fit.residual_variance)


def _effect(
    composite: Floats,
    share: Floats,
    raters: Floats,
    told: PackedSheets,
    variances: tuple[float, Floats],
    how: tuple[Rules, Cutoffs],
) -> unit_effects.UnitEffects:
    assert told.unit is not None
    assert told.rater is not None
    unit, (rules, cut) = told.unit.astype(np.intp), how
    known = ~np.isnan(composite)
    sizes = np.bincount(unit[known], minlength=told.n_units).astype(float)
    shown = sizes >= rules.min_officers_per_unit
    weight = (share / raters)[told.officer, told.group]
    weight = np.where(known[told.officer], weight, 0.0)
    error = unit_effects.clustered_errors(
        weight,
        unit[told.officer],
        told.rater.astype(np.intp),
        np.where(shown, sizes, 0.0),
        variances[0],
        variances[1][told.group],
    )
    return unit_effects.unit_effects(
        unit_effects.differences(composite, unit, shown),
        error,
        cut.unit_floor,
        cut.unit_probability,
    )
