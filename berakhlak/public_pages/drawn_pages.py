"""What was drawn, kept in memory for a minute: it is the same for everybody.

A key is what was asked for by its address, and nothing of who asks: no query, host, cookie or
network. A test holds that.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

KEPT_SECONDS = 60.0
MOST = 512


class PageKey(NamedTuple):
    """What is asked for: which kind of page or file, in which language, of which unit; `root`:
    where the application is mounted."""

    kind: str
    language: str
    agency_part: str
    unit_part: str
    root: str


@dataclass(frozen=True)
class KeptAnswer:
    """A body, as it is and packed, with its mark."""

    body: bytes
    packed: bytes
    mark: str
    media_type: str


def kept_answer(body: bytes, media_type: str) -> KeptAnswer:
    """Pack and mark a body once."""
    return KeptAnswer(body, gzip.compress(body, 6), sha256(body).hexdigest()[:32], media_type)


class KeptPages:
    """At most so many answers, the oldest go first. `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._answers: OrderedDict[PageKey, tuple[float, KeptAnswer]] = OrderedDict()

    @property
    def keys(self) -> list[PageKey]:
        return list(self._answers)

    def get(self, key: PageKey, draw: Callable[[], KeptAnswer]) -> KeptAnswer:
        """The answer, drawn if none is kept or it is too old. What `draw` raises is not kept."""
        found = self._answers.get(key)
        if found is not None and self._clock() - found[0] < KEPT_SECONDS:
            return found[1]
        began, drawn = self._clock(), draw()
        with self._lock:
            self._answers.pop(key, None)
            self._answers[key] = (began, drawn)
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return drawn

    def forget(self) -> None:
        """As after a page was opened or closed."""
        with self._lock:
            self._answers.clear()
