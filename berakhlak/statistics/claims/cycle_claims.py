"""From a cycle's figures to what may be said of them under rules version 2.

Everything rests on shown cells and releasable sheets, so that nothing withheld moves any of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from berakhlak.statistics.claims.cells import (
    CellInference,
    behaviour_cells,
    group_weights,
    infer_cells,
    lone_group_codes,
    value_cells,
)
from berakhlak.statistics.claims.composites import OverallInference, infer_overall
from berakhlak.statistics.claims.units import infer_unit_effects, inferred_unit_scores
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.inference import centring, generalizability, unit_effects, verdicts
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.packed_sheets import Floats, PackedSheets
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.units import UnitScores


@dataclass(frozen=True)
class CycleInference:
    """All that version 2 adds. `value_variance` (groups, values): of a rater's score of a value;
    `errors` (officers, values): squared, of the composites; `own_error`: variance of one's own
    mean of a value. `units`, `effects` (by column: overall, then values)."""

    cutoffs: StatementCutoffs
    values: CellInference
    behaviours: CellInference
    value_variance: Floats
    errors: Floats
    own_error: float
    overall: OverallInference
    gaps: verdicts.DifferenceStatements
    groups: verdicts.ClearestDifferences
    contrasts: verdicts.BehaviourContrasts
    contrast_statements: verdicts.DifferenceStatements
    units: UnitScores | None
    effects: tuple[unit_effects.UnitEffects, ...]


def infer_cycle(
    figures: CycleScores,
    sheets: PackedSheets,
    rules: ScoringRules,
    layout: ItemLayout,
    cutoffs: StatementCutoffs | None = None,
) -> CycleInference:
    """Apply rules version 2; `figures` and `sheets` come from `compute_suppressed_scores`."""
    cut = cutoffs or StatementCutoffs()
    weights = group_weights(rules)
    values = infer_cells(*value_cells(figures), rules, cut)
    behaviours = infer_cells(*behaviour_cells(figures, sheets, rules), rules, cut)
    variance = _value_variances(values, weights, cut)
    share = centring.renormalised_weights(values.shown, weights)
    errors = np.column_stack(
        [
            generalizability.composite_squared_errors(
                share[:, :, v], values.n[:, :, v], variance[:, v]
            )
            for v in range(variance.shape[1])
        ]
    )
    own = verdicts.self_answer_variance(
        figures.items.self_score,
        np.array(layout.value_of_item),
        least_degrees=cut.least_degrees,
        least_officers=cut.least_centred,
    )
    own *= cut.own_error_factor / max(len(layout.items) / len(layout.values), 1)
    overall = infer_overall(figures, values, sheets, share, own, rules, cut)
    gaps = verdicts.difference_statements(
        figures.values.self_mean - values.composite,
        errors + own,
        cut.gap_floor,
        cut.gap_probability,
    )
    effects = infer_unit_effects(values, sheets, rules, cut)  # Before the contrasts, in less room.
    contrasts, on_contrasts = _contrasts(behaviours, sheets, rules, cut)
    return CycleInference(
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
        inferred_unit_scores(overall.composite, values.composite, sheets, rules),
        effects,
    )


def _value_variances(values: CellInference, weights: Floats, cut: StatementCutoffs) -> Floats:
    return np.column_stack(
        [
            generalizability.rater_variances(
                generalizability.GroupStatistics(
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
    behaviours: CellInference, sheets: PackedSheets, rules: ScoringRules, cut: StatementCutoffs
) -> tuple[verdicts.BehaviourContrasts, verdicts.DifferenceStatements]:
    weights = group_weights(rules)
    # A short form asks a third of the behaviours.
    weights[rules.codes_of(rules.short_form_groups)] = 0.0
    whole = _answer_variance(sheets, weights, rules, cut)
    true = 0.0
    for _ in range(2):
        # Within a sheet answers differ by what is true of the officer, too: that is no error.
        left = max(whole - true, whole / 2)
        contrasts = verdicts.behaviour_contrasts(
            behaviours.mean, behaviours.n, behaviours.shown, weights, round(left, 4)
        )
        found = verdicts.difference_statements(
            contrasts.figure,
            contrasts.error,
            cut.behaviour_floor,
            cut.behaviour_probability,
            common=True,
        )
        true = float(found.variance[0])
    return contrasts, _only_among_many(found, cut.least_contrasted)


def _answer_variance(
    sheets: PackedSheets, weights: Floats, rules: ScoringRules, cut: StatementCutoffs
) -> float:
    """Of staff's answers within a sheet; what they take in memory is gone when it is known."""
    answers = sheets.answers[weights[sheets.group] > 0].astype(float)
    answers[(answers < 1) | (answers > rules.steps)] = np.nan
    return verdicts.answer_variance(answers, cut.least_degrees)


def _only_among_many(
    found: verdicts.DifferenceStatements, least: int
) -> verdicts.DifferenceStatements:
    """Few officers do not show what is usual of a behaviour: nothing is said of it then."""
    few = (found.verdict > verdicts.DifferenceVerdict.NONE).sum(axis=0) < least
    too_few = few & (found.verdict > verdicts.DifferenceVerdict.UNDECIDED)
    return replace(
        found, verdict=np.where(too_few, verdicts.DifferenceVerdict.UNDECIDED, found.verdict)
    )


def _group_difference(
    values: CellInference, rules: ScoringRules, cut: StatementCutoffs
) -> verdicts.ClearestDifferences:
    usable = values.shown & (values.n >= cut.least_bar)
    usable[:, lone_group_codes(rules)] = False
    if rules.self_code is not None:
        usable[:, rules.self_code] = False
    return verdicts.clearest_differences(
        values.mean,
        values.n,
        usable,
        values.pooled.variance,
        floor=cut.group_floor,
        error=cut.group_error,
    )
