"""The index of a satisfaction survey (SKM), by PermenPANRB 14/2017.

Each of nine elements is answered by 1 to 4. NRR, the mean of an element, is the sum of its answers
by their number; all elements weigh the same, so that the index is the mean of the nine NRR, and IKM
is 25 times that: 25 to 100. The weight is one ninth exactly; many write 0.11, which takes one
percent off. Formula and bands were read in secondary sources (docs/decisions/0223).
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

N_ELEMENTS = 9
LOWEST, HIGHEST = 1, 4
POINTS = 25
"""Points of IKM for one step of the scale."""
_CENTS = 100


class Grade(StrEnum):
    """Mutu pelayanan, from the best."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


BANDS = ((Grade.A, 88.31), (Grade.B, 76.61), (Grade.C, 65.0), (Grade.D, 25.0))
"""(Grade, the least IKM of it): between two bands of the table nothing lies at two places."""


def ikm_of(total: int, respondents: int) -> float:
    """IKM at two places, a half upwards; `total`: of all answers to all elements.

    Reckoned in whole numbers: the value that is printed is the one that is graded.
    """
    exact = Fraction(POINTS * _CENTS * total, N_ELEMENTS * respondents)
    return int(exact + Fraction(1, 2)) / _CENTS


def grade_of(ikm: float) -> Grade:
    """By the value at two places, as `ikm_of` gives it."""
    cents = round(ikm * _CENTS)
    return next(grade for grade, least in BANDS if cents >= round(least * _CENTS))


def element_totals(answers: NDArray[np.uint8]) -> tuple[int, ...]:
    """Sums by element; `answers`: respondents x N_ELEMENTS, each LOWEST to HIGHEST."""
    return tuple(int(each) for each in answers.sum(axis=0, dtype=np.int64))


def standard_error(answers: NDArray[np.uint8]) -> float:
    """Of IKM, in its points: each respondent's own index is one observation.

    sd / sqrt(n) with n - 1 in the variance, the usual standard error of a mean (Cochran, Sampling
    Techniques, 1977, section 2.4) without the finite population correction: respondents are no
    drawn sample, and the population is what the unit states. Needs two respondents.
    """
    own = answers.mean(axis=1) * POINTS
    return float(own.std(ddof=1) / np.sqrt(len(own)))


def wanted_respondents(population: int) -> int:
    """How many of a population are wanted: Krejcie and Morgan, Determining sample size for research
    activities, Educational and Psychological Measurement 30 (1970) 607-610.

    For a proportion of one half, within 0.05, at 95 %: chi-square 3.841 at one degree of freedom.
    Their table rounds to the nearest.
    """
    chi_square, variance, precision = 3.841, 0.25, 0.05
    spread = chi_square * variance
    wanted = spread * population / (precision**2 * (population - 1) + spread)
    return min(int(wanted + 0.5), population)
