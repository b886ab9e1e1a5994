"""Quality of single sheets, and how their raters rate: straight-lining, runs, leniency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.packed_sheets import (
    NOT_ASKED,
    Bools,
    Bytes,
    Codes,
    Floats,
    Ints,
    PackedSheets,
)
from berakhlak.statistics.rules import ScoringRules

MIDDLE_SCORE = 3  # The middle of a five-step scale; `share_3` counts this very score on any scale.


@dataclass(frozen=True)
class SheetPatterns:
    """One entry per sheet, in the order of the sheets.

    `n_valid` answered items, `n_na` asked but not answered. `mean`, `sd` (n - 1) over answers.
    `longstring`: longest run of equal answers in form order, unanswered items dropped.
    `straightline`: all of at least `straightline_min_items` answers are equal. `n_threes`,
    `n_extreme`: answers of 3, and at either end of the scale.
    """

    n_valid: Ints
    n_na: Ints
    mean: Floats
    sd: Floats
    longstring: npt.NDArray[np.int32]
    straightline: Bools
    n_threes: Ints
    n_extreme: Ints

    @property
    def share_threes(self) -> Floats:
        return ratios_or_nan(self.n_threes, self.n_valid)

    @property
    def share_extreme(self) -> Floats:
        return ratios_or_nan(self.n_extreme, self.n_valid)


def ratios_or_nan(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Floats:
    """part / whole, NaN where whole is 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio: Floats = np.divide(part, whole, dtype=np.float64)
    return ratio


def sheet_patterns(answers: Bytes, rules: ScoringRules) -> SheetPatterns:
    """Figures of every sheet of `answers[sheets, items]`."""
    sheets = len(answers)
    n, missing, total, squares, threes, extreme = (np.zeros(sheets, np.int64) for _ in range(6))
    for answer in answers.T:
        valid = (answer != NOT_ASKED) & (answer > 0)
        score = np.where(valid, answer, 0).astype(np.int64)
        n += valid
        missing += answer == 0
        total += score
        squares += score * score
        threes += valid & (score == MIDDLE_SCORE - rules.shift)
        extreme += valid & ((score == 1) | (score == rules.steps))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n + rules.shift
        sd = np.sqrt((n * squares - total * total) / (n * (n - 1)))
    flat = (n >= rules.straightline_min_items) & (sd == 0)
    return SheetPatterns(n, missing, mean, sd, longest_equal_runs(answers), flat, threes, extreme)


def longest_equal_runs(answers: Bytes) -> npt.NDArray[np.int32]:
    """Longest run of equal answers on each sheet, unanswered items dropped; 0 without answers."""
    last = np.zeros(len(answers), np.uint8)
    run, longest = np.zeros(len(answers), np.int32), np.zeros(len(answers), np.int32)
    for answer in answers.T:
        valid = (answer != NOT_ASKED) & (answer > 0)
        run = np.where(valid, np.where(answer == last, run + 1, 1), run).astype(np.int32)
        last = np.where(valid, answer, last)
        np.maximum(longest, run, out=longest)
    return longest


@dataclass(frozen=True)
class RaterTendencies:
    """One entry per rater code, over their sheets about others; `n_forms` 0 if they have none.

    `leniency`: mean over sheets of own mean minus the mean of the other raters' means of the
    same officer, self left out; + is lenient, NaN where nobody else rated. `within_sd`: mean of
    the sheets' sds. `share_threes`: over all answers. `between_sd`: sd (n - 1) of sheet means.
    """

    n_forms: Ints
    mean_given: Floats
    leniency: Floats
    within_sd: Floats
    share_threes: Floats
    between_sd: Floats


def rater_tendencies(
    sheets: PackedSheets, forms: SheetPatterns, rules: ScoringRules
) -> RaterTendencies:
    """Figures of raters; raises ValueError once the sheets no longer know their raters."""
    if sheets.rater is None:
        raise ValueError("rater: sealed sheets do not know who wrote them")
    used = (forms.n_valid > 0) & (sheets.group != rules.self_code)
    rater, mean = sheets.rater[used], forms.mean[used]
    size = sheets.n_raters
    n = np.bincount(rater, minlength=size)
    given = _mean_by(rater, mean, size)
    off = np.square(mean - given[rater])
    threes = np.bincount(rater, forms.n_threes[used], size)
    between = np.bincount(rater, off, size) / np.where(n > 1, n - 1.0, np.nan)
    return RaterTendencies(
        n_forms=n,
        mean_given=given,
        leniency=_mean_by(rater, _from_others(sheets.officer[used], mean), size),
        within_sd=_mean_by(rater, forms.sd[used], size),
        share_threes=ratios_or_nan(threes, np.bincount(rater, forms.n_valid[used], size)),
        between_sd=np.sqrt(between),
    )


def _from_others(officer: Codes, mean: Floats) -> Floats:
    """Each sheet's mean minus that of the officer's other sheets, NaN where it is the only one."""
    n = np.bincount(officer)[officer]
    total = np.bincount(officer, mean)[officer]
    return mean - ratios_or_nan(total - mean, n - 1)


def _mean_by(code: Codes, figure: Floats, size: int) -> Floats:
    """Mean of the defined figures of each code."""
    defined = ~np.isnan(figure)
    total = np.bincount(code[defined], figure[defined], size)
    return ratios_or_nan(total, np.bincount(code[defined], minlength=size))
