"""The severity-adjusted overall figure of a cycle, from shown groups only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from berakhlak.statistics.cycle_statistics import in_shown_groups
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.inference.adjustment import unit_adjusted_error
from berakhlak.statistics.packed_sheets import Codes, Floats, Ints, PackedSheets
from berakhlak.statistics.response_quality import sheet_patterns
from berakhlak.statistics.rules import ScoringRules

if TYPE_CHECKING:
    from berakhlak.statistics.mixed import MixedFit


@dataclass(frozen=True)
class SeverityAdjustment:
    """`score`, `standard_error` (officers,) on the scale; `reason[officers]`: None where they may
    be shown, else an `AdjustmentReason`. `n_sheets` (officers,); `component` (officers,): linked by
    raters, -1 without any."""

    score: Floats
    standard_error: Floats
    reason: tuple[str | None, ...]
    n_sheets: Ints
    component: Ints


def adjust_for_severity(
    sheets: PackedSheets, figures: CycleScores, rules: ScoringRules, perspective: float = 0.0
) -> SeverityAdjustment:
    """Fit officer + rater + group + unit to sheet means (see `mixed.fit_crossed`).

    `perspective`: variance of a group's own view of an officer, squared steps. The model has no
    such term, so its share in an officer's sheets is added to the error.

    Sheets of an officer's withheld groups stay out: the adjusted figure would otherwise carry
    answers that every other figure hides.
    """
    from berakhlak.statistics import mixed

    if sheets.rater is None:
        raise ValueError("raters are unknown once a cycle is sealed")
    forms = sheet_patterns(sheets.answers, rules)
    use = (forms.n_valid > 0) & in_shown_groups(sheets, figures, rules)
    officer, rater = sheets.officer[use], sheets.rater[use]
    fit = mixed.fit_crossed(
        forms.mean[use],
        officer,
        rater,
        n_officers=sheets.n_officers,
        n_raters=sheets.n_raters,
        group=sheets.group[use],
        unit=sheets.unit,
    )
    score, error = _with_unit(fit, sheets)
    mix = _group_mix(officer, sheets.group[use], (sheets.n_officers, len(rules.groups)))
    error = np.sqrt(error**2 + perspective * (mix**2).sum(axis=1))
    _, reasons = mixed.adjustable_officers(officer, rater, sheets.n_officers, fit=fit)
    return SeverityAdjustment(
        score=np.clip(score, float(rules.scale[0]), float(rules.scale[1])),
        standard_error=error,
        reason=tuple(None if r is mixed.AdjustmentReason.ADJUSTABLE else str(r) for r in reasons),
        n_sheets=np.bincount(officer, minlength=sheets.n_officers),
        component=mixed.rating_components(officer, rater, sheets.n_officers),
    )


def _group_mix(officer: Codes, group: Codes, shape: tuple[int, int]) -> Floats:
    """Share of each group in an officer's sheets, (officers, groups)."""
    n = np.bincount(officer * shape[1] + group, minlength=shape[0] * shape[1]).reshape(shape)
    mix: Floats = n / np.maximum(n.sum(axis=1, keepdims=True), 1)
    return mix


def _with_unit(fit: MixedFit, sheets: PackedSheets) -> tuple[Floats, Floats]:
    """The officer's figure with the unit's effect, and its standard error."""
    if fit.unit is None or sheets.unit is None or np.isnan(fit.unit.variance):
        return fit.adjusted, fit.adjusted_se
    unit = np.nan_to_num(fit.unit.blup)[sheets.unit]
    sd = np.nan_to_num(fit.unit.sd)[sheets.unit]
    error = unit_adjusted_error(fit.adjusted_se, fit.officer.sd, fit.officer.variance, sd)
    return fit.adjusted + unit, error
