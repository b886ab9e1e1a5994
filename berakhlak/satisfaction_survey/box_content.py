"""What the two boxes of a respondent hold; all boxes look alike until the key opens them."""

from __future__ import annotations

from dataclasses import dataclass

from berakhlak.cycles.keys import BoxDamaged
from berakhlak.satisfaction_survey.respondents import CHARACTERISTICS
from berakhlak.statistics.satisfaction_index import HIGHEST, LOWEST, N_ELEMENTS

_ANSWERS, _RESPONDENT = b"A", b"R"


class ContentUnknown(BoxDamaged):
    """Nothing that the form can say."""


@dataclass(frozen=True)
class GivenAnswers:
    """`service`: its place in the survey; `answers`: 1 to 4, by element."""

    service: int
    answers: tuple[int, ...]

    def to_bytes(self) -> bytes:
        return _ANSWERS + bytes((self.service, *self.answers))


@dataclass(frozen=True)
class GivenCharacteristics:
    """The place of what was chosen in each of CHARACTERISTICS, from 1; 0 where it was left out."""

    chosen: tuple[int, ...]

    def to_bytes(self) -> bytes:
        return _RESPONDENT + bytes(self.chosen)


def read_content(content: bytes, services: int) -> GivenAnswers | GivenCharacteristics:
    """`services`: how many the survey has. Raises ContentUnknown."""
    kind, rest = content[:1], tuple(content[1:])
    if kind == _ANSWERS and len(rest) == 1 + N_ELEMENTS and rest[0] < services:
        if all(LOWEST <= each <= HIGHEST for each in rest[1:]):
            return GivenAnswers(rest[0], rest[1:])
    elif kind == _RESPONDENT and len(rest) == len(CHARACTERISTICS):
        most = [len(each.values) for each in CHARACTERISTICS]
        if all(each <= last for each, last in zip(rest, most, strict=True)):
            return GivenCharacteristics(rest)
    raise ContentUnknown
