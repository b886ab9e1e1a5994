"""Stories to practise rating with, kept as data beside a questionnaire (`CODE.practice.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from berakhlak.instrument.catalogue import DATA_FOLDER
from berakhlak.instrument.dimension import BilingualText
from berakhlak.languages import LANGUAGES

ERRORS = ("recency", "halo", "leniency", "strictness", "centre")
"""Habits of raters that a story invites."""


@dataclass(frozen=True)
class PracticeStory:
    """What was seen of somebody invented; `fits`: the step of the scale that it calls for."""

    behaviour: str
    fits: int
    error: str
    story: BilingualText
    why: BilingualText


@lru_cache(maxsize=8)
def practice_for(instrument: str) -> Mapping[str, tuple[PracticeStory, ...]]:
    """Stories by value code; empty for a questionnaire that has none beside it."""
    path = DATA_FOLDER / f"{instrument}.practice.toml"
    if not path.is_file():
        return {}
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {value: tuple(map(_story, rows)) for value, rows in data.items()}


def _story(row: Mapping[str, Any]) -> PracticeStory:
    return PracticeStory(
        row["behaviour"], row["fits"], row["error"], _text(row["story"]), _text(row["why"])
    )


def _text(data: Mapping[str, str]) -> BilingualText:
    return BilingualText(*(data[language] for language in LANGUAGES))
