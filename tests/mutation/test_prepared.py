"""Mutants tried in forks of one process, over a tree of two files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mutation.mutants import Mutant, mutants_of
from mutation.prepared import Prepared

CODE = """
from contextlib import contextmanager
from functools import lru_cache

LIMIT = 3


def is_few(n):
    return n < LIMIT


@lru_cache
def doubled(n):
    return n * 2


@contextmanager
def counted(found):
    found.append(1)
    yield


class Box:
    def __init__(self, size):
        self.size = size

    @property
    def area(self):
        return self.size * self.size

    @classmethod
    def unit(cls):
        return cls(1)

    @staticmethod
    def name():
        return "box"


def endless(n):
    while n > 0:
        n -= 1
    return n
"""
TESTS = """
from berakhlak.small import Box, counted, doubled, endless, is_few


def test_few():
    assert is_few(2) and not is_few(3)


def test_doubled():
    assert doubled(3) == 6


def test_counted():
    found = []
    with counted(found):
        assert found == [1]


def test_box():
    assert (Box(3).area, Box.unit().size, Box.name()) == (9, 1, "box")


def test_endless():
    assert endless(3) == 0


def test_that_fails_of_itself():
    assert is_few(9)
"""
FILE = "tests/test_small.py"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    copy = tmp_path / "tree"
    for folder in ("berakhlak", "tests"):
        (copy / folder).mkdir(parents=True)
        (copy / folder / "__init__.py").touch()
    (copy / "berakhlak" / "small.py").write_text(CODE)
    (copy / FILE).write_text(TESTS)
    (copy / "pyproject.toml").write_text("[tool.pytest.ini_options]\nmarkers = ['browser: x']\n")
    return copy


@pytest.fixture
def prepared(tree: Path) -> Iterator[Prepared]:
    made = Prepared(tree, [FILE])
    yield made
    made.close()


def change(tree: Path, place: str, kind: str) -> Mutant:
    found = mutants_of(tree, tree / "berakhlak" / "small.py")
    return next(each for each in found if (each.place, each.kind) == (place, kind))


def test_what_tests_notice_is_told_and_all_else_is_left_to_a_trial_from_the_start(
    tree: Path, prepared: Prepared
) -> None:
    def outcome(place: str, kind: str, test: str) -> str | None:
        return prepared.is_noticed(change(tree, place, kind), [f"{FILE}::test_{test}"], 2)

    assert outcome("is_few", "comparison", "few") == "killed"
    assert outcome("doubled", "constant", "doubled") == "killed"
    assert outcome("counted", "statement dropped", "counted") == "killed"
    assert outcome("Box.__init__", "statement dropped", "box") == "killed"
    assert outcome("Box.area", "arithmetic", "box") == "killed"
    assert outcome("Box.unit", "return value", "box") == "killed"
    assert outcome("Box.name", "constant", "box") == "killed"
    assert outcome("endless", "statement dropped", "endless") == "timeout"
    # Not noticed by this test; outside of any function; by a test that always fails.
    assert outcome("is_few", "comparison", "box") is None
    assert outcome("", "constant", "few") is None
    assert outcome("is_few", "comparison", "that_fails_of_itself") is None
    assert outcome("is_few", "comparison", "few") == "killed"


def test_a_process_that_is_gone_leaves_all_to_trials_from_the_start(
    tree: Path, prepared: Prepared
) -> None:
    prepared.close()

    mutant = change(tree, "is_few", "comparison")
    assert prepared.is_noticed(mutant, [f"{FILE}::test_few"], 2) is None
