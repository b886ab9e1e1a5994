"""Memory that is free is given back between two parts of a long calculation."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from typing import Any

import pytest

from berakhlak.garbage_collection import give_memory_back

HOLDING = """
from berakhlak.garbage_collection import give_memory_back

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6

small = [bytes(600) for _number in range(100_000)]
kept = small[::1000]  # Between those that go, as anything that stays.
del small
before = resident()
give_memory_back()
print(before - resident())
"""


def test_small_pieces_that_are_free_leave_the_process() -> None:
    told = subprocess.run(
        [sys.executable, "-c", HOLDING], capture_output=True, text=True, check=True
    )
    assert float(told.stdout) > 30  # Of 60 MB.


def test_a_c_library_that_cannot_be_asked_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(_name: object) -> Any:
        return object()

    monkeypatch.setattr(ctypes, "CDLL", without)
    give_memory_back()
