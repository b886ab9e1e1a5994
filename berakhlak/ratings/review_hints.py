"""All quiet questions before a sheet is sent. They never stand in the way, and none is stored."""

from __future__ import annotations

from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.answer_hints import answer_hints
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.choice_words import choice_hints
from berakhlak.ratings.comment_balance import comment_balance


def review_hints(instrument: Instrument, content: SheetContent) -> list[str]:
    """Sentences for the rater, from what the sheet holds."""
    return [
        *answer_hints(instrument, content.answers),
        *choice_hints(content.answers),
        *comment_balance(instrument, content),
    ]
