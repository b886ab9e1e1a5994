"""A thread of its own for pyHanko, which starts an event loop and fails where one is running."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def call_in_thread(call: Callable[[], T]) -> T:
    """What `call` returns or raises, from a thread without an event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call).result()
