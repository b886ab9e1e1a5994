"""Which threads work at a request: sign-ins and the question whether we live have their own.

Hundreds sign in within a minute, and each takes a core for some hundredths of a second. They wait
in a queue of their own, where they take no thread from others; and who watches the server is
answered in between. See docs/decisions/0152-gates-and-front.md.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

HEALTH, SIGN_INS = "/healthz", {("POST", "/masuk"), ("POST", "/kode")}
CORES = os.cpu_count() or 1
# Seconds that a thread may compute before another has its turn; Python's own would let the loop,
# which must read and write for all, wait for a tenth of a second behind twenty of them.
TURN = 0.001


class Lanes:
    """The threads of one process, which `add_task` chooses by what is asked."""

    def __init__(self, threads: int, processes: int) -> None:
        sys.setswitchinterval(TURN)
        sign_ins = max(1, CORES // processes)  # Together as many as the machine hashes at once.
        self._others, self._sign_ins, self._health = map(_dispatcher, (threads, sign_ins, 1))

    def add_task(self, channel: Any) -> None:
        self._lane_of(channel.requests[0]).add_task(channel)

    def shutdown(self, timeout: float) -> None:
        for each in (self._others, self._sign_ins, self._health):
            each.shutdown(timeout=timeout)

    def _lane_of(self, request: Any) -> Any:
        # A request that could not be read has neither.
        command, path = getattr(request, "command", ""), getattr(request, "path", "")
        if path == HEALTH:
            return self._health
        return self._sign_ins if (command, path) in SIGN_INS else self._others


def _dispatcher(threads: int) -> Any:
    made = ThreadedTaskDispatcher()
    made.set_thread_count(threads)
    return made
