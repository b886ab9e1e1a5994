"""What asking each rater about half of the behaviours does to standard errors. Pure.

A rater's mean of a value errs by what the rater brings (leniency, halo) and by each answer. Fewer
answers leave the first as it is and enlarge the second, and a value of which only some behaviours
were asked errs by how these differ (sampling without replacement, Cochran 1977, chapter 2). The
parts, in squared steps, are those of simulated raters in the proportions that Scullen, Mount & Goff
(2000) published, as they stand once answers are rounded and end at the top of the scale;
`tests.method.judging` measures them, and a test compares on other cycles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

RATER = 0.153
"""Leniency, and halo for this officer."""
RATER_VALUE = 0.026
ANSWER = 0.347
"""Chance, and rounding to whole steps."""
BEHAVIOURS = 0.018
"""How much behaviours of a value differ."""


@dataclass(frozen=True)
class HalfFormsCost:
    """Standard errors of a group's mean, of one value and of all, on whole and on half forms;
    `same_error`: raters on half forms whose value means err as little."""

    value_whole: float
    value_half: float
    overall_whole: float
    overall_half: float
    same_error: int


def half_forms_cost(
    raters: int, asked: Sequence[Sequence[int]], sizes: Sequence[int]
) -> HalfFormsCost:
    """For a group of so many; `asked`: by form, how many behaviours of each value it asks; `sizes`:
    how many each value has."""
    whole, half = [sizes], asked
    value = [_value_variance(forms, sizes) for forms in (whole, half)]
    overall = [_overall_variance(forms, sizes) for forms in (whole, half)]
    return HalfFormsCost(
        value_whole=math.sqrt(value[0] / raters),
        value_half=math.sqrt(value[1] / raters),
        overall_whole=math.sqrt(overall[0] / raters),
        overall_half=math.sqrt(overall[1] / raters),
        same_error=math.ceil(raters * value[1] / value[0] - 1e-9),
    )


def _value_variance(forms: Sequence[Sequence[int]], sizes: Sequence[int]) -> float:
    """Of one rater's mean of a value, over values and forms."""
    parts = [_of_answers(m, k) for form in forms for m, k in zip(form, sizes, strict=True)]
    return RATER + RATER_VALUE + sum(parts) / len(parts)


def _overall_variance(forms: Sequence[Sequence[int]], sizes: Sequence[int]) -> float:
    """Of one rater's mean of all value means."""
    values = len(sizes)
    parts = [sum(_of_answers(m, k) for m, k in zip(form, sizes, strict=True)) for form in forms]
    return RATER + RATER_VALUE / values + sum(parts) / len(parts) / values**2


def _of_answers(asked: int, size: int) -> float:
    return ANSWER / asked + BEHAVIOURS / asked * (1 - asked / size)
