"""A gentle count where comments that ask for change outweigh. Nothing is rewritten or stored."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import ngettext

from berakhlak.instrument.catalogue import CoreValue, Instrument
from berakhlak.rating_scale import CANNOT_RATE
from berakhlak.ratings.box_content import SheetContent
from berakhlak.text import search_key

KEEP = ("teruskan", "keep")
"""How the comments begin that the form proposes, in its languages."""
NEXT_TIME = ("lain kali", "next time")


def comment_balance(instrument: Instrument, content: SheetContent) -> Iterator[str]:
    """One sentence, where more comments ask for change than say what to go on with."""
    change = sum(asks_for_change(instrument, content, value) for value in instrument.values)
    written = sum(bool(text.strip()) for text in content.comments.values())
    if change > written - change and written > 1:
        yield ngettext(
            "%(change)s dari %(num)s komentar Anda meminta perubahan. Bila ada yang patut "
            "diteruskan, tulis juga. Kalimat Anda tidak diubah.",
            "%(change)s dari %(num)s komentar Anda meminta perubahan. Bila ada yang patut "
            "diteruskan, tulis juga. Kalimat Anda tidak diubah.",
            written,
            change=change,
        )


def asks_for_change(instrument: Instrument, content: SheetContent, value: CoreValue) -> bool:
    """Whether the comment on a value begins by asking for it; one that begins in neither way is
    read by the answers beside it: below the middle of the scale."""
    opening = search_key(content.comments.get(value.code, ""))
    if not opening or opening.startswith(KEEP):
        return False
    if opening.startswith(NEXT_TIME):
        return True
    answers = [content.answers.get(each.code, CANNOT_RATE) for each in value.behaviours]
    rated = [score for score in answers if score != CANNOT_RATE]
    middle = (1 + instrument.part_with(value.code).max_score) / 2
    return bool(rated) and sum(rated) / len(rated) < middle
