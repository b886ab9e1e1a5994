"""Processes that share the work of one: they know nothing of its database, and end with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def spawned_pool(
    workers: int, prepare: Callable[..., None] | None = None, *given: Any
) -> ProcessPoolExecutor:
    """So many of them; each calls `prepare` with what is given before its first work."""
    # Spawned, not forked: a forked child would share the parent's database connections.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=_serve_parent, initargs=(prepare, given)
    )


def _serve_parent(prepare: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    """In a worker: leave Ctrl-C to the parent, and end when that is killed outright."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    if prepare is not None:
        prepare(*given)
