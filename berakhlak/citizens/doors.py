"""By which door a voice came in; see docs/decisions/0176-doors-of-voices.md."""

from __future__ import annotations

from enum import StrEnum


class Door(StrEnum):
    """What somebody showed who gave a voice."""

    POSTER = "poster"  # Nothing: the code hangs there for everybody.
    DISPLAY = "display"  # The code that the counter's display showed in that minute.
    SLIP = "slip"  # A printed slip.
    QUEUE = "queue"  # A ticket of the agency's queue system.
    KIOSK = "kiosk"  # A tablet that stands at the counter.
    PAPER = "paper"  # A slip that was filled by hand and typed by a clerk elsewhere.

    @property
    def proves_visit(self) -> bool:
        """Whether it was handed out to somebody who was served: these make up the minimum."""
        return self in (Door.SLIP, Door.QUEUE)

    @property
    def is_counted_apart(self) -> bool:
        """Whether no figure is made of it."""
        return self is Door.POSTER
