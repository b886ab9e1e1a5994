"""How officers answered statements on the talk, by unit, so coarse that no answer follows.

A count of "yes" near nobody or near everybody would tell what each of a unit answered, at the
latest to whoever takes their own answer away. So the two ends are told as a range: at most MARGIN,
or at least all but MARGIN. Units are apart from each other, none holds another, and what is told
of all together is added up from what is told of each: nothing is left to subtract.
See docs/decisions/0208.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from berakhlak.statistics.small_groups import split_by_size
from berakhlak.statistics.stored_json import as_stored, read_stored

MARGIN = 2


class TalkAnswer(IntEnum):
    """How far a statement holds for the talk."""

    NO = 0
    PARTLY = 1
    YES = 2


@dataclass(frozen=True)
class YesRange:
    """How many answered "yes": from `low` to `high`, both possible."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class UnitTalkFigures:
    """Of a unit, or of small units together (None): how many answered, and "yes" by statement."""

    unit: str | None
    answered: int
    yes: tuple[YesRange, ...]


@dataclass(frozen=True)
class TalkFigures:
    """All that is ever told of the answers of one cycle; empty where too few answered.

    `left_out`: stored answers that could not be opened.
    """

    units: tuple[UnitTalkFigures, ...] = ()
    left_out: int = 0

    @property
    def answered(self) -> int:
        """Officers in all units that are told of."""
        return sum(each.answered for each in self.units)

    @property
    def yes(self) -> tuple[YesRange, ...]:
        """All units together, made of nothing but what is told of each."""
        rows = zip(*(each.yes for each in self.units), strict=True)
        return tuple(
            YesRange(sum(each.low for each in row), sum(each.high for each in row)) for row in rows
        )

    def to_json(self) -> str:
        return as_stored(self)

    @classmethod
    def from_json(cls, text: str) -> TalkFigures:
        return read_stored(cls, text)


def yes_range(yes: int, answered: int) -> YesRange:
    """What is told of `yes` out of `answered`."""
    if yes <= MARGIN:
        return YesRange(0, MARGIN)
    if yes >= answered - MARGIN:
        return YesRange(answered - MARGIN, answered)
    return YesRange(yes, yes)


def talk_figures(
    units: Sequence[str], unit: NDArray[np.int64], answers: NDArray[np.uint8]
) -> TalkFigures:
    """`units`: names by place; `unit`: the place of each officer's; `answers`: officers x
    statements, as TalkAnswer."""
    sizes = np.bincount(unit, minlength=len(units))
    alone, together = split_by_size([int(size) for size in sizes])
    rows = [_told(units[place], answers[unit == place]) for place in alone]
    if together:
        rows.append(_told(None, answers[np.isin(unit, together)]))
    return TalkFigures(tuple(rows))


def _told(name: str | None, answers: NDArray[np.uint8]) -> UnitTalkFigures:
    counts = np.count_nonzero(answers == TalkAnswer.YES, axis=0)
    ranges = tuple(yes_range(int(count), len(answers)) for count in counts)
    return UnitTalkFigures(name, len(answers), ranges)
