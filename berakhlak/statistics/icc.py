"""Intraclass correlations: raters nested in officers, and the six of Shrout & Fleiss."""

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


@dataclass(frozen=True)
class IccEstimate:
    """One coefficient of Shrout & Fleiss with its F ratio and 95 % interval."""

    value: float
    f: float
    low: float
    high: float

    def stepped_up(self, k: int) -> IccEstimate:
        """The same for the mean of k raters (Spearman-Brown)."""
        up = [k * x / (1 + (k - 1) * x) for x in (self.value, self.low, self.high)]
        return IccEstimate(up[0], self.f, up[1], up[2])


def shrout_fleiss(table: Floats, level: float = 0.95) -> dict[str, IccEstimate]:
    """The six ICCs of a complete `table[targets, raters]` (Shrout & Fleiss 1979).

    ICC1 raters nested in targets, ICC2 crossed and random, ICC3 crossed and fixed; ICC1k, ICC2k
    and ICC3k for the mean of all raters.
    """
    n, k = table.shape
    grand = table.mean()
    between = k * float(np.square(table.mean(axis=1) - grand).sum()) / (n - 1)
    judges = n * float(np.square(table.mean(axis=0) - grand).sum()) / (k - 1)
    total = float(np.square(table - grand).sum())
    within = (total - between * (n - 1)) / (n * (k - 1))
    error = (total - between * (n - 1) - judges * (k - 1)) / ((n - 1) * (k - 1))
    single = {
        "ICC1": _from_f(between / within, n - 1, n * (k - 1), k, level),
        "ICC2": _crossed(between, judges, error, (n, k), level),
        "ICC3": _from_f(between / error, n - 1, (n - 1) * (k - 1), k, level),
    }
    return single | {f"{name}k": found.stepped_up(k) for name, found in single.items()}


def _from_f(f: float, above: int, below: int, k: int, level: float) -> IccEstimate:
    """(F - 1) / (F + k - 1), at F and at the ends of its interval."""
    ends = (f, f / _f_quantile(above, below, level), f * _f_quantile(below, above, level))
    value, low, high = ((x - 1) / (x + k - 1) for x in ends)
    return IccEstimate(value, f, low, high)


def _crossed(
    between: float, judges: float, error: float, shape: tuple[int, int], level: float
) -> IccEstimate:
    """ICC2 with Satterthwaite's degrees of freedom for its interval."""
    n, k = shape
    value = (between - error) / (between + (k - 1) * error + k * (judges - error) / n)
    spread = k * value * judges / error
    rest = n * (1 + (k - 1) * value) - k * value
    degrees = (k - 1) * (n - 1) * (spread + rest) ** 2 / ((n - 1) * spread**2 + rest**2)
    upper, lower = _f_quantile(n - 1, degrees, level), _f_quantile(degrees, n - 1, level)
    noise = k * judges + (k * n - k - n) * error
    low = n * (between - upper * error) / (upper * noise + n * between)
    high = n * (lower * between - error) / (noise + n * lower * between)
    return IccEstimate(value, between / error, low, high)


def _f_quantile(above: float, below: float, level: float) -> float:
    from scipy.special import fdtri

    return float(fdtri(above, below, 0.5 + level / 2))
