"""Empirical Bayes: how much of what differs is true, and what is likely of one of many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
PRIOR_SCALE = 0.25
"""Half-normal scale of the true spread, in steps. It decides where few are compared, and is
forgotten where many are."""
GRID = np.linspace(0.0025, 0.9975, 134)
PIECES = 67  # Of the grid: a table of the whole of it takes a kilobyte an officer.


@dataclass(frozen=True)
class NormalPosterior:
    """Normal posterior of each true figure; `mean`, `sd` of one shape, NaN where unknown."""

    mean: Floats
    sd: Floats

    def beyond(self, floor: float) -> tuple[Floats, Floats]:
        """P(true > floor) and P(true < -floor)."""
        # Loaded here: a start of the application takes no time for SciPy.
        from scipy.special import ndtr

        with np.errstate(invalid="ignore", divide="ignore"):
            above = ndtr((self.mean - floor) / self.sd)
            below = ndtr((-floor - self.mean) / self.sd)
        return above, below


def true_variance(figure: Floats, error: Floats) -> tuple[float, float]:
    """Centre and variance of true figures from `figure` and squared standard `error`, both (n,).

    The variance is the posterior mean under figure ~ N(centre, variance + error) and a
    half-normal prior on its root (Gelman 2006), integrated on a grid; so few figures are drawn
    to a plausible spread instead of to none or to all.
    """
    known = ~np.isnan(figure) & ~np.isnan(error)
    x, v = figure[known], error[known]
    if not len(x):
        return 0.0, float("nan")
    parts = [_fits(grid, x, np.maximum(v, 1e-9)) for grid in np.split(GRID, PIECES)]
    centre, fit = (np.concatenate(part) for part in zip(*parts, strict=True))
    chance = np.exp(fit - fit.max())
    chance /= chance.sum()
    return float(chance @ centre), float(chance @ GRID**2)


def _fits(grid: Floats, x: Floats, error: Floats) -> tuple[Floats, Floats]:
    """The likeliest centre for each root of the variance, and how well it fits (a logarithm)."""
    total = grid[:, None] ** 2 + error
    weight = 1 / total
    sums = weight.sum(axis=1)
    centre = (weight * x).sum(axis=1) / sums
    fit = -0.5 * (np.log(total) + (x - centre[:, None]) ** 2 / total).sum(axis=1)
    fit -= 0.5 * np.log(sums) + 0.5 * (grid / PRIOR_SCALE) ** 2
    return centre, fit


def shrink_to_centre(
    figure: Floats,
    error: Floats,
    centre: float | Floats,
    variance: float | Floats,
    centre_error: float | Floats = 0.0,
) -> NormalPosterior:
    """Posterior of true figures around `centre` with `variance`, given squared errors.

    `centre_error`: squared error of the centre itself, where it comes from the figures: of two
    officers it is as uncertain as they are, and whatever is drawn to it keeps that error.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        share = variance / (variance + error)
    unknown = share * error + (1 - share) ** 2 * centre_error
    return NormalPosterior(centre + share * (figure - centre), np.sqrt(unknown))


def centre_errors(error: Floats, variance: Floats) -> Floats:
    """Squared error of the centre of each column, (columns,), of figures with `variance` (columns,)
    between them and squared `error` (officers, columns)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = 1 / np.nansum(1 / (variance + error), axis=0)
    return found
