"""What is told of a satisfaction survey: so much, and so coarse, that no answer follows.

Nobody knows who answered, but a reader may: whoever stood beside the tablet, and each respondent of
themselves. A sum near its end would tell such a reader what all others answered: with one known
answer, three below the highest sum there is. So sums within MARGIN of either end are told as that
bound. Services of few respondents are told of together, and what is told of the whole is added up
from what is told of each service: nothing is left to subtract. The interval is never narrower than
two who differ make it, and stands in steps. See docs/decisions/0223.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from berakhlak.statistics.satisfaction_index import (
    HIGHEST,
    LOWEST,
    N_ELEMENTS,
    POINTS,
    Grade,
    element_totals,
    grade_of,
    ikm_of,
    standard_error,
)
from berakhlak.statistics.small_groups import split_by_size
from berakhlak.statistics.stored_json import as_stored, read_stored

LEAST = 10
"""Respondents of whom anything is told, at least, whatever a survey asks for."""
ACCOMPLICES = 1
MARGIN = (HIGHEST - LOWEST) * ACCOMPLICES + 1
LOWEST_NAMED = 3
LEAST_CELL = 3
"""Respondents with a characteristic whose number is told, at least."""
STEP = 0.5  # Of the interval's half width, in points of IKM.
DIFFER = 2  # So many respondents who differ by a step everywhere, an interval always allows for.
_TWO_SIDED = 0.975


class Bound(StrEnum):
    """What a told sum stands for."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"  # Of a whole whose services are bounded in both ways.

    @property
    def sign(self) -> str:
        """What stands before a figure that is told as this."""
        return {self.AT_LEAST: "≥ ", self.AT_MOST: "≤ ", self.ABOUT: "± "}.get(self, "")


@dataclass(frozen=True)
class ToldElement:
    """Sum of the answers to one element, as told."""

    total: int
    bound: Bound = Bound.EXACT


@dataclass(frozen=True)
class ToldIndex:
    """Of a service (several together: None), or of all. `ikm` is made of the told sums; `low` and
    `high`: its 95 % interval, wide enough for what bounds hide."""

    service: str | None
    respondents: int
    elements: tuple[ToldElement, ...]
    ikm: float
    low: float
    high: float
    grade: Grade

    @property
    def means(self) -> tuple[float, ...]:
        """NRR by element."""
        return tuple(each.total / self.respondents for each in self.elements)

    @property
    def lowest(self) -> tuple[int, ...]:
        """Numbers (1 to 9) of the elements with the lowest NRR, the lowest first: as many as
        LOWEST_NAMED, and fewer where others would be as low as the last of them."""
        totals = [each.total for each in self.elements]
        first_unnamed = sorted(totals)[LOWEST_NAMED]
        by_total = sorted(range(len(totals)), key=lambda place: (totals[place], place))
        return tuple(place + 1 for place in by_total if totals[place] < first_unnamed)

    @property
    def is_exact(self) -> bool:
        return all(each.bound is Bound.EXACT for each in self.elements)


@dataclass(frozen=True)
class ToldCount:
    """How many respondents have a characteristic; None where they are too few to be told."""

    characteristic: str
    value: str
    number: int | None


@dataclass(frozen=True)
class SurveyFigures:
    """All that is ever told of one survey; `whole` is None where too few answered, and then nothing
    else is told. `services` is empty where there is one service, or too few for a second part.

    `left_out`: stored answers that could not be opened.
    """

    whole: ToldIndex | None = None
    services: tuple[ToldIndex, ...] = ()
    counts: tuple[ToldCount, ...] = ()
    left_out: int = 0

    def to_json(self) -> str:
        return as_stored(self)

    @classmethod
    def from_json(cls, text: str) -> SurveyFigures:
        return read_stored(cls, text)


def survey_figures(
    services: Sequence[str],
    service: NDArray[np.int64],
    answers: NDArray[np.uint8],
    counts: Sequence[ToldCount] = (),
    *,
    least: int = LEAST,
) -> SurveyFigures:
    """`services`: names by place; `service`: the place of each respondent's; `answers`: respondents
    x N_ELEMENTS; `counts`: as `told_counts` gives them."""
    least = max(least, LEAST)
    if len(answers) < least:
        return SurveyFigures()
    sizes = [int(each) for each in np.bincount(service, minlength=len(services))]
    used = [place for place, size in enumerate(sizes) if size]
    alone, together = split_by_size([sizes[place] for place in used], least)
    parts = [_told(services[used[at]], answers[service == used[at]]) for at in alone]
    if together:
        parts.append(_told(None, answers[np.isin(service, [used[at] for at in together])]))
    whole = _whole(parts, answers)
    return SurveyFigures(whole, tuple(parts) if len(parts) > 1 else (), tuple(counts))


def told_counts(found: Mapping[str, Mapping[str, int]]) -> tuple[ToldCount, ...]:
    """By characteristic and value. Where few have a value they are not told, and with them as many
    of the next ones as make the hidden ones together LEAST_CELL: else a difference would tell."""
    return tuple(
        ToldCount(name, value, number)
        for name, values in found.items()
        for value, number in _without_few(values).items()
    )


def told_element(total: int, respondents: int) -> ToldElement:
    """A sum, or the bound that it lies near."""
    least, most = LOWEST * respondents + MARGIN, HIGHEST * respondents - MARGIN
    if total >= most:
        return ToldElement(most, Bound.AT_LEAST)
    if total <= least:
        return ToldElement(least, Bound.AT_MOST)
    return ToldElement(total)


def least_half_width(respondents: int) -> float:
    """As wide as the interval is where DIFFER of them differ from all others by one step of every
    element, in points of IKM."""
    n = respondents
    variance = DIFFER * (n - DIFFER) / (n * (n - 1))
    return _half_width(n, POINTS * sqrt(variance / n))


def _told(name: str | None, answers: NDArray[np.uint8]) -> ToldIndex:
    n = len(answers)
    elements = tuple(told_element(total, n) for total in element_totals(answers))
    return _index(name, n, elements, standard_error(answers), hidden=MARGIN)


def _whole(parts: Sequence[ToldIndex], answers: NDArray[np.uint8]) -> ToldIndex:
    """Made of nothing but what is told of each part, but for the interval."""
    elements = tuple(
        ToldElement(sum(each.total for each in same), common_bound({each.bound for each in same}))
        for same in zip(*(part.elements for part in parts), strict=True)
    )
    return _index(None, len(answers), elements, standard_error(answers), MARGIN * len(parts))


def common_bound(bounds: set[Bound]) -> Bound:
    """What a sum of figures with these bounds stands for."""
    found = bounds - {Bound.EXACT}
    if not found:
        return Bound.EXACT
    return found.pop() if len(found) == 1 else Bound.ABOUT


def _index(
    name: str | None, n: int, elements: tuple[ToldElement, ...], error: float, hidden: int
) -> ToldIndex:
    """`hidden`: how much a bounded sum may be off."""
    ikm = ikm_of(sum(each.total for each in elements), n)
    half = ceil(max(_half_width(n, error), least_half_width(n)) / STEP) * STEP
    slack = hidden * POINTS / (N_ELEMENTS * n)
    up = sum(slack for each in elements if each.bound in (Bound.AT_LEAST, Bound.ABOUT))
    down = sum(slack for each in elements if each.bound in (Bound.AT_MOST, Bound.ABOUT))
    low = max(LOWEST * POINTS, round(ikm - half - down, 2))
    high = min(HIGHEST * POINTS, round(ikm + half + up, 2))
    return ToldIndex(name, n, elements, ikm, float(low), float(high), grade_of(ikm))


def _half_width(n: int, error: float) -> float:
    from scipy.special import stdtrit  # Half a second of a start that few processes need.

    return float(stdtrit(n - 1, _TWO_SIDED)) * error


def _without_few(values: Mapping[str, int]) -> dict[str, int | None]:
    by_size = sorted(values, key=lambda value: (values[value], value))
    hidden = [value for value in by_size if values[value] < LEAST_CELL]
    shown = by_size[len(hidden) :]
    while shown and 0 < sum(values[value] for value in hidden) < LEAST_CELL:
        hidden.append(shown.pop(0))
    if not any(values[value] for value in hidden):
        return dict(values)  # Nobody is hidden.
    return {value: None if value in hidden else number for value, number in values.items()}
