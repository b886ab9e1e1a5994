"""What the practice page shows of a story, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.practice import PracticeStory


@dataclass(frozen=True)
class DrawnStory:
    """`steps`: score, words, and whether this one fits; `answer`: the words of that one."""

    number: int
    behaviour: str
    text: str
    steps: Sequence[tuple[int, str, bool]]
    answer: str
    why: str
    error: str


def drawn_stories(
    instrument: Instrument, stories: Sequence[PracticeStory], language: str
) -> list[DrawnStory]:
    """In the order in which they are told."""
    names = error_names()
    asked = {each.code: each.text.in_language(language) for each in instrument.behaviours}
    words = {step.score: step.label.in_language(language) for step in instrument.steps}
    return [
        DrawnStory(
            number,
            asked[each.behaviour],
            each.story.in_language(language),
            [(score, label, score == each.fits) for score, label in words.items()],
            words[each.fits],
            each.why.in_language(language),
            names[each.error],
        )
        for number, each in enumerate(stories, start=1)
    ]


def error_names() -> dict[str, str]:
    """Habits of raters in a few words."""
    return {
        "recency": _("Yang terakhir terlihat paling diingat"),
        "halo": _("Satu kesan mewarnai semuanya"),
        "leniency": _("Menaikkan karena sungkan atau berteman"),
        "strictness": _("Satu kekeliruan menghapus yang lain"),
        "centre": _("Memilih tengah supaya aman"),
    }
