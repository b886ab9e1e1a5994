"""What studies of the instrument need once no sheet is left: covariances over the whole agency."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.packed_sheets import NO_ANSWER, NOT_ASKED, PackedSheets
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.statements import BehaviourCovariance

LEAST_RATERS = 100
"""Different raters of a group, below which its covariances are not kept."""
DECIMALS = 2
AT_ONCE = 10_000  # Sheets as floating numbers: a large cycle has a million.


def behaviour_covariances(
    sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout
) -> dict[str, BehaviourCovariance]:
    """By group of at least LEAST_RATERS different raters: the covariance (n - 1) of behaviours over
    complete sheets, in squared steps. Self is left out, and no officer or unit has any of its own.
    """
    found = {}
    for code, group in enumerate(rules.groups):
        if code == rules.self_code:
            continue
        rows = sheets.group == code
        answers = sheets.answers[rows]
        asked = (answers != NOT_ASKED).any(axis=0)
        complete = ((answers != NO_ANSWER) & (answers != NOT_ASKED))[:, asked].all(axis=1)
        raters = np.arange(len(answers)) if sheets.rater is None else sheets.rater[rows]
        n_raters = len(np.unique(raters[complete]))
        if n_raters >= LEAST_RATERS and asked.sum() > 1:
            found[group] = BehaviourCovariance(
                raters=n_raters,
                sheets=int(complete.sum()),
                behaviours=tuple(np.array(layout.items)[asked].tolist()),
                matrix=_covariances(answers[complete][:, asked]),
            )
    return found


def _covariances(answers: npt.NDArray[np.uint8]) -> tuple[tuple[float, ...], ...]:
    """Of whole numbers: sums of products are exact in any order, and on any machine."""
    sheets, items = answers.shape
    products = np.zeros((items, items))
    for start in range(0, sheets, AT_ONCE):
        some = answers[start : start + AT_ONCE].astype(float)
        products += some.T @ some
    total = answers.sum(axis=0, dtype=float)
    found = (products - np.outer(total, total) / sheets) / (sheets - 1)
    return tuple(map(tuple, found.round(DECIMALS).tolist()))
