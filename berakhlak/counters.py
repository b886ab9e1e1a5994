"""Counts of tries, shared through Redis; while it is away, each host counts for itself."""

from __future__ import annotations

import logging

from limits.storage import RedisStorage
from redis.exceptions import RedisError

from berakhlak.counter_fallback import CounterFallback
from berakhlak.counter_file import CounterFile

log = logging.getLogger(__name__)

SURVIVABLE = "survivable+"
SCHEMES = ("redis", "rediss", "redis+unix")
TIMEOUT = 1.0  # Seconds that a sign-in waits for the first look at a Redis that is away.


class SurvivableRedis(RedisStorage):
    """Redis while it answers; while it does not, the file in which one host alone counts."""

    STORAGE_SCHEME = [SURVIVABLE + scheme for scheme in SCHEMES]

    def __init__(
        self, uri: str, secret: str = "", file: str = "", **options: float | str | bool
    ) -> None:
        """`uri` as Redis reads it, behind the prefix that chooses this class; `secret` and `file`
        (with its prefix) are of the store in a file."""
        instead = ("each host alone", CounterFile(file, secret=secret)) if file else None
        self._fallback = CounterFallback("REDIS_URL", RedisError, log, instead)
        patience = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT}
        super().__init__(uri.removeprefix(SURVIVABLE), **patience | options)  # type: ignore[arg-type]

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        redis = super().incr
        return self._fallback.count(
            lambda: redis(key, expiry, amount), lambda memory: memory.incr(key, expiry, amount)
        )

    def get(self, key: str) -> int:
        redis = super().get
        return self._fallback.count(lambda: redis(key), lambda memory: memory.get(key))

    def get_expiry(self, key: str) -> float:
        redis = super().get_expiry
        return self._fallback.count(lambda: redis(key), lambda memory: memory.get_expiry(key))
