"""Memory that is free is given back between two parts of a long calculation."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from typing import Any

import pytest

from berakhlak.garbage_collection import MANY_ROWS, give_memory_back

HOLDING = """
from berakhlak.garbage_collection import give_memory_back

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6

small = [bytes(600) for _number in range(100_000)]
kept = small[::1000]  # Between those that go, as anything that stays.
del small
before = resident()
give_memory_back(%s)
print(before - resident())
"""


def megabytes_given_back(rows: int) -> float:
    program = [sys.executable, "-c", HOLDING % rows]
    return float(subprocess.run(program, capture_output=True, text=True, check=True).stdout)


def test_small_pieces_that_are_free_leave_the_process() -> None:
    assert megabytes_given_back(MANY_ROWS) > 30  # Of 60 MB.


def test_a_small_calculation_searches_for_nothing() -> None:
    assert megabytes_given_back(MANY_ROWS - 1) < 1


def test_a_c_library_that_cannot_be_asked_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(_name: object) -> Any:
        return object()

    monkeypatch.setattr(ctypes, "CDLL", without)
    give_memory_back(MANY_ROWS)
