"""A plugin of pytest: writes down how long each test takes, with what it sets up.

A test that takes longer than any mutant is worth is never used, and so not run to its end.
"""

from __future__ import annotations

import json
import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

_seconds: dict[str, float] = defaultdict(float)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    before = _spent()
    result = yield
    _seconds[item.nodeid] += _spent() - before
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, float(os.environ["MUTATION_LONGEST"]))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _spent() -> float:
    """Seconds of the processor, ours and of programs that we started: others may be at work."""
    return sum(os.times()[:4])


def _stop(*_: object) -> None:
    pytest.skip("too slow")


def pytest_sessionfinish() -> None:
    Path(os.environ["MUTATION_SECONDS"]).write_text(json.dumps(_seconds), encoding="utf-8")
