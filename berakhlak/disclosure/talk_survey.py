"""Attacks on what is told of officers' answers about their talks.

The attacker knows every printed figure, the size of every unit, and so many answers of a unit as
`accomplices` says: one's own at least. Whatever leaves a single possibility for the answers of all
others is found. See docs/decisions/0208.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.statistics.small_groups import LEAST
from berakhlak.statistics.talk_answers import AnswerRange, TalkFigures, UnitTalkFigures

ACCOMPLICES = 1  # Whoever reads the figures may have answered as well.


@dataclass(frozen=True)
class PrintedTalkFigures:
    """What readers hold: figures of units that do not overlap, and of all together (by statement),
    which may be told more closely than these add up to."""

    units: tuple[UnitTalkFigures, ...]
    whole: tuple[AnswerRange, ...]

    @classmethod
    def of(cls, figures: TalkFigures) -> PrintedTalkFigures:
        return cls(figures.units, figures.yes)


def attack_talk_figures(
    printed: PrintedTalkFigures, name: str, accomplices: int = ACCOMPLICES
) -> Iterator[AuditFinding]:
    """Findings in what a cycle prints of talks; `name`: of the cycle."""
    for place, unit in enumerate(printed.units):
        owner = unit.unit or name
        if unit.answered.low < LEAST:
            source = FigurePlace(owner=owner, subject=FigureKind.TALK)
            yield AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=source)
        for number in range(len(unit.yes)):
            known = _narrowed(printed, place, number)
            if _settles_any(known, unit.answered, accomplices):
                source = FigurePlace(owner=owner, subject=FigureKind.TALK, item=str(number + 1))
                yield AuditFinding(
                    leak=LeakKind.RECOVERED,
                    source=source,
                    target=source,
                    low=float(known.low),
                    high=float(known.high),
                )


def _settles_any(known: AnswerRange, answered: AnswerRange, accomplices: int) -> bool:
    """Whether it is settled for somebody who happens to know how many answered."""
    possible = range(answered.low, answered.high + 1)
    return any(settles(known, each, accomplices) for each in possible)


def settles(known: AnswerRange, answered: int, accomplices: int) -> bool:
    """Whether somebody who knows so many answers can be certain of all others'.

    They told `yes` of them to each other: then between `low - yes` and `high - yes` of the rest
    said so, and it is settled when that leaves nobody, or everybody.
    """
    for told in range(accomplices + 1):
        rest = answered - told
        for yes in range(told + 1):
            low, high = max(0, known.low - yes), min(rest, known.high - yes)
            is_possible = low <= high and rest > 0
            if is_possible and (high == 0 or low == rest):
                return True
    return False


def _narrowed(printed: PrintedTalkFigures, place: int, number: int) -> AnswerRange:
    """What the figure of a unit must be, given those of all others and of all together."""
    own = printed.units[place].yes[number]
    others = [each.yes[number] for at, each in enumerate(printed.units) if at != place]
    whole = printed.whole[number]
    low = whole.low - sum(each.high for each in others)
    high = whole.high - sum(each.low for each in others)
    return AnswerRange(max(own.low, low), min(own.high, high))
