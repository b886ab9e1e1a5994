"""Room on the interpreter's stack for deep calls.

CPython (3.11 and later) keeps the frames of Python functions in chunks of 16 kB. Where a loop's
calls happen to cross the end of a chunk, each call takes a new chunk from the system and each
return gives it back. Laying out a document is deep enough that this took a fifth of its time. A
chunk is made as large as the frame that needs it, so one large frame below gives all others room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")
PLACES = 40_000
"""Of eight bytes: room for some hundred frames of layout. Only what is used takes memory."""


def with_room(make: Callable[[], Made]) -> Made:
    """What `make` gives, its calls in one piece of memory."""
    return make()


with_room.__code__ = with_room.__code__.replace(co_stacksize=PLACES)
