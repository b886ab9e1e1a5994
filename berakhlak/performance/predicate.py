"""The predicate of performance: work results by behaviour, as PermenPANRB 6/2022 has it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from berakhlak.performance.models import ExpectationRating


class Predicate(StrEnum):
    """The predicates of an officer's performance."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    NEEDS_IMPROVEMENT = "needs_improvement"
    POOR = "poor"
    VERY_POOR = "very_poor"


_ABOVE, _MET, _BELOW = (
    ExpectationRating.ABOVE,
    ExpectationRating.AS_EXPECTED,
    ExpectationRating.BELOW,
)
# (work results, behaviour): the table of the regulation, cell by cell.
MATRIX: Mapping[tuple[ExpectationRating, ExpectationRating], Predicate] = {
    (_ABOVE, _BELOW): Predicate.POOR,
    (_ABOVE, _MET): Predicate.GOOD,
    (_ABOVE, _ABOVE): Predicate.VERY_GOOD,
    (_MET, _BELOW): Predicate.POOR,
    (_MET, _MET): Predicate.GOOD,
    (_MET, _ABOVE): Predicate.GOOD,
    (_BELOW, _BELOW): Predicate.VERY_POOR,
    (_BELOW, _MET): Predicate.NEEDS_IMPROVEMENT,
    (_BELOW, _ABOVE): Predicate.NEEDS_IMPROVEMENT,
}


def predicate_of(
    work: ExpectationRating | None, behaviour: ExpectationRating | None
) -> Predicate | None:
    """The predicate; None while one of the two is missing."""
    return MATRIX[work, behaviour] if work and behaviour else None
