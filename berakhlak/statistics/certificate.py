"""How often readers who hold answers of their own are certain of somebody else's.

Counted from the sheets while they are there; only shares are kept
(docs/decisions/0062-who-learns-what.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.cycle_statistics import sheets_where
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.packed_sheets import Bools, Ints, ItemColumns, PackedSheets
from berakhlak.statistics.rules import ScoringRules
from berakhlak.statistics.statements import DisclosureCertificate, DisclosureRisk, ReaderKnowledge

FEWEST_FIGURES = 5  # No share tells of fewer figures.
AT_ONCE = 50_000  # Cells that are looked at together: a large cycle has millions.
FINEST_SHARE_STEP = 0.001  # Step of a share.
MOST_COLLUDING_RATERS = 2  # Raters who tell each other their answers.
RAISED_MINIMUMS = (1, 2)  # By how much minimum sizes could be raised.
CITIZEN_GROUP = "citizen"
OWN_VOICES = (1, 2, 5, 20)
"""Citizens' voices that one officer may have given alone."""
DISPLAY_READER = f"{CITIZEN_GROUP}_display"
"""The officer who gave all voices that came by the counter's display."""

Counts = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class AnonymousCells:
    """Shown cells of behaviours by anonymous groups: `histogram[steps, cells]` of their answers,
    the code of each one's `group`, and by how many raters it is above the minimum (`spare`)."""

    histogram: Counts
    group: npt.NDArray[np.intp]
    spare: Ints

    def where(self, chosen: Bools) -> AnonymousCells:
        """Some of them."""
        return AnonymousCells(self.histogram[:, chosen], self.group[chosen], self.spare[chosen])


def disclosure_certificate(
    sheets: PackedSheets,
    figures: CycleScores,
    rules: ScoringRules,
    by_ticket: Bools | None = None,
) -> DisclosureCertificate | None:
    """The certificate of a cycle; None for fewer officers than a unit needs, or for few cells.

    `by_ticket`: whether a sheet is a voice that a served visit stands behind, in cycles in which
    these make up the minimum.
    """
    cells = anonymous_cells(sheets, figures, rules)
    now = _reach(cells, rules)
    if now is None or sheets.n_officers < rules.min_officers_per_unit:
        return None
    if by_ticket is not None:
        now = _with_display_reader(now, sheets_where(sheets, by_ticket), figures, rules)
    raised = {str(by): _reach(cells.where(cells.spare >= by), rules) for by in RAISED_MINIMUMS}
    return DisclosureCertificate(now=now, raised={by: each for by, each in raised.items() if each})


def anonymous_cells(
    sheets: PackedSheets, figures: CycleScores, rules: ScoringRules
) -> AnonymousCells:
    """All cells that are printed of behaviours, of groups with a minimum above one."""
    columns, status = ItemColumns.from_sheets(sheets, rules), figures.items.status
    least = np.array(rules.item_min_n)
    parts, groups = [], []
    for item, answers in enumerate(columns.answers):
        shown: Bools = (status[:, :, item].T == SuppressionStatus.SHOWN) & (least > 1)[:, None]
        counts = [
            columns.sums(answers == step, np.int32)[shown] for step in range(1, rules.steps + 1)
        ]
        parts.append(np.array(counts, np.int32))
        groups.append(np.nonzero(shown)[0])
    histogram, group = np.concatenate(parts, axis=1), np.concatenate(groups)
    return AnonymousCells(histogram, group, histogram.sum(axis=0) - least[group])


def feasible_answer_widths(histogram: Counts, k: int) -> Ints:
    """Steps between the least and the greatest answer that one of the others can have given, for
    the worst choice of `k` raters who tell theirs; 0 where it is certain. (cells,)

    Where only the k answered, nobody is left to learn about: all steps are open.
    """
    starts = range(0, max(histogram.shape[1], 1), AT_ONCE)
    return np.concatenate([_widths(histogram[:, at : at + AT_ONCE], k) for at in starts])


def _widths(histogram: Counts, k: int) -> Ints:
    steps = len(histogram)
    n, total = histogram.sum(axis=0), np.zeros(histogram.shape[1], np.int64)
    for step, count in enumerate(histogram, start=1):
        total += step * count
    others = np.maximum(n - k - 1, 0)
    # Open is least where the rest of the sum is nearest to an end of the scale.
    rests = [
        total - _taken(histogram, k, highest=True),
        total - _taken(histogram, k, highest=False),
    ]
    found = [
        np.minimum(steps, rest - others) - np.maximum(1, rest - steps * others) for rest in rests
    ]
    return np.where(n > k, np.minimum(*found), steps)


def _taken(histogram: Counts, k: int, *, highest: bool) -> Counts:
    """Sum of the k highest or lowest answers of each cell."""
    steps, left = len(histogram), np.full(histogram.shape[1], k)
    total = np.zeros(histogram.shape[1], np.int64)
    for step in range(steps, 0, -1) if highest else range(1, steps + 1):
        taken = np.minimum(histogram[step - 1], left)
        total, left = total + step * taken, left - taken
    return total


def _reach(cells: AnonymousCells, rules: ScoringRules) -> DisclosureRisk | None:
    """What every kind of reader learns of these cells; None where they are few."""
    n = len(cells.group)
    if n < FEWEST_FIGURES:
        return None
    # Without answers of their own, readers count it from print: nothing is kept from them.
    learned = {"0": _learned(feasible_answer_widths(cells.histogram, 0), FINEST_SHARE_STEP)}
    step = share_step(n)
    learned |= {
        str(k): _learned(feasible_answer_widths(cells.histogram, k), step)
        for k in range(1, MOST_COLLUDING_RATERS + 1)
    }
    if CITIZEN_GROUP in rules.groups:
        voices = _voices_of(cells, rules)
        if voices.shape[1] >= FEWEST_FIGURES:
            step = share_step(voices.shape[1])
            learned |= {
                f"{CITIZEN_GROUP}{k}": _learned(feasible_answer_widths(voices, k), step)
                for k in (OWN_VOICES if rules.behaviour_min_n else OWN_VOICES[:2])
            }
    return DisclosureRisk(figures=n, learned=learned)


def _with_display_reader(
    now: DisclosureRisk, tickets: PackedSheets, figures: CycleScores, rules: ScoringRules
) -> DisclosureRisk:
    """Who knows all voices by the display is left with the sum of those by ticket."""
    cells = anonymous_cells(tickets, figures, rules)
    voices = _voices_of(cells, rules)
    if voices.shape[1] < FEWEST_FIGURES:
        return now
    found = _learned(feasible_answer_widths(voices, 0), share_step(voices.shape[1]))
    return replace(now, learned=now.learned | {DISPLAY_READER: found})


def _voices_of(cells: AnonymousCells, rules: ScoringRules) -> Counts:
    return cells.where(cells.group == rules.groups.index(CITIZEN_GROUP)).histogram


def _learned(found: Ints, step: float) -> ReaderKnowledge:
    return ReaderKnowledge(
        figures=len(found),
        certain=_share(found == 0, step),
        nearly=_share(found <= 1, step),
        narrowest=int(found.min()),
    )


def share_step(figures: int) -> float:
    """In what steps a share of so many figures is told: 0.001, or FEWEST_FIGURES of them."""
    return max(FINEST_SHARE_STEP, FEWEST_FIGURES / figures)


def _share(found: Bools, step: float) -> float:
    return round(min(math.floor(float(found.mean()) / step + 0.5) * step, 1.0), 4)
