"""How a program loads and ends quickly: no search for garbage among what stays anyway."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_garbage_searched() -> Iterator[None]:
    """Loading makes half a million objects that stay; searching them took a quarter of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def end_at_once() -> None:
    """For a program of its own: at its end the interpreter searches nothing for garbage."""
    atexit.register(gc.freeze)
