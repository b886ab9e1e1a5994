"""Counts of tries, shared through Redis; while it is away, each process counts for itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from limits.storage import MemoryStorage, RedisStorage
from redis.exceptions import RedisError

Number = TypeVar("Number", int, float)

log = logging.getLogger(__name__)

SURVIVABLE = "survivable+"
SCHEMES = ("redis", "rediss", "redis+unix")
# Seconds. A sign-in waits for the first look at a Redis that is away, then none for a while.
TIMEOUT = 1.0
RETRY_AFTER = 5.0


class SurvivableRedis(RedisStorage):
    """Redis while it answers, memory while it does not; tells of each change in one log line."""

    STORAGE_SCHEME = [SURVIVABLE + scheme for scheme in SCHEMES]

    def __init__(self, uri: str, **options: float | str | bool) -> None:
        """`uri` as Redis reads it, behind the prefix that chooses this class."""
        self._memory = MemoryStorage()
        self._is_away = False
        self._ask_again = 0.0
        patience = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT}
        super().__init__(uri.removeprefix(SURVIVABLE), **patience | options)  # type: ignore[arg-type]

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        redis = super().incr
        return self._counted(
            lambda: redis(key, expiry, amount), lambda: self._memory.incr(key, expiry, amount)
        )

    def get(self, key: str) -> int:
        redis = super().get
        return self._counted(lambda: redis(key), lambda: self._memory.get(key))

    def get_expiry(self, key: str) -> float:
        redis = super().get_expiry
        return self._counted(lambda: redis(key), lambda: self._memory.get_expiry(key))

    def _counted(self, shared: Callable[[], Number], alone: Callable[[], Number]) -> Number:
        if self._is_away and time.monotonic() < self._ask_again:
            return alone()
        try:
            count = shared()
        except RedisError as error:
            self._leave(error)
            return alone()
        self._return()
        return count

    def _leave(self, error: RedisError) -> None:
        self._ask_again = time.monotonic() + RETRY_AFTER
        if not self._is_away:
            self._is_away = True
            log.warning(
                "REDIS_URL does not answer (%s): tries are counted in each process alone until "
                "it does",
                type(error).__name__,
            )

    def _return(self) -> None:
        if self._is_away:
            self._is_away = False
            log.warning("REDIS_URL answers again: tries are counted together")
