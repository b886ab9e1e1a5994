"""Complementary suppression: withhold a shown cell where it would give a withheld one away.

A cell is withheld first by its own n. That is not always enough: the mean of a value is made of
its behaviours, so a shown value beside shown behaviours may leave only one possibility for a
behaviour that too few raters answered. Such a value is withheld too, and with it leaves every
figure made of it. One more cell is always enough, because nothing else printed is made of the
withheld behaviour.

Whether a value goes is decided from printed figures alone, so its staying tells nothing new; and
of those that go, the highest and the lowest possible mean always go together, so its going tells
neither (docs/decisions/0060-disclosure-audit.md).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.categories import ByteCodes, SuppressionStatus, suppression_statuses
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.frozen_result import CellStatus, ValueFigures
from berakhlak.statistics.norms import NormSums
from berakhlak.statistics.packed_sheets import NOT_ASKED, Bools, Ints, PackedSheets
from berakhlak.statistics.pinning import DECIMALS, PrintedBlock, discloses_suppressed, printed_block
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.scoring import BlockTally, complete_scores, tally_block


@dataclass(frozen=True)
class SuppressedTally(BlockTally):
    """A tally in which `withheld[values, groups, officers]` are treated like cells of too few."""

    withheld: Bools

    @cached_property
    def status(self) -> ByteCodes:
        own = suppression_statuses(self.n, np.array(self.rules.min_n)[:, None])
        return np.where(self.withheld, np.int8(SuppressionStatus.SUPPRESSED), own)


@dataclass(frozen=True)
class SuppressedScores:
    """Figures after complementary suppression.

    `beside_hidden[officers, groups, values]`: shown cells with a withheld behaviour. Their spread
    stays out of print, whatever it is: the search above would have to reckon with it otherwise.
    `releasable_sheets`: without answers to any value of which a behaviour is withheld; what is
    printed of whole sheets is made of these, and so cannot depend on what is withheld.
    """

    figures: CycleScores
    beside_hidden: Bools
    releasable_sheets: PackedSheets


def compute_suppressed_scores(
    sheets: PackedSheets, rules: ScoringRules, layout: ItemLayout
) -> SuppressedScores:
    """`scoring.compute_scores`, with cells withheld that would give others away."""
    part = tally_block(sheets, rules, layout)
    hidden = _hidden_behaviours(part, rules, layout)
    beside = (hidden > 0) & (part.status == SuppressionStatus.SHOWN)
    withheld = _pinning(part, beside, rules, layout)
    tallied = {field.name: getattr(part, field.name) for field in fields(part)}
    safe = SuppressedTally(**tallied, withheld=withheld)
    figures = complete_scores(safe, NormSums.total_of(safe.norm_parts()).norms(rules), rules)
    return SuppressedScores(figures, beside.T, _without(sheets, hidden > 0, layout))


def _without(sheets: PackedSheets, hidden: Bools, layout: ItemLayout) -> PackedSheets:
    """The sheets as if the values in `hidden[values, groups, officers]` had not been asked."""
    answers = sheets.answers.copy()
    for value in range(len(layout.values)):
        rows = hidden[value, sheets.group, sheets.officer]
        answers[np.ix_(rows, layout.items_of(value))] = NOT_ASKED
    return replace(sheets, answers=answers)


def shown_by_enough_officers(shown: Bools, sheets: PackedSheets, least: int) -> Bools:
    """Whether at least so many officers of a unit show a group; (units, groups).

    `shown[officers, groups]`. How a group of a unit answered is told from then on only: with one
    officer it would say more about the three who rated them than their means do.
    """
    assert sheets.unit is not None
    officers = np.zeros((sheets.n_units, shown.shape[1]), np.int64)
    np.add.at(officers, sheets.unit, shown)
    enough: Bools = officers >= least
    return enough


def _hidden_behaviours(part: BlockTally, rules: ScoringRules, layout: ItemLayout) -> Ints:
    """Number of withheld behaviours of each cell, (values, groups, officers)."""
    hidden = part.items.status == SuppressionStatus.SUPPRESSED
    columns = [hidden[..., layout.items_of(v)].sum(axis=2).T for v in range(len(layout.values))]
    return np.array(columns, np.int64).reshape(part.n.shape)


def _pinning(part: BlockTally, beside: Bools, rules: ScoringRules, layout: ItemLayout) -> Bools:
    """The shown cells that pin a withheld behaviour; only those beside one are looked at."""
    withheld = np.zeros_like(beside)
    for value, group, officer in np.argwhere(beside):
        block = _block(part, (value, group, officer), rules, layout)
        withheld[value, group, officer] = discloses_suppressed(block)
    return withheld


def _block(
    part: BlockTally, cell: tuple[int, int, int], rules: ScoringRules, layout: ItemLayout
) -> PrintedBlock:
    value, group, officer = cell
    items = layout.items_of(value)
    least = rules.item_min_n[group]
    counts = part.items.n[officer, group, items]
    totals = part.items.total[officer, group, items]
    shown = [
        (int(n), round(float(total) / int(n), DECIMALS))
        for n, total in zip(counts, totals, strict=True)
        if n >= least
    ]
    hidden = int(((counts > 0) & (counts < least)).sum())
    mean = round(float(part.mean[cell]) - rules.shift, DECIMALS)
    return printed_block(int(part.n[cell]), mean, shown, hidden, least - 1, rules.steps)


def releasable_sheet_count(forms: npt.NDArray[np.integer[Any]], least: int) -> int:
    """How many answered sheets of a group may be told, from `forms[officers]`.

    Less the shown groups', the whole leaves the sum of the withheld ones, which gives single
    counts away where there is one, or where all are as small or as large as they can be; then
    the withheld ones are left out.
    """
    small = forms[(forms > 0) & (forms < least)]
    cells, sheets = len(small), int(small.sum())
    is_disclosing = cells == 1 or (cells > 0 and sheets in (cells, cells * (least - 1)))
    return int(forms.sum()) - (sheets if is_disclosing else 0)


def is_complementary_suppression(value: ValueFigures, group: str) -> bool:
    """Whether a value is withheld to protect a behaviour, not for its own small n."""
    if value.cells[group].status is not CellStatus.SUPPRESSED:
        return False
    cells = (row.cells.get(group) for row in value.behaviours)
    return any(cell is not None and cell.status is CellStatus.SHOWN for cell in cells)
