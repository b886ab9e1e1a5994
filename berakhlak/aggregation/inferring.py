"""From a cycle's figures to what may be said of them under rules version 2.

Everything rests on shown cells and told sheets, so that nothing withheld moves any of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from berakhlak.aggregation.categories import Status
from berakhlak.aggregation.figures import Figures
from berakhlak.aggregation.forms import form_figures
from berakhlak.aggregation.inference import (
    centring,
    generalizability,
    pooling,
    unit_effects,
    verdicts,
)
from berakhlak.aggregation.inference.cutoffs import Cutoffs
from berakhlak.aggregation.inference.shrinkage import shrink
from berakhlak.aggregation.packed import Bools, Columns, Floats, PackedSheets
from berakhlak.aggregation.policy import Layout, Rules
from berakhlak.aggregation.scoring import spread
from berakhlak.aggregation.units import Units, unit_figures

LONE_GROUPS = ("supervisor",)  # Usually one person: never told against a group, left out of units.
NO_CONTRAST = ("citizen",)  # Their short form asks a third of the behaviours.


@dataclass(frozen=True)
class Table:
    """Cells of values or of behaviours, (officers, groups, columns), with what is made of them.

    `shifts` (groups, columns), `pooled`: constants of the cycle. `half`: half of each bar.
    `composite` (officers, columns): group-centred.
    """

    n: Floats
    mean: Floats
    shown: Bools
    shifts: Floats
    pooled: pooling.PooledSpread
    squares: Floats
    degrees: Floats
    half: Floats
    composite: Floats


@dataclass(frozen=True)
class Overall:
    """Arrays (officers,): the overall composite and its squared error; `gap` and statements on it
    (officers, 1); `place` against the middle. `sheet_variance` (groups,): of a rater's sheet."""

    composite: Floats
    error: Floats
    dependability: generalizability.Dependability | None
    components: generalizability.Components | None
    sheet_variance: Floats
    gap: verdicts.Statements
    place: verdicts.Codes

    @property
    def perspective(self) -> float:
        """Variance of a group's own view of an officer, 0 where unknown."""
        return self.components.perspective if self.components else 0.0


@dataclass(frozen=True)
class Inference:
    """All that version 2 adds. `value_variance` (groups, values): of a rater's score of a value;
    `errors` (officers, values): squared, of the composites; `own_error`: variance of one's own
    mean of a value. `units`, `effects` (by column: overall, then values)."""

    cutoffs: Cutoffs
    values: Table
    behaviours: Table
    value_variance: Floats
    errors: Floats
    own_error: float
    overall: Overall
    gaps: verdicts.Statements
    groups: verdicts.GroupDifference
    contrasts: verdicts.Contrasts
    contrast_statements: verdicts.Statements
    units: Units | None
    effects: tuple[unit_effects.UnitEffects, ...]


def infer(
    figures: Figures,
    told: PackedSheets,
    rules: Rules,
    layout: Layout,
    cutoffs: Cutoffs | None = None,
) -> Inference:
    """Apply rules version 2; `figures` and `told` come from `withholding.compute_safe`."""
    cut = cutoffs or Cutoffs()
    weights = _weights(rules)
    values = _table(*_value_cells(figures), rules, cut)
    behaviours = _table(*_behaviour_cells(figures, told, rules), rules, cut)
    variance = _value_variances(values, weights, cut)
    share = centring.shares(values.shown, weights)
    errors = np.column_stack(
        [
            generalizability.squared_errors(share[:, :, v], values.n[:, :, v], variance[:, v])
            for v in range(variance.shape[1])
        ]
    )
    own = verdicts.own_error(figures.items.self_score, np.array(layout.value_of_item))
    own *= cut.own_error_factor / max(len(layout.items) / len(layout.values), 1)
    overall = _overall(figures, values, told, share, own, rules, cut)
    gaps = verdicts.statements(
        figures.values.self_mean - values.composite,
        errors + own,
        cut.gap_floor,
        cut.gap_probability,
    )
    contrasts, on_contrasts = _contrasts(behaviours, told, rules, cut)
    return Inference(
        cut,
        values,
        behaviours,
        variance,
        errors,
        own,
        overall,
        gaps,
        _group_difference(values, rules, cut),
        contrasts,
        on_contrasts,
        _units(overall.composite, values.composite, told, rules),
        _unit_effects(values, told, rules, cut),
    )


def _weights(rules: Rules) -> Floats:
    weights = np.array(rules.weights, float)
    if rules.self_code is not None:
        weights[rules.self_code] = 0.0
    return weights


def _value_cells(figures: Figures) -> tuple[Floats, Floats, Floats, Bools]:
    cells = figures.cells
    shown: Bools = cells.status == Status.SHOWN
    return cells.n.astype(float), cells.mean, cells.sd**2, shown


def _behaviour_cells(
    figures: Figures, told: PackedSheets, rules: Rules
) -> tuple[Floats, Floats, Floats, Bools]:
    items = figures.items
    columns = Columns.of(told, rules)
    deviations: Floats = np.empty(items.n.shape)
    for item, answers in enumerate(columns.answers):
        n = columns.sums(answers > 0, np.int32)
        total, squares = columns.sums(answers), columns.sums(np.square(answers, dtype=np.int64))
        deviations[:, :, item] = spread(n, total, squares).T
    # Answers not told are left out of `deviations`, which are NaN there.
    shown: Bools = items.status == Status.SHOWN
    return items.n.astype(float), items.mean, np.square(deviations), shown


def _table(
    n: Floats, mean: Floats, variance: Floats, shown: Bools, rules: Rules, cut: Cutoffs
) -> Table:
    ends = (float(rules.scale[0]), float(rules.scale[1]))
    found = pooling.scatter(n, mean, variance, shown & ~np.isnan(variance), ends)
    pooled = pooling.pool(found, n, mean, shown, cut.least_degrees)
    weights = _weights(rules)
    shifts = centring.group_shifts(mean, shown, weights, cut.least_centred)
    half = pooling.half_widths(
        n, mean, pooled, ends, z=cut.z, least=cut.least_bar, pull=cut.centre_pull
    )
    composite = centring.centred(mean, shown, weights, shifts, ends)
    return Table(n, mean, shown, shifts, pooled, found.squares, found.degrees, half, composite)


def _value_variances(values: Table, weights: Floats, cut: Cutoffs) -> Floats:
    return np.column_stack(
        [
            generalizability.rater_variances(
                generalizability.Column(
                    values.mean[:, :, v],
                    values.n[:, :, v],
                    values.shown[:, :, v],
                    values.squares[:, v],
                    values.degrees[:, v],
                ),
                weights,
                values.shifts[:, v],
                cut.least_degrees,
            )
            for v in range(values.mean.shape[2])
        ]
    )


def _sheet_column(told: PackedSheets, rules: Rules) -> generalizability.Column:
    """Means of whole sheets by officer and group, shown groups only."""
    score = form_figures(told.answers, rules).mean
    groups = len(rules.groups)
    use = ~np.isnan(score)
    cell = told.officer[use] * groups + told.group[use]
    size = told.n_officers * groups
    n = np.bincount(cell, minlength=size)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(cell, score[use], size) / n
    squares = np.bincount(cell, (score[use] - mean[cell]) ** 2, size).reshape(-1, groups)
    n = n.reshape(-1, groups)
    shown = (n >= np.array(rules.min_n)) & (n > 0)
    degrees = np.where(shown, np.maximum(n - 1, 0), 0)
    return generalizability.Column(
        mean.reshape(-1, groups),
        n.astype(float),
        shown,
        np.where(shown, squares, 0.0).sum(axis=0),
        degrees.sum(axis=0).astype(float),
    )


def overall_shares(share: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Weight of each group in the overall figure, and its raters; both (officers, groups)."""
    rated = np.maximum(share.any(axis=1).sum(axis=1), 1)
    counted = (share > 0).sum(axis=2)
    raters = np.where(share > 0, n, 0).sum(axis=2) / np.maximum(counted, 1)
    return share.sum(axis=2) / rated[:, None], np.maximum(raters, 1)


def _overall(
    figures: Figures,
    values: Table,
    told: PackedSheets,
    share: Floats,
    own: float,
    rules: Rules,
    cut: Cutoffs,
) -> Overall:
    weights = _weights(rules)
    column = _sheet_column(told, rules)
    shifts = centring.group_shifts(
        column.mean[:, :, None], column.shown[:, :, None], weights, cut.least_centred
    )[:, 0]
    variance = generalizability.rater_variances(column, weights, shifts, cut.least_degrees)
    error = generalizability.squared_errors(*overall_shares(share, values.n), variance)
    composite = centring.mean_of_available(values.composite)
    components = generalizability.components_of(
        column.mean, column.n, column.shown & (weights > 0), variance, shifts
    )
    found = generalizability.dependability(
        composite, error, components.officer if components else None
    )
    gap = centring.mean_of_available(figures.values.self_mean - values.composite)
    gap_error = error + own / values.mean.shape[2]
    return Overall(
        composite,
        error,
        found,
        components,
        variance,
        verdicts.statements(
            gap[:, None], gap_error[:, None], cut.gap_floor, cut.overall_gap_probability
        ),
        _place(composite, error, found, cut),
    )


def _place(
    composite: Floats,
    error: Floats,
    found: generalizability.Dependability | None,
    cut: Cutoffs,
) -> verdicts.Codes:
    if found is None or found.n < cut.least_officers_placed:
        return np.zeros(len(composite), np.int8)
    off = composite - np.nanmedian(composite)
    return verdicts.decide(shrink(off, error, 0.0, found.variance), 0.0, cut.place_probability)


def _contrasts(
    behaviours: Table, told: PackedSheets, rules: Rules, cut: Cutoffs
) -> tuple[verdicts.Contrasts, verdicts.Statements]:
    weights = _weights(rules)
    weights[[code for code, name in enumerate(rules.groups) if name in NO_CONTRAST]] = 0.0
    staff = weights[told.group] > 0
    answers = told.answers[staff].astype(float)
    answers[(answers < 1) | (answers > rules.steps)] = np.nan
    whole = verdicts.answer_variance(answers)
    true = 0.0
    for _ in range(2):
        # Within a sheet answers differ by what is true of the officer, too: that is no error.
        left = max(whole - true, whole / 2)
        contrasts = verdicts.behaviour_contrasts(
            behaviours.mean, behaviours.n, behaviours.shown, weights, round(left, 4)
        )
        found = verdicts.statements(
            contrasts.figure,
            contrasts.error,
            cut.behaviour_floor,
            cut.behaviour_probability,
            common=True,
        )
        true = float(found.variance[0])
    return contrasts, found


def _group_difference(values: Table, rules: Rules, cut: Cutoffs) -> verdicts.GroupDifference:
    usable = values.shown & (values.n >= cut.least_bar)
    usable[:, _lone(rules)] = False
    if rules.self_code is not None:
        usable[:, rules.self_code] = False
    return verdicts.group_difference(
        values.mean,
        values.n,
        usable,
        values.pooled.variance,
        floor=cut.group_floor,
        error=cut.group_error,
    )


def _lone(rules: Rules) -> list[int]:
    return [code for code, name in enumerate(rules.groups) if name in LONE_GROUPS]


def _units(overall: Floats, composite: Floats, told: PackedSheets, rules: Rules) -> Units | None:
    if told.unit is None:
        return None
    table = np.vstack([overall, composite.T])
    return unit_figures(table, told.unit.astype(np.intp), told.n_units, rules)


def _unit_effects(
    values: Table, told: PackedSheets, rules: Rules, cut: Cutoffs
) -> tuple[unit_effects.UnitEffects, ...]:
    """Effects of units as all but the lone boss see them: overall, then value by value."""
    if told.unit is None or told.rater is None:
        return ()
    weights = _weights(rules)
    weights[_lone(rules)] = 0.0
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
    from berakhlak.aggregation import mixed

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
