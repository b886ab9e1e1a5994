"""From a cycle's figures to what may be said of them under rules version 2.

Everything rests on shown cells and told sheets, so that nothing withheld moves any of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from berakhlak.statistics.claims.cells import (
    Table,
    behaviour_cells,
    lone_groups,
    table_of,
    value_cells,
    weights_of,
)
from berakhlak.statistics.claims.composites import Overall, overall_of
from berakhlak.statistics.claims.units import effects_of_units, units_of
from berakhlak.statistics.figures import Figures
from berakhlak.statistics.inference import centring, generalizability, unit_effects, verdicts
from berakhlak.statistics.inference.cutoffs import Cutoffs
from berakhlak.statistics.packed_sheets import Floats, PackedSheets
from berakhlak.statistics.rules import Layout, Rules
from berakhlak.statistics.units import Units

NO_CONTRAST = ("citizen",)  # Their short form asks a third of the behaviours.


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
    weights = weights_of(rules)
    values = table_of(*value_cells(figures), rules, cut)
    behaviours = table_of(*behaviour_cells(figures, told, rules), rules, cut)
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
    overall = overall_of(figures, values, told, share, own, rules, cut)
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
        units_of(overall.composite, values.composite, told, rules),
        effects_of_units(values, told, rules, cut),
    )


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


def _contrasts(
    behaviours: Table, told: PackedSheets, rules: Rules, cut: Cutoffs
) -> tuple[verdicts.Contrasts, verdicts.Statements]:
    weights = weights_of(rules)
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
    return contrasts, _only_among_many(found, cut.least_contrasted)


def _only_among_many(found: verdicts.Statements, least: int) -> verdicts.Statements:
    """Few officers do not show what is usual of a behaviour: nothing is said of it then."""
    few = (found.verdict > verdicts.Verdict.NONE).sum(axis=0) < least
    too_few = few & (found.verdict > verdicts.Verdict.UNDECIDED)
    return replace(found, verdict=np.where(too_few, verdicts.Verdict.UNDECIDED, found.verdict))


def _group_difference(values: Table, rules: Rules, cut: Cutoffs) -> verdicts.GroupDifference:
    usable = values.shown & (values.n >= cut.least_bar)
    usable[:, lone_groups(rules)] = False
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
