"""How officers answered statements on the talk, by unit, so coarse that no answer follows.

A count of "yes" near nobody or near everybody would tell what each of a unit answered, at the
latest to whoever takes their own answer away. So the two ends are told as a range: at most MARGIN,
or at least all but MARGIN. Units are apart from each other, none holds another, and what is told
of all together is added up from what is told of each: nothing is left to subtract.

How many answered is told in the same way beside how many were asked: where nearly all did, an exact
number would name those who did. See docs/decisions/0208.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from berakhlak.statistics.small_groups import LEAST, split_by_size
from berakhlak.statistics.stored_json import as_stored, read_stored

MARGIN = 2


class TalkAnswer(IntEnum):
    """How far a statement holds for the talk."""

    NO = 0
    PARTLY = 1
    YES = 2


@dataclass(frozen=True)
class AnswerRange:
    """How many answered, or answered "yes": from `low` to `high`, both possible."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class UnitTalkFigures:
    """Of a unit, or of small units together (None): how many answered, and "yes" by statement."""

    unit: str | None
    answered: AnswerRange
    yes: tuple[AnswerRange, ...]


@dataclass(frozen=True)
class TalkFigures:
    """All that is ever told of the answers of one cycle; empty where too few answered.

    `left_out`: stored answers that could not be opened.
    """

    units: tuple[UnitTalkFigures, ...] = ()
    left_out: int = 0

    @property
    def answered(self) -> AnswerRange:
        """Officers in all units that are told of."""
        return _added([each.answered for each in self.units])

    @property
    def yes(self) -> tuple[AnswerRange, ...]:
        """All units together, made of nothing but what is told of each."""
        rows = zip(*(each.yes for each in self.units), strict=True)
        return tuple(_added(row) for row in rows)

    def to_json(self) -> str:
        return as_stored(self)

    @classmethod
    def from_json(cls, text: str) -> TalkFigures:
        return read_stored(cls, text)


def answered_range(answered: int, asked: int) -> AnswerRange:
    """What is told of how many of those `asked` answered."""
    asked = max(asked, answered)  # A talk that was taken back after its officer had answered.
    if answered >= asked - MARGIN:
        return AnswerRange(asked - MARGIN, asked)
    return AnswerRange(answered, answered)


def yes_range(yes: int, answered: AnswerRange) -> AnswerRange:
    """What is told of `yes`. The upper end begins where the fewest may have answered: an exact
    number above that would tell how many did."""
    if yes <= MARGIN:
        return AnswerRange(0, MARGIN)
    if yes >= answered.low - MARGIN:
        return AnswerRange(answered.low - MARGIN, answered.high)
    return AnswerRange(yes, yes)


def talk_figures(
    units: Sequence[str],
    asked: Sequence[int],
    unit: NDArray[np.int64],
    answers: NDArray[np.uint8],
) -> TalkFigures:
    """`units`: names by place; `asked`: how many were, likewise; `unit`: the place of each
    officer's; `answers`: officers x statements, as TalkAnswer.

    A unit with so few asked that the least to be told of is nearly all counts as a small one.
    """
    found = np.bincount(unit, minlength=len(units))
    asked = [max(has, int(size)) for has, size in zip(asked, found, strict=True)]
    sizes = [max(0, min(int(s), has - MARGIN)) for s, has in zip(found, asked, strict=True)]
    alone, together = split_by_size(sizes)
    if not alone and not together and min(len(answers), sum(asked) - MARGIN) >= LEAST:
        together = list(range(len(units)))  # Too few each, and enough of them in all.
    rows = [_told(units[place], asked[place], answers[unit == place]) for place in alone]
    if together:
        all_asked = sum(asked[place] for place in together)
        rows.append(_told(None, all_asked, answers[np.isin(unit, together)]))
    return TalkFigures(tuple(rows))


def _told(name: str | None, asked: int, answers: NDArray[np.uint8]) -> UnitTalkFigures:
    answered = answered_range(len(answers), asked)
    counts = np.count_nonzero(answers == TalkAnswer.YES, axis=0)
    return UnitTalkFigures(name, answered, tuple(yes_range(int(c), answered) for c in counts))


def _added(ranges: Sequence[AnswerRange]) -> AnswerRange:
    return AnswerRange(sum(each.low for each in ranges), sum(each.high for each in ranges))
