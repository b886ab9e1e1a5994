"""How self and others agree: the published four categories and the Johari areas."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.packed_sheets import Floats
from berakhlak.statistics.rules import ScoringRules

ByteCodes = npt.NDArray[np.int8]


class LabelledCode(IntEnum):
    """A code in an array, with its name in files."""

    @property
    def label(self) -> str:
        return "" if self.name == "UNDEFINED" else self.name.lower()


class SuppressionStatus(LabelledCode):
    """Why a cell shows what it shows."""

    NONE = 0
    SUPPRESSED = 1
    SHOWN = 2


class SelfOtherCategory(LabelledCode):
    """Self against others (Atwater & Yammarino 1992): gap = self - others."""

    UNDEFINED = 0
    NO_SELF = 1
    NO_OTHERS = 2
    NO_SHARED_VALUES = 3
    OVER_ESTIMATOR = 4
    UNDER_ESTIMATOR = 5
    IN_AGREEMENT_GOOD = 6
    IN_AGREEMENT_POOR = 7


class JohariArea(LabelledCode):
    """The four areas of the Johari window, by the same cuts as the categories."""

    UNDEFINED = 0
    BLIND_SPOT = 1
    HIDDEN_STRENGTH = 2
    KNOWN_STRENGTH = 3
    KNOWN_DEVELOPMENT_AREA = 4


# Indexed by category; those without a gap have no area.
_AREA_OF = np.array(
    [
        JohariArea.UNDEFINED,
        JohariArea.UNDEFINED,
        JohariArea.UNDEFINED,
        JohariArea.UNDEFINED,
        JohariArea.BLIND_SPOT,
        JohariArea.HIDDEN_STRENGTH,
        JohariArea.KNOWN_STRENGTH,
        JohariArea.KNOWN_DEVELOPMENT_AREA,
    ],
    np.int8,
)


def suppression_statuses(n: npt.NDArray[Any], minimum: npt.NDArray[Any] | int) -> ByteCodes:
    """Status of cells with `n` raters, of any shape that `minimum` (1 or more) broadcasts to."""
    return (n > 0).astype(np.int8) + (n >= minimum).astype(np.int8)


def self_other_categories(own: Floats, others: Floats, rules: ScoringRules) -> ByteCodes:
    """Categorise self against others, both NaN where undefined; equal shapes.

    The gap cuts are inclusive; `compare_eps` keeps rounding from moving a figure over a cut.
    """
    eps = rules.compare_eps
    with np.errstate(invalid="ignore"):
        gap = own - others
        # Each rule overrides those before it; comparisons with NaN are false.
        found = np.where(others >= rules.strength_threshold - eps, 6, 7).astype(np.int8)
        found[gap >= rules.gap_threshold - eps] = SelfOtherCategory.OVER_ESTIMATOR
        found[gap <= -rules.gap_threshold + eps] = SelfOtherCategory.UNDER_ESTIMATOR
    found[np.isnan(others)] = SelfOtherCategory.NO_OTHERS
    found[np.isnan(own)] = SelfOtherCategory.NO_SELF
    return found


def johari_areas(category: ByteCodes) -> ByteCodes:
    """The Johari area of each category."""
    areas: ByteCodes = _AREA_OF[category]
    return areas
