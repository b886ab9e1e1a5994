"""Stopping work that takes more processor time than it may, in this process."""

from __future__ import annotations

import signal
from collections.abc import Callable


class TooSlow(BaseException):
    """Not an Exception: readers of strangers' files catch those."""


def in_time(work: Callable[[], object], *, seconds: float) -> bool:
    """Whether the work ends within these seconds of processor; `re` looks for signals, too."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        work()
    except TooSlow:
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return True


def _stop(_number: int, _frame: object) -> None:
    raise TooSlow
