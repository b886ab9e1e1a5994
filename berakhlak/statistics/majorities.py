"""Answers told as majorities alone: chosen strengths, and how well a group knows the officer.

A count of who chose what would name everybody where all or none did, and counts that must add up
(three strengths and one thing to develop of each rater) tell each other. So of a group without
names nothing is told but what more than half chose, from five on. For any seven values or more, no
pattern that this can print leaves a single possibility for the answers of all others, neither to a
reader nor to one of the raters, who takes their own answer away: see `disclosure.choices`, which
attacks what is printed, and docs/decisions/0228.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

LEAST = 5
"""Raters of a group without names who must have answered."""
MOST_STRENGTHS = 3


class ToldStatus(StrEnum):
    """Why a group's answers are told, or are not."""

    NONE = "none"  # Nobody of the group answered a sheet.
    WITHHELD = "withheld"  # Too few answered this.
    SHOWN = "shown"


@dataclass(frozen=True, kw_only=True)
class GroupChoice:
    """Codes of values that more than half of a group chose, at most three: those chosen most often,
    told in the order of the form. Of one rater whose name is known, what they chose."""

    status: ToldStatus
    strengths: tuple[str, ...] = ()
    develop: str | None = None


@dataclass(frozen=True, kw_only=True)
class GroupFamiliarity:
    """Whether more than half of those who answered work with the officer every week."""

    status: ToldStatus
    mostly_weekly: bool | None = None


def is_majority(count: int, n: int) -> bool:
    """Whether more than half of `n` are so many."""
    return 2 * count > n


def told_choice(
    strengths: NDArray[np.bool_], develop: NDArray[np.bool_], values: Sequence[str]
) -> GroupChoice:
    """Of whole choices, raters x values: three strengths and one to develop of each rater."""
    n = len(strengths)
    liked, wanted = strengths.sum(axis=0), develop.sum(axis=0)
    order = np.argsort(-liked, kind="stable")[:MOST_STRENGTHS]
    told = sorted(int(place) for place in order if is_majority(int(liked[place]), n))
    most = int(wanted.argmax()) if n else 0
    return GroupChoice(
        status=ToldStatus.SHOWN,
        strengths=tuple(values[place] for place in told),
        develop=values[most] if n and is_majority(int(wanted[most]), n) else None,
    )
