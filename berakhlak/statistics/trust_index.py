"""The index of trust in a unit's service: the plain mean of three parts, each from 0 to 100.

Made of figures as they are printed, so that it tells nothing that its parts do not. See
docs/decisions/0225-an-index-of-trust.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from berakhlak.statistics.frozen_result import CellStatus
from berakhlak.statistics.inference.indices import wilson_interval
from berakhlak.statistics.public_figures import PublicFigures

FEWEST_COMPLAINTS = 10
"""In a year; below, no share is told."""
LOWEST_IKM, HIGHEST_IKM = 25.0, 100.0


@dataclass(frozen=True)
class TrustPart:
    """One part with half of its 95 % interval, both from 0 to 100."""

    figure: float
    half: float


@dataclass(frozen=True)
class TrustIndex:
    """Figure with its interval, 0 to 100, whole numbers."""

    figure: int
    low: int
    high: int


def conduct_part(figures: PublicFigures) -> TrustPart | None:
    """Citizens' figures of the values that are shown; None where none is.

    The values vary together, so half-widths are averaged and not divided by their number.
    """
    span, shown = figures.steps - 1, [v for v in figures.values if v.status is CellStatus.SHOWN]
    means = [each.mean for each in shown if each.mean is not None]
    halves = [
        (each.high - each.low) / 2
        for each in shown
        if each.high is not None and each.low is not None
    ]
    if not means or len(halves) < len(means):
        return None
    return TrustPart(
        100 * (sum(means) / len(means) - 1) / span, 100 * sum(halves) / len(halves) / span
    )


def service_part(ikm: float, low: float | None, high: float | None) -> TrustPart | None:
    """The IKM of an SKM (25 to 100) with its interval; None without one."""
    if low is None or high is None:
        return None
    span = HIGHEST_IKM - LOWEST_IKM
    return TrustPart(100 * (ikm - LOWEST_IKM) / span, 100 * (high - low) / 2 / span)


def answering_part(answered_in_time: int, received: int) -> TrustPart | None:
    """Complaints of a year; None where they are too few (Wilson 1927)."""
    found = wilson_interval(answered_in_time, received, least=FEWEST_COMPLAINTS)
    if found is None:
        return None
    return TrustPart(100 * found.figure, 100 * (found.high - found.low) / 2)


def trust_index(parts: Sequence[TrustPart | None]) -> TrustIndex | None:
    """The mean of all parts; None where one is missing: nothing is imputed.

    Parts are taken as independent: half of the interval is the root of the summed squares by their
    number.
    """
    known = [each for each in parts if each is not None]
    if not known or len(known) < len(parts):
        return None
    figure = sum(each.figure for each in known) / len(known)
    half = math.sqrt(sum(each.half**2 for each in known)) / len(known)
    return TrustIndex(
        round(figure), max(math.floor(figure - half), 0), min(math.ceil(figure + half), 100)
    )


def complaint_peaks(counts: Sequence[int]) -> list[int]:
    """Places of quarters with at least ten complaints and twice the mean of the three before."""
    return [
        place
        for place in range(3, len(counts))
        if counts[place] >= FEWEST_COMPLAINTS
        and counts[place] >= 2 * sum(counts[place - 3 : place]) / 3
    ]
