"""docs/security.md answers every requirement of OWASP ASVS 5.0.0, with evidence that is there."""

from __future__ import annotations

import ast
import runpy
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "asvs.py"))
REQUIREMENTS: dict[str, int] = SCRIPT["requirements"]()
FOUND: list[Any] = SCRIPT["answers"]()


@cache
def names_of_tests_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    return frozenset(name for name in names if name.startswith("test_"))


def is_there(place: str) -> bool:
    path, _colons, test = place.partition("::")
    if not (ROOT / path).is_file():
        return False
    return test in names_of_tests_in(path) if test else True


def test_every_requirement_of_both_levels_has_one_answer_and_nothing_else_has() -> None:
    assert Counter(REQUIREMENTS.values()) == {1: 70, 2: 183}
    assert SCRIPT["told"]().keys() == REQUIREMENTS.keys()


def test_the_paper_says_what_is_written_in_the_table() -> None:
    paper = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

    assert SCRIPT["paper"](FOUND) == paper, "run `make asvs`"


def test_what_is_met_names_tests_or_files_that_are_there() -> None:
    missing = [
        f"{each.number}: {place}"
        for each in FOUND
        for place in each.evidence
        if not is_there(place)
    ]

    assert missing == []
    assert [each.number for each in FOUND if each.state == "met" and not each.evidence] == []


def test_what_is_not_met_or_does_not_apply_has_a_reason() -> None:
    others = [each for each in FOUND if each.state != "met"]

    assert [each.number for each in others if len(each.reason) < 7] == []
    assert sum(each.state == "unmet" for each in others) < 10


def test_evidence_that_is_not_there_is_noticed() -> None:
    assert is_there(
        "tests/whole_app/test_asvs_paper.py::test_evidence_that_is_not_there_is_noticed"
    )
    assert not is_there("tests/whole_app/test_asvs_paper.py::test_something_else")
    assert not is_there("docs/nothing.md")
