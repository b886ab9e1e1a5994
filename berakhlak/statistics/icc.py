"""Intraclass correlations of raters nested in officers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from berakhlak.statistics.packed_sheets import Codes, Floats

UNDEFINED = float("nan")


@dataclass(frozen=True)
class OneWayAnova:
    """One-way analysis of variance of scores by target. Signs are kept: a negative ICC means
    that raters of one officer differ more than officers do; show it as no reliable variance.

    `k_mean` = N / targets; `k0` weighs unequal numbers of raters (Haggard 1958). ICC(1) is the
    reliability of one rater, ICC(2) that of an officer's mean (Bliese 2000).
    """

    n_targets: int
    n_obs: int
    ms_between: float
    ms_within: float
    k_mean: float
    k0: float

    @property
    def icc1_k_mean(self) -> float:
        return self._icc1(self.k_mean)

    @property
    def icc1_k0(self) -> float:
        return self._icc1(self.k0)

    def _icc1(self, k: float) -> float:
        between, within = self.ms_between, self.ms_within
        return ratio_or_nan(between - within, between + (k - 1) * within)

    @property
    def icc2(self) -> float:
        return ratio_or_nan(self.ms_between - self.ms_within, self.ms_between)

    @property
    def f(self) -> float:
        return ratio_or_nan(self.ms_between, self.ms_within)


def ratio_or_nan(part: float, whole: float) -> float:
    return part / whole if whole else UNDEFINED


def one_way_anova(score: Floats, target: Codes) -> OneWayAnova:
    """Analyse `score[n]` by `target[n]`; mean squares are NaN without degrees of freedom."""
    n = np.bincount(target)
    n = n[n > 0]
    code = np.unique(target, return_inverse=True)[1]
    total, targets = len(score), len(n)
    mean = np.bincount(code, score, targets) / n
    between = float((n * (mean - _mean(score)) ** 2).sum())
    within = float(np.square(score - mean[code]).sum())
    degrees = total - targets
    return OneWayAnova(
        n_targets=targets,
        n_obs=total,
        ms_between=between / (targets - 1) if targets > 1 else UNDEFINED,
        ms_within=within / degrees if degrees > 0 else UNDEFINED,
        k_mean=ratio_or_nan(total, targets),
        k0=(total - float((n * n).sum()) / total) / (targets - 1) if targets > 1 else UNDEFINED,
    )


def _mean(score: Floats) -> float:
    return float(score.mean()) if len(score) else UNDEFINED
