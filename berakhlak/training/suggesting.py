"""Which trainings of the catalogue a plan is told of, and why: by rule, without any figure. Pure.

Nothing here orders persons, or weighs how well a training would suit one: docs/decisions/0230.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from berakhlak.training.models import TrainingProgramme
from berakhlak.training.subjects import Subjects

MOST_SUGGESTED = 5


class Cause(IntEnum):
    """Why a training is suggested, the nearest first."""

    STEP = 1  # It serves the behaviour of a step.
    STEP_VALUE = 2  # It serves the value of that behaviour.
    ADVICE = 3  # It serves a behaviour that the profile advises.
    ADVICE_VALUE = 4


@dataclass(frozen=True)
class Suggestion:
    """A training with the first rule that holds; `code`: the behaviour or value it is about."""

    programme: TrainingProgramme
    cause: Cause
    code: str


def suggest(
    programmes: Iterable[TrainingProgramme],
    *,
    steps: Sequence[str],
    advised: Sequence[str],
    level: str,
    subjects: Subjects,
    planned: Collection[int],
) -> list[Suggestion]:
    """At most MOST_SUGGESTED of the programmes that are for this kind of post and not planned.

    `steps`, `advised`: codes of behaviours. By rule, then by title.
    """
    wishes = _wishes(steps, advised, subjects)
    found = []
    for programme in programmes:
        if programme.id in planned or not is_for(programme, level):
            continue
        because = next((each for each in wishes if each[1] in programme.served), None)
        if because is not None:
            found.append(Suggestion(programme, *because))
    found.sort(key=lambda each: (each.cause, each.programme.title_key, each.programme.id))
    return found[:MOST_SUGGESTED]


def is_for(programme: TrainingProgramme, level: str) -> bool:
    """Whether it is for this kind of post."""
    return not programme.for_levels or level in programme.for_levels


def _wishes(
    steps: Sequence[str], advised: Sequence[str], subjects: Subjects
) -> list[tuple[Cause, str]]:
    """What to look for, in the order of the rules."""
    wanted = ((Cause.STEP, Cause.STEP_VALUE, steps), (Cause.ADVICE, Cause.ADVICE_VALUE, advised))
    found: list[tuple[Cause, str]] = []
    for exact, wider, codes in wanted:
        values = dict.fromkeys(subjects[code].value for code in codes if code in subjects)
        found += [(exact, code) for code in codes] + [(wider, value) for value in values]
    return found
