"""Shares and indices of many voices, with intervals that hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Name = TypeVar("Name")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class FigureInterval:
    """A figure with its interval."""

    figure: float
    low: float
    high: float
    n: int


def wilson_interval(
    favourable: int, n: int, *, level: float = 0.95, least: int = 10
) -> FigureInterval | None:
    """Share with its interval (Wilson 1927; Brown, Cai & DasGupta 2001); None below `least`."""
    if n < max(least, 1):
        return None
    from scipy.special import ndtri

    z2 = float(ndtri(0.5 + level / 2)) ** 2
    share = favourable / n
    centre = (favourable + z2 / 2) / (n + z2)
    half = np.sqrt(z2) / (n + z2) * np.sqrt(n * share * (1 - share) + z2 / 4)
    low, high = float(centre - half), float(centre + half)
    # Rounding must not push an end past a share of none or of all.
    return FigureInterval(share, max(min(low, share), 0.0), min(max(high, share), 1.0), n)


def equal_weight_mean(
    means: Floats, *, level: float = 0.95, least: int = 8
) -> FigureInterval | None:
    """Mean over officers or counters, each counting once, with t(m - 1); None below `least`.

    `means` (m,), NaN left out. Voices of one officer resemble each other, so that counting voices
    instead would promise two or three times the precision there is.
    """
    known = means[~np.isnan(means)]
    m = len(known)
    if m < max(least, 2):
        return None
    centre = float(known.mean())
    from scipy.special import stdtrit

    half = float(stdtrit(m - 1, 0.5 + level / 2) * known.std(ddof=1) / np.sqrt(m))
    return FigureInterval(centre, centre - half, centre + half, m)


def class_within(interval: FigureInterval, classes: Mapping[Name, float]) -> Name | None:
    """The class whose whole range holds the interval, else None; `classes`: name -> lower bound,
    a figure on a bound belongs to the class above it."""
    bounds = sorted(classes.items(), key=lambda pair: pair[1])
    tops = [bound for _, bound in bounds[1:]] + [np.inf]
    for (name, low), top in zip(bounds, tops, strict=True):
        if low <= interval.low and interval.high < top:
            return name
    return None
