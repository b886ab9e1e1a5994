"""When the interpreter searches for garbage, and when memory that is free is given back."""

from __future__ import annotations

import atexit
import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MANY_ROWS = 20_000
"""Of a calculation: what fewer leave behind is not worth the tenths of a second of a search."""


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


def give_memory_back(rows: int) -> None:
    """Between two parts of a calculation over so many rows: where they are `MANY_ROWS`, what the
    first part needed is not kept beside what the second does. The C library keeps freed small
    pieces; glibc alone can be asked for them."""
    if rows < MANY_ROWS:
        return
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
