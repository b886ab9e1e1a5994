"""Linear mixed models of sheet scores: officers, raters and how severe each rater is.

Only sealing and the command line import this package: SciPy's sparse and linear-algebra modules
cost a web worker a quarter of a second and tens of megabytes that no page needs.
"""

from berakhlak.statistics.mixed.crossed import (
    Generalizability,
    fit_crossed,
    fit_one_way,
    generalizability,
)
from berakhlak.statistics.mixed.linkage import Reason, adjustable, connectivity
from berakhlak.statistics.mixed.results import Method, MixedFit

__all__ = [
    "Generalizability",
    "Method",
    "MixedFit",
    "Reason",
    "adjustable",
    "connectivity",
    "fit_crossed",
    "fit_one_way",
    "generalizability",
]
