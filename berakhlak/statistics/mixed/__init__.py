"""Linear mixed models of sheet scores: officers, raters and how severe each rater is.

Only sealing and the command line import this package: SciPy's sparse and linear-algebra modules
cost a web worker a quarter of a second and tens of megabytes that no page needs.
"""

from berakhlak.statistics.mixed.crossed import (
    CrossedGeneralizability,
    crossed_generalizability,
    fit_crossed,
    fit_one_way,
)
from berakhlak.statistics.mixed.linkage import (
    AdjustmentReason,
    adjustable_officers,
    rating_components,
)
from berakhlak.statistics.mixed.results import FitMethod, MixedFit

__all__ = [
    "CrossedGeneralizability",
    "FitMethod",
    "MixedFit",
    "AdjustmentReason",
    "adjustable_officers",
    "rating_components",
    "fit_crossed",
    "fit_one_way",
    "crossed_generalizability",
]
