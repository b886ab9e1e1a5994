"""What counts tries while a store is away: the file of the host, or each process for itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from limits.storage import MemoryStorage, Storage

Number = TypeVar("Number", int, float)

RETRY_AFTER = 5.0  # Seconds. A try waits for the first look at a store that is away, then none.


class CounterFallback:
    """The shared store while it answers, another while it does not; one log line tells of each
    change."""

    def __init__(
        self,
        store: str,
        errors: type[Exception],
        log: logging.Logger,
        instead: tuple[str, Storage] | None = None,
    ) -> None:
        """`store` as operators know it; `errors` is what it raises when it is away. `instead`: who
        counts then, in words, and the store; without it the memory of the process."""
        self._store, self._errors, self._log = store, errors, log
        self._counts, self._memory = instead or ("each process alone", MemoryStorage())
        self._is_away = False
        self._ask_again = 0.0

    def count(self, shared: Callable[[], Number], alone: Callable[[Storage], Number]) -> Number:
        """What the store answers, or else the other one."""
        if self._is_away and time.monotonic() < self._ask_again:
            return alone(self._memory)
        try:
            count = shared()
        except self._errors as error:
            self._leave(error)
            return alone(self._memory)
        self._return()
        return count

    def _leave(self, error: Exception) -> None:
        self._ask_again = time.monotonic() + RETRY_AFTER
        if not self._is_away:
            self._is_away = True
            self._log.warning(
                "%s does not answer (%s): tries are counted by %s until it does",
                self._store,
                type(error).__name__,
                self._counts,
            )

    def _return(self) -> None:
        if self._is_away:
            self._is_away = False
            self._log.warning("%s answers again: tries are counted together", self._store)
