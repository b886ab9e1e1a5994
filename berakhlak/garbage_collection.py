"""When the interpreter searches for garbage, and when memory that is free is given back."""

from __future__ import annotations

import atexit
import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


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


def give_memory_back() -> None:
    """Between two parts of a long calculation: what the first needed is not kept beside what the
    second does. The C library keeps freed small pieces; glibc alone can be asked for them."""
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
