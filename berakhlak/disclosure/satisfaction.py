"""Attacks on what is told of a satisfaction survey.

The attacker knows every figure as it is stored, and the answers of so many respondents as
`accomplices` says: one's own at least. Nobody knows who else answered, so that all others are one
to the attacker: an answer is found out where only one possibility is left for all of them. See
docs/decisions/0223.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.statistics.satisfaction_index import HIGHEST, LOWEST, N_ELEMENTS, POINTS, ikm_of
from berakhlak.statistics.told_satisfaction import (
    ACCOMPLICES,
    LEAST,
    LEAST_CELL,
    Bound,
    SurveyFigures,
    ToldElement,
    ToldIndex,
    least_half_width,
)

_ROUNDING = 0.01  # Ends of an interval are told at two places.


@dataclass(frozen=True)
class PrintedSurvey:
    """What readers hold of one survey: of which unit, of which days, and the figures."""

    unit: str
    starts_on: date
    last_day: date
    figures: SurveyFigures


@dataclass(frozen=True)
class SumRange:
    """The sum of the answers to an element, from `low` to `high`, of `respondents`."""

    low: int
    high: int
    respondents: int

    def less(self, other: SumRange) -> SumRange:
        """The same of those who are not among `other`."""
        return SumRange(
            self.low - other.high, self.high - other.low, self.respondents - other.respondents
        )


def attack_survey(printed: PrintedSurvey, accomplices: int = ACCOMPLICES) -> Iterator[AuditFinding]:
    """Findings in the figures of one survey."""
    whole, parts = printed.figures.whole, printed.figures.services
    if whole is None:
        if parts or printed.figures.counts:
            yield _few(printed.unit, "")
        return
    for told in (whole, *parts):
        yield from _attack_index(printed.unit, told, accomplices)
    if parts:
        yield from _attack_differences(printed.unit, whole, parts, accomplices)
    yield from _attack_counts(printed, whole.respondents)


def attack_surveys(
    surveys: Sequence[PrintedSurvey], accomplices: int = ACCOMPLICES
) -> Iterator[AuditFinding]:
    """The same of several surveys of one unit: where their days overlap, one may hold the answers
    of the other and a few more."""
    for place, one in enumerate(surveys):
        yield from attack_survey(one, accomplices)
        for other in surveys[:place]:
            if one.starts_on <= other.last_day and other.starts_on <= one.last_day:
                yield from _attack_two(one, other, accomplices)


def settles(known: SumRange, accomplices: int) -> bool:
    """Whether somebody who knows so many answers can be certain of all others': they told each
    other a sum, and what is left is the lowest or the highest that so many can say."""
    rest = known.respondents - accomplices
    if rest <= 0:
        return False
    for told in range(LOWEST * accomplices, HIGHEST * accomplices + 1):
        low = max(known.low - told, LOWEST * rest)
        high = min(known.high - told, HIGHEST * rest)
        if low <= high and (high == LOWEST * rest or low == HIGHEST * rest):
            return True
    return False


def range_of(told: ToldElement, respondents: int) -> SumRange:
    """What a told sum may stand for."""
    least, most = LOWEST * respondents, HIGHEST * respondents
    low = told.total if told.bound in (Bound.EXACT, Bound.AT_LEAST) else least
    high = told.total if told.bound in (Bound.EXACT, Bound.AT_MOST) else most
    return SumRange(low, high, respondents)


def _attack_index(unit: str, told: ToldIndex, accomplices: int) -> Iterator[AuditFinding]:
    if told.respondents < LEAST:
        yield _few(unit, told.service or "")
        return
    ranges = [range_of(each, told.respondents) for each in told.elements]
    yield from _settled(unit, told.service or "", ranges, accomplices)
    total = sum(each.total for each in told.elements)
    if told.ikm != ikm_of(total, told.respondents):
        # Made of the answers, not of what is told: it narrows each element by the others.
        narrowed = _narrowed(told, ranges)
        yield from _settled(unit, told.service or "", narrowed, accomplices)
        yield _unexplained(unit, told.service or "")
    if _is_too_narrow(told):
        yield _unexplained(unit, told.service or "")


def _narrowed(told: ToldIndex, ranges: Sequence[SumRange]) -> list[SumRange]:
    n = told.respondents
    middle = told.ikm * N_ELEMENTS * n / POINTS
    slack = 0.005 * N_ELEMENTS * n / POINTS
    low, high = int(middle - slack), int(middle + slack) + 1
    found = []
    for place, own in enumerate(ranges):
        others = [each for at, each in enumerate(ranges) if at != place]
        least, most = sum(each.low for each in others), sum(each.high for each in others)
        found.append(SumRange(max(own.low, low - most), min(own.high, high - least), n))
    return found


def _is_too_narrow(told: ToldIndex) -> bool:
    """Whether the interval says more of how answers differ than it may; at an end of the scale it
    is cut, and says nothing on that side."""
    least = least_half_width(told.respondents)
    down = told.ikm - told.low if told.low > LOWEST * POINTS else least
    up = told.high - told.ikm if told.high < HIGHEST * POINTS else least
    return min(down, up) < least - _ROUNDING


def _attack_differences(
    unit: str, whole: ToldIndex, parts: Sequence[ToldIndex], accomplices: int
) -> Iterator[AuditFinding]:
    """The whole less all services, and less all but one."""
    rest = whole.respondents - sum(part.respondents for part in parts)
    if rest:
        yield _few(unit, "") if abs(rest) < LEAST else _unexplained(unit, "")
    sums = [sum(part.elements[at].total for part in parts) for at in range(N_ELEMENTS)]
    if sums == [each.total for each in whole.elements]:
        return  # A sum of what is told says nothing besides.
    yield _unexplained(unit, "")
    for place, part in enumerate(parts):
        others = [each for at, each in enumerate(parts) if at != place]
        left = [_rest(whole, others, at) for at in range(N_ELEMENTS)]
        own = [range_of(each, part.respondents) for each in part.elements]
        both = [
            SumRange(max(a.low, b.low), min(a.high, b.high), part.respondents)
            for a, b in zip(own, left, strict=True)
        ]
        yield from _settled(unit, part.service or "", both, accomplices)


def _rest(whole: ToldIndex, others: Sequence[ToldIndex], element: int) -> SumRange:
    """What is left of an element of the whole without other services."""
    left = range_of(whole.elements[element], whole.respondents)
    for other in others:
        left = left.less(range_of(other.elements[element], other.respondents))
    return left


def _attack_two(
    one: PrintedSurvey, other: PrintedSurvey, accomplices: int
) -> Iterator[AuditFinding]:
    first, second = one.figures.whole, other.figures.whole
    if first is None or second is None or first.respondents == second.respondents:
        return
    more, fewer = sorted((first, second), key=lambda told: told.respondents, reverse=True)
    if more.respondents - fewer.respondents < LEAST:
        yield _few(one.unit, str(one.starts_on))
    ranges = [
        range_of(a, more.respondents).less(range_of(b, fewer.respondents))
        for a, b in zip(more.elements, fewer.elements, strict=True)
    ]
    yield from _settled(one.unit, str(one.starts_on), ranges, accomplices)


def _attack_counts(printed: PrintedSurvey, respondents: int) -> Iterator[AuditFinding]:
    """Characteristics of one or two, told or left by a difference."""
    for name in sorted({each.characteristic for each in printed.figures.counts}):
        mine = [each for each in printed.figures.counts if each.characteristic == name]
        told = [each.number for each in mine if each.number is not None]
        left = respondents - sum(told)
        if any(0 < number < LEAST_CELL for number in told) or 0 < left < LEAST_CELL:
            source = FigurePlace(
                owner=printed.unit, subject=FigureKind.SATISFACTION_COUNT, item=name
            )
            yield AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=source)


def _settled(
    unit: str, group: str, ranges: Sequence[SumRange], accomplices: int
) -> Iterator[AuditFinding]:
    for number, known in enumerate(ranges, start=1):
        if settles(known, accomplices):
            source = _place(unit, group, f"U{number}")
            yield AuditFinding(
                leak=LeakKind.RECOVERED,
                source=source,
                target=source,
                low=known.low / known.respondents,
                high=known.high / known.respondents,
            )


def _few(unit: str, group: str) -> AuditFinding:
    return AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=_place(unit, group))


def _unexplained(unit: str, group: str) -> AuditFinding:
    return AuditFinding(leak=LeakKind.UNEXPLAINED, source=_place(unit, group))


def _place(unit: str, group: str, item: str = "") -> FigurePlace:
    return FigurePlace(owner=unit, subject=FigureKind.SATISFACTION, value=group, item=item)
