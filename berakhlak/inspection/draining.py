"""Whether this server is about to end: one byte of memory that all its processes share."""

from __future__ import annotations

import mmap

from flask import Flask

_PLACE = "draining"


def prepare_draining(app: Flask) -> None:
    """Before the processes are forked."""
    app.extensions[_PLACE] = mmap.mmap(-1, 1)


def begin_draining(app: Flask) -> None:
    app.extensions[_PLACE][0] = 1


def is_draining(app: Flask) -> bool:
    """Never where no server has prepared it, as in tests and commands."""
    return _PLACE in app.extensions and app.extensions[_PLACE][0] == 1
