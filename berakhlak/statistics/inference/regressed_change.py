"""Change between two cycles, against what luck alone would bring.

Who was lowest rises by regression to the mean; who is compared with the expected figure instead
of the former one is not praised for it (Kelley 1947; Jacobson & Truax 1991).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.inference.shrinkage import true_variance
from berakhlak.statistics.inference.verdicts import Codes, DifferenceVerdict

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RegressedChange:
    """Arrays (officers,) or (units,): `beyond` how far the figure lies above the expected one, in
    steps, its `standard_error`, and the `verdict`; never a verdict of sameness."""

    beyond: Floats
    standard_error: Floats
    verdict: Codes


def agency_drift(before: Floats, now: Floats, least: int) -> float:
    """Median change of those in both cycles (officers,), which says nothing of any one of them;
    NaN for fewer than `least`."""
    step = (now - before)[~np.isnan(now - before)]
    return float(np.median(step)) if len(step) >= least else float("nan")


@dataclass(frozen=True)
class EarlierPopulation:
    """What officers were like in the former cycle: their `centre`, the true `variance` between
    them, and the `drift` of all since (`agency_drift`)."""

    centre: float
    variance: float
    drift: float


def change_of_person(
    before: Floats,
    now: Floats,
    before_error: Floats,
    now_error: Floats,
    former: EarlierPopulation,
    *,
    z: float,
) -> RegressedChange:
    """Compare overall figures (officers,) with squared errors; NaN where not in both cycles.

    Expected now: centre + rho (before - centre) + drift, rho = variance / (variance +
    before_error). Told only where it also points the way of the plain change.
    """
    with np.errstate(invalid="ignore"):
        step = now - before - former.drift
        rho = former.variance / (former.variance + before_error)
        beyond = step - (rho - 1.0) * (before - former.centre)
        error = np.sqrt(now_error + rho * before_error)
        clear = (np.abs(beyond) > z * error) & (np.sign(beyond) == np.sign(step))
    verdict = np.where(beyond > 0, DifferenceVerdict.HIGHER, DifferenceVerdict.LOWER)
    verdict = np.where(clear, verdict, DifferenceVerdict.UNDECIDED)
    verdict = np.where(np.isnan(beyond) | np.isnan(error), DifferenceVerdict.NONE, verdict)
    return RegressedChange(beyond, error, verdict.astype(np.int8))


def change_of_units(
    before: Floats, now: Floats, before_error: Floats, now_error: Floats, *, z: float
) -> RegressedChange:
    """Compare differences of units from their agency (units,), with squared errors; NaN where not
    in both cycles.

    What moved for the whole agency is in neither difference, and the lowest unit is expected to
    come nearer to it by itself.
    """
    _, variance = true_variance(before, before_error)
    former = EarlierPopulation(0.0, variance, 0.0)
    return change_of_person(before, now, before_error, now_error, former, z=z)


@dataclass(frozen=True)
class MeanChange:
    """Change of the mean of the same `n` units, with the least change that exceeds noise."""

    difference: float
    least: float
    n: int

    @property
    def exceeds_noise(self) -> bool:
        return abs(self.difference) >= self.least


def change_of_mean(before: Floats, now: Floats) -> MeanChange | None:
    """Paired change of those in both cycles (units,); None for fewer than five of them.

    Over units, not over officers: the officers of a unit share raters, and a new boss moves all of
    them together.
    """
    from scipy.special import stdtrit

    step = (now - before)[~np.isnan(now - before)]
    n = len(step)
    if n < 5:
        return None
    least = float(stdtrit(n - 1, 0.975) * step.std(ddof=1) / np.sqrt(n))
    return MeanChange(float(step.mean()), least, n)
