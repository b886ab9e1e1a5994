"""Sheets as arrays: one byte per item, and the sums over rater groups that all figures rest on.

Nothing here loops over officers. Sheets are ordered once by group and officer; a sum over every
cell is then one running sum and one difference, all in whole numbers, so that no order of sheets
can change a figure by even one bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.rules import ItemLayout, ScoringRules

NO_ANSWER = 0  # On the form, and the rater cannot rate it.
NOT_ASKED = 255  # Not on this rater's form.

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer[Any]]
Bools = npt.NDArray[np.bool_]

IN_32_BITS = 2_147_483_648  # Cells that can be counted so.
ROWS_AT_ONCE = 1 << 14  # Keeps a block of sheets in the processor's cache while it is turned.


@dataclass(frozen=True, kw_only=True)
class PackedSheets:
    """The sheets of a cycle.

    `answers[sheets, items]`: 0 cannot rate, 255 not asked, else 1..steps (score minus shift).
    `officer[sheets]`, `group[sheets]`, `rater[sheets]`: codes from 0; `rater` is None once sealed.
    `n_officers` counts officers without sheets too. `unit[officers]`: unit codes, or None.
    """

    answers: Bytes
    officer: Codes
    group: Codes
    n_officers: int
    rater: Codes | None = None
    n_raters: int = 0
    unit: Codes | None = None
    n_units: int = 0

    def __post_init__(self) -> None:
        sheets = len(self.answers)
        _check_codes("officer", self.officer, sheets, self.n_officers)
        _check_codes("group", self.group, sheets, 1 << 16)
        if self.rater is not None:
            _check_codes("rater", self.rater, sheets, self.n_raters)
        if self.unit is not None:
            _check_codes("unit", self.unit, self.n_officers, self.n_units)


def _check_codes(name: str, codes: Codes, length: int, size: int) -> None:
    if codes.shape != (length,):
        raise ValueError(f"{name}: needs {length} codes, has shape {codes.shape}")
    if length and (codes.min() < 0 or codes.max() >= size):
        raise ValueError(f"{name}: codes must lie in 0..{size - 1}")


@dataclass(frozen=True)
class ItemColumns:
    """Answers item by item, sheets ordered by group and then officer.

    `answers[items, sheets]`: 0 for no answer of either kind. `bounds[groups * officers + 1]`:
    where the sheets of each cell start and end. `shape` is (groups, officers).
    """

    answers: Bytes
    bounds: npt.NDArray[np.intp]
    shape: tuple[int, int]

    @classmethod
    def from_sheets(cls, sheets: PackedSheets, rules: ScoringRules) -> ItemColumns:
        """Order the sheets; raises ValueError for an answer off the scale or an unknown group."""
        shape = (len(rules.groups), sheets.n_officers)
        if len(sheets.group) and sheets.group.max() >= shape[0]:
            raise ValueError(f"group: codes must lie in 0..{shape[0] - 1}")
        size = shape[0] * shape[1]
        number: type[Any] = np.int32 if size < IN_32_BITS else np.int64
        key = sheets.group.astype(number) * number(shape[1]) + sheets.officer.astype(number)
        bounds = np.zeros(size + 1, np.intp)
        np.cumsum(np.bincount(key, minlength=size), out=bounds[1:])
        order = np.argsort(key)
        del key
        return cls(_turned(sheets.answers, order, rules.steps), bounds, shape)

    @property
    def largest(self) -> int:
        """Sheets in the largest cell."""
        return int(np.diff(self.bounds).max(initial=0))

    def sums(self, column: npt.NDArray[Any], dtype: npt.DTypeLike = np.int64) -> npt.NDArray[Any]:
        """Sum `column[sheets]` over each cell: whole numbers of shape (groups, officers).

        The running sum may pass the range of `dtype`; differences stay right modulo its size, so
        only the sum of a single cell has to fit.
        """
        running = np.zeros(len(column) + 1, dtype)
        np.cumsum(column, out=running[1:], dtype=dtype)
        return np.diff(running[self.bounds]).reshape(self.shape)


def _turned(answers: Bytes, order: npt.NDArray[np.intp], steps: int) -> Bytes:
    turned = np.empty(answers.shape[::-1], np.uint8)
    for start in range(0, len(order), ROWS_AT_ONCE):
        block = slice(start, start + ROWS_AT_ONCE)
        turned[:, block] = answers[order[block]].T
    for column in turned:
        column[column == NOT_ASKED] = NO_ANSWER
        if column.max(initial=0) > steps:
            raise ValueError(f"answers: must be 0 to {steps}, or {NOT_ASKED} where not asked")
    return turned


@dataclass(frozen=True)
class SheetValueScores:
    """Scores of one value, sheet by sheet, in whole parts of a step.

    `parts[sheets]`: the mean of the answered items times `unit`, 0 without a score;
    `scored[sheets]`: whether enough items were answered. A score is parts / unit + shift.
    """

    parts: Ints
    scored: Bools
    unit: int


def sheet_value_scores(
    answers: Bytes, rules: ScoringRules, layout: ItemLayout, value: int
) -> SheetValueScores:
    """Score one value on every sheet of `answers[items, sheets]`: the mean of answered items."""
    items = layout.items_of(value)
    unit = part_unit(len(items), rules.steps)
    number: type[Any] = np.uint8 if len(items) * rules.steps < 256 else np.int32
    total: npt.NDArray[Any] = np.zeros(answers.shape[1], number)
    count = np.zeros_like(total)
    for item in items:
        total += answers[item]
        count += answers[item] > 0
    scored = count >= rules.min_items_per_value
    parts = total.astype(np.int64)
    if math.lcm(*range(1, len(items) + 1)) == unit:
        parts *= np.array([0, *(unit // n for n in range(1, len(items) + 1))])[count]
    else:
        parts = np.rint(parts * (unit / np.maximum(count, 1))).astype(np.int64)
    parts *= scored
    return SheetValueScores(parts, scored, unit)


def part_unit(n_items: int, steps: int) -> int:
    """Parts of a step in which scores of a value are counted.

    The least common multiple of 1..n_items makes every mean of answered items a whole number of
    parts, hence exact. Where that grows too large for squares in 64 bits (beyond 16 items on five
    steps) scores are rounded to about 1e-7 of a step instead.
    """
    largest = (1 << 25) // steps
    exact = math.lcm(*range(1, n_items + 1))
    return exact if exact <= largest else largest
