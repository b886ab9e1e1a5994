"""The severity-adjusted overall figure of a cycle, from shown groups only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from berakhlak.aggregation.figures import Figures
from berakhlak.aggregation.forms import form_figures
from berakhlak.aggregation.packed import Floats, PackedSheets
from berakhlak.aggregation.policy import Rules
from berakhlak.aggregation.portrait import in_shown_groups

DECIMALS = 4


@dataclass(frozen=True)
class Severity:
    """`score`, `standard_error` (officers,) on the scale; `reason[officers]`: None where they may
    be shown, else a `mixed.Reason`. `variance`: components in squared steps, None if undefined."""

    score: Floats
    standard_error: Floats
    reason: tuple[str | None, ...]
    variance: dict[str, float | None]


def adjust_for_severity(sheets: PackedSheets, figures: Figures, rules: Rules) -> Severity:
    """Fit officer + rater + group to sheet means (see `mixed.fit_crossed`).

    Sheets of an officer's withheld groups stay out: the adjusted figure would otherwise carry
    answers that every other figure hides.
    """
    from berakhlak.aggregation import mixed

    if sheets.rater is None:
        raise ValueError("raters are unknown once a cycle is sealed")
    forms = form_figures(sheets.answers, rules)
    use = (forms.n_valid > 0) & in_shown_groups(sheets, figures, rules)
    officer, rater = sheets.officer[use], sheets.rater[use]
    fit = mixed.fit_crossed(
        forms.mean[use],
        officer,
        rater,
        n_officers=sheets.n_officers,
        n_raters=sheets.n_raters,
        group=sheets.group[use],
    )
    _, reasons = mixed.adjustable(officer, rater, sheets.n_officers, fit=fit)
    return Severity(
        score=fit.adjusted_on_scale(*map(float, rules.scale)),
        standard_error=fit.adjusted_se,
        reason=tuple(None if r is mixed.Reason.ADJUSTABLE else str(r) for r in reasons),
        variance={
            "officer": _finite(fit.officer.variance),
            "rater": _finite(fit.rater.variance if fit.rater else np.nan),
            "residual": _finite(fit.residual_variance),
        },
    )


def _finite(number: float) -> float | None:
    return round(float(number), DECIMALS) if np.isfinite(number) else None
