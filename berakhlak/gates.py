"""How much dear work is done at once on this machine, and how many may wait for it.

Whoever finds the waiting places taken, or has waited for long, is told to come again: a thread that
waits serves nobody else. See docs/decisions/0152-gates-and-front.md.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

_PAUSE = 0.02  # Seconds between two looks for a free slot.
_SILENCE = 60.0  # Seconds between two log lines of one gate.
_HALF_OF_THE_MACHINE = max(1, (os.cpu_count() or 1) // 2)


@dataclass(frozen=True)
class DearWork:
    """A kind of work: how much of it at once on this machine, and who may wait in each process."""

    name: str
    at_once: int = _HALF_OF_THE_MACHINE
    waiting: int = 4
    patience: float = 10.0  # Seconds.


# A hash takes 19 MiB and a core for some hundredths of a second. Many come to sign in at eight, and
# the few of the 32 threads that are left serve the others.
PASSWORDS = DearWork("passwords", at_once=os.cpu_count() or 1, waiting=24)
DOCUMENTS = DearWork("documents")
EXAMINATIONS = DearWork("examinations")


class GateFull(Exception):
    """As many are waiting for this kind of work as may, or the wait was too long."""


class Gate:
    """Lets as many in as a kind of work allows; slots are locks that the kernel frees."""

    def __init__(self, folder: Path, work: DearWork) -> None:
        """`folder` is one for all processes of this machine."""
        self._folder, self._work = folder, work
        self._places = threading.Semaphore(work.at_once + work.waiting)
        self._turns = threading.Semaphore(work.at_once)
        self._told = float("-inf")

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Do the work inside; waits for it. Raises GateFull."""
        end = time.monotonic() + self._work.patience
        with _held(self._places, 0, self._refusal), _held(self._turns, end, self._refusal):
            slot = self._slot(end)
            try:
                yield
            finally:
                if slot is not None:
                    os.close(slot)

    def _slot(self, end: float) -> int | None:
        """A slot of the machine, as an open file; None where it keeps none: the bounds of this
        process still hold."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            while (slot := self._free_slot()) is None:
                if time.monotonic() > end:
                    raise self._refusal()
                time.sleep(_PAUSE)
        except OSError:
            return None
        return slot

    def _free_slot(self) -> int | None:
        for number in range(self._work.at_once):
            path = self._folder / f"{self._work.name}-{number}"
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            with suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return file
            os.close(file)
        return None

    def _refusal(self) -> GateFull:
        if time.monotonic() - self._told > _SILENCE:
            self._told = time.monotonic()
            log.warning(
                "more %s at once than this machine can do: some are sent away", self._work.name
            )
        return GateFull(self._work.name)


@contextmanager
def _held(
    semaphore: threading.Semaphore, end: float, refusal: Callable[[], GateFull]
) -> Iterator[None]:
    left = max(0.0, end - time.monotonic())
    taken = semaphore.acquire(timeout=left) if left else semaphore.acquire(blocking=False)
    if not taken:
        raise refusal()
    try:
        yield
    finally:
        semaphore.release()
