"""No regular expression of the code takes time that grows with the square of what it reads.

Each is run on strings made from its own parts: one part repeated, then something that fits nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from config import ROOT
from tests.security.processor_time import in_time

LENGTH = 60_000
_PLACE_OF_INNER = {
    "MAX_REPEAT": 2, "MIN_REPEAT": 2, "POSSESSIVE_REPEAT": 2, "SUBPATTERN": 3, "ASSERT": 1,
    "ASSERT_NOT": 1,
}  # fmt: skip
SECONDS = 1.0  # Of processor; linear ones take milliseconds, quadratic ones many seconds.
_CALLS = frozenset(
    {"compile", "match", "search", "sub", "fullmatch", "findall", "split", "finditer"}
)


@dataclass(frozen=True)
class Pattern:
    """What a file hands to `re`, and how it uses it."""

    text: str | bytes
    uses: frozenset[str]


def patterns_in(path: Path) -> Iterator[tuple[str, Pattern]]:
    """Place and text of every pattern that a file hands to `re`, joined from what is written."""
    source = path.read_text(encoding="utf-8")
    names = {
        node.value: ast.unparse(node.targets[0])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign)
    }
    names = {ast.unparse(call): name for call, name in names.items()}
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if ast.unparse(node.func.value) != "re" or node.func.attr not in _CALLS:
            continue
        if (text := _text_of(node.args[0])) is not None:
            uses = {node.func.attr}
            if name := names.get(ast.unparse(node)):
                uses = set(re.findall(rf"\b{re.escape(name)}\.([a-z]+)\(", source)) & _CALLS
            uses = uses - {"compile"} or {"search"}  # Used elsewhere: the dearest is supposed.
            yield f"{path.relative_to(ROOT)}:{node.lineno}", Pattern(text, frozenset(uses))


def _text_of(node: ast.expr) -> str | bytes | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return node.value
    if isinstance(node, ast.JoinedStr):
        pieces = [each.value if isinstance(each, ast.Constant) else "x" for each in node.values]
        return "".join(map(str, pieces))
    return None  # Made of variables: named in test_patterns_of_variables_are_known.


def all_patterns() -> dict[str, Pattern]:
    files = [*ROOT.glob("berakhlak/**/*.py"), *ROOT.glob("tools/*.py"), ROOT / "config.py"]
    return {place: text for path in sorted(files) for place, text in patterns_in(path)}


def parts_of(pattern: str) -> set[str]:
    """Strings that fit single parts of the pattern: each character, and each run of literals."""
    found = {" ", "\n", "a", "0", "!"}
    _collect(_parser.parse(pattern), found)
    return found


def _collect(tree: Any, found: set[str]) -> None:
    run = ""
    for operation, argument in tree:
        name = str(operation)
        run = run + chr(argument) if name == "LITERAL" else ""
        if run:
            found |= {run[-1], run}
        elif name == "IN":
            found |= set(_members(argument))
        elif name == "BRANCH":
            for each in argument[1]:
                _collect(each, found)
        elif name in _PLACE_OF_INNER:
            _collect(argument[_PLACE_OF_INNER[name]], found)


def _members(argument: Any) -> Iterator[str]:
    samples = {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "7", "CATEGORY_WORD": "w"}
    for operation, value in argument:
        name = str(operation)
        if name == "LITERAL":
            yield chr(value)
        elif name == "RANGE":
            yield chr(value[0])
        elif name == "CATEGORY":
            yield samples.get(str(value), "w")


def worst_cases(pattern: str, length: int) -> Iterator[str]:
    parts = sorted(parts_of(pattern))
    for part in parts:
        yield part * (length // len(part)) + "\0"
    for first in parts:  # A start that fits, then what does not end.
        yield first + " " * length + "\0"
        yield first + "7" * length + "\0"


def slow_case(pattern: Pattern, length: int) -> str:
    """What the pattern takes too long for, shortened, or nothing."""
    text = pattern.text.decode("latin-1") if isinstance(pattern.text, bytes) else pattern.text
    compiled = re.compile(text, re.IGNORECASE)
    anchored = [getattr(compiled, use) for use in pattern.uses & {"match", "fullmatch"}]
    # Splitting and replacing search again behind each place that they found.
    searching = [compiled.split] if pattern.uses - {"match", "fullmatch"} else []
    for case in worst_cases(text, length):
        for use in (*anchored, *searching):
            if not in_time(partial(use, case), seconds=SECONDS):
                return f"{use.__name__} of {case[:20]!r}…"
    return ""


PATTERNS = all_patterns()
# Only ever given texts of our own files, of this many characters at most.
OWN_FILES = dict.fromkeys(("berakhlak/colours.py", "berakhlak/documents/pdf.py"), 200)
# Longer texts are refused before.
REFUSED_BEFORE = {"berakhlak/people/import_plan/cells.py": 254}


@pytest.mark.parametrize("place", PATTERNS)
def test_a_pattern_is_quick_on_its_worst_case(place: str) -> None:
    length = (OWN_FILES | REFUSED_BEFORE).get(place.partition(":")[0], LENGTH)

    assert slow_case(PATTERNS[place], length) == "", PATTERNS[place]


@pytest.mark.parametrize(
    ("slow", "use"),
    [
        (r"^\s*(x)?\s*<", "match"),
        (r"(a+)+b", "search"),
        (r"[\s/]*\b(?:pppk)", "sub"),
        (rb" *\n", "sub"),
        (r"(?:a|a)*b", "fullmatch"),
    ],
)
def test_slow_patterns_are_found(slow: str | bytes, use: str) -> None:
    assert slow_case(Pattern(slow, frozenset({use})), LENGTH)


def test_patterns_are_looked_for_where_they_are() -> None:
    assert len(PATTERNS) > 40
    assert all(pattern.uses for pattern in PATTERNS.values())
