"""When the interpreter searches for garbage: not while much is made that stays."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """While a program loads (a quarter of it went into searches) or a layout is built (a tenth)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def end_without_collection() -> None:
    """For a program of its own: at its end the interpreter searches nothing for garbage."""
    atexit.register(gc.freeze)
