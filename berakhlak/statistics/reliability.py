"""Reliability of a cycle: intraclass correlations, Cronbach's alpha, omega of one factor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from berakhlak.statistics.icc import UNDEFINED, OneWayAnova, one_way_anova, ratio_or_nan
from berakhlak.statistics.packed_sheets import (
    NOT_ASKED,
    Bytes,
    Codes,
    Floats,
    PackedSheets,
    sheet_value_scores,
)
from berakhlak.statistics.response_quality import sheet_patterns
from berakhlak.statistics.rules import ItemLayout, ScoringRules


def cycle_icc(
    sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout
) -> dict[str, OneWayAnova]:
    """ICC over officers of sheet means (`form_mean`) and of each value's rater scores, no self."""
    others = sheets.group != rules.self_code
    forms = sheet_patterns(sheets.answers, rules)
    used = others & (forms.n_valid > 0)
    found = {"form_mean": one_way_anova(forms.mean[used], sheets.officer[used])}
    columns = np.where(sheets.answers == NOT_ASKED, 0, sheets.answers).astype(np.uint8).T
    for value, name in enumerate(layout.values):
        scores = sheet_value_scores(columns, rules, layout, value)
        used = others & scores.scored
        found[name] = one_way_anova(scores.parts[used] / scores.unit, sheets.officer[used])
    return found


class CronbachAlpha(NamedTuple):
    """Cronbach's alpha of `n` complete rows, raw and standardised, with the mean correlation."""

    n: int
    raw: float
    standardised: float
    average_r: float


def cronbach_alpha(table: Floats) -> CronbachAlpha:
    """Alpha of `table[rows, items]`, rows with NaN left out; NaN for one item or no variance."""
    complete = table[~np.isnan(table).any(axis=1)]
    if len(complete) < 2 or table.shape[1] < 2:
        return CronbachAlpha(len(complete), UNDEFINED, UNDEFINED, UNDEFINED)
    covariance = np.cov(complete, rowvar=False)
    correlation = correlation_matrix(covariance)
    items = table.shape[1]
    average = (float(correlation.sum()) - items) / (items * (items - 1))
    return CronbachAlpha(
        len(complete), matrix_alpha(covariance), matrix_alpha(correlation), average
    )


def matrix_alpha(covariance: Floats) -> float:
    """j / (j - 1) (1 - trace / sum) of a covariance or correlation matrix (Cronbach 1951)."""
    items, total = len(covariance), float(covariance.sum())
    if items < 2 or not total > 0:
        return UNDEFINED
    return items / (items - 1) * (1 - float(np.trace(covariance)) / total)


def correlation_matrix(covariance: Floats) -> Floats:
    """The correlation matrix of a covariance matrix; NaN for an item without variance."""
    with np.errstate(invalid="ignore", divide="ignore"):
        sd = np.sqrt(np.diag(covariance))
        scaled: Floats = covariance / np.outer(sd, sd)
    return scaled


def one_factor_loadings(correlation: Floats, sweeps: int = 10_000) -> Floats:
    """Minimum-residual loadings of one factor (Harman & Jones 1966), NaN if it has none.

    Each loading in turn is set to what minimises the squared off-diagonal residuals; kept
    within -1..1, where a variance of its own would become negative.
    """
    if len(correlation) < 3 or np.isnan(correlation).any():
        return np.full(len(correlation), np.nan)
    off = correlation - np.diag(np.diag(correlation))
    vector = np.linalg.eigh(correlation)[1][:, -1]
    loading: Floats = vector * np.sign(vector.sum() or 1.0) * 0.7
    for _ in range(sweeps):
        before = loading.copy()
        for item in range(len(loading)):
            weight = float((loading**2).sum() - loading[item] ** 2)
            loading[item] = np.clip(ratio_or_nan(float(off[item] @ loading), weight), -1, 1)
        if np.abs(loading - before).max() < 1e-12:
            break
    return loading


def one_factor_omega(loading: Floats) -> float:
    """Omega of one factor: (sum l)^2 / ((sum l)^2 + sum (1 - l^2)) (McDonald 1999)."""
    common = float(loading.sum()) ** 2
    return ratio_or_nan(common, common + float((1 - loading**2).sum()))


def item_table(answers: Bytes, items: Codes) -> Floats:
    """Answers of some items as a table of floats (sheets, items), NaN where not answered."""
    chosen = answers[:, items]
    missing = (chosen == 0) | (chosen == NOT_ASKED)
    table: Floats = np.where(missing, np.nan, chosen.astype(np.float64))
    return table


def cycle_alpha(
    sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout
) -> dict[str, CronbachAlpha]:
    """Alpha of each value over the sheets about others that answer all of its items."""
    answers = sheets.answers[sheets.group != rules.self_code]
    return {
        name: cronbach_alpha(item_table(answers, layout.items_of(value)))
        for value, name in enumerate(layout.values)
    }


def cycle_omega(sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout) -> dict[str, float]:
    """Omega of each value over the same sheets as alpha; NaN for fewer than three items."""
    answers = sheets.answers[sheets.group != rules.self_code]
    found = {}
    for value, name in enumerate(layout.values):
        table = item_table(answers, layout.items_of(value))
        table = table[~np.isnan(table).any(axis=1)]
        enough = len(table) > 1 and table.shape[1] > 2
        correlation = (
            correlation_matrix(np.cov(table, rowvar=False)) if enough else np.empty((0, 0))
        )
        found[name] = one_factor_omega(one_factor_loadings(correlation)) if enough else UNDEFINED
    return found
