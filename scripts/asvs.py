"""Write docs/security.md from docs/asvs: what OWASP ASVS 5.0.0 asks, and what the product answers.

python scripts/asvs.py
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "asvs"
PAPER = ROOT / "docs" / "security.md"
CHAPTERS = {
    1: "Encoding and sanitization",
    2: "Validation and business logic",
    3: "Web frontend",
    4: "API and web service",
    5: "Files",
    6: "Authentication",
    7: "Sessions",
    8: "Authorization",
    9: "Self-contained tokens",
    10: "OAuth and OIDC",
    11: "Cryptography",
    12: "Communication",
    13: "Configuration",
    14: "Data protection",
    15: "Coding and architecture",
    16: "Logging and errors",
    17: "WebRTC",
}
STATES = {"met": "met", "unmet": "**not met**", "na": "n/a"}


@dataclass(frozen=True)
class Answer:
    """One requirement and what is said to it; `state` is a key of STATES."""

    number: str
    level: int
    asks: str
    state: str
    evidence: tuple[str, ...]
    reason: str
    is_for_operators: bool

    @property
    def chapter(self) -> int:
        return int(self.number.split(".")[0])


def requirements() -> dict[str, int]:
    """Every requirement of levels 1 and 2 with its level, in the order of the standard."""
    lines = (FOLDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {number: int(level) for number, level in pairs}


def told() -> dict[str, dict[str, Any]]:
    """The answers as written."""
    return tomllib.loads((FOLDER / "answers.toml").read_text(encoding="utf-8"))


def answers() -> list[Answer]:
    """An answer for each requirement. Raises KeyError for one that has none."""
    written = told()
    return [_answer(number, level, written[number]) for number, level in requirements().items()]


def _answer(number: str, level: int, said: dict[str, Any]) -> Answer:
    (state,) = STATES.keys() & said.keys()
    evidence = tuple(said["met"]) if state == "met" else ()
    reason = said.get("why", "") if state == "met" else said[state]
    by_operator = said.get("by") == "operator"
    return Answer(number, level, said["asks"], state, evidence, reason, by_operator)


def paper(found: list[Answer]) -> str:
    """The whole paper."""
    beginning = (FOLDER / "beginning.md").read_text(encoding="utf-8")
    return beginning + "".join([*_counts(found), *_not_met(found), *_chapters(found)])


def _counts(found: list[Answer]) -> Iterator[str]:
    yield _head("level", "met", "of these operator", "not met", "not applicable", "all")
    for name, levels in (("1", {1}), ("2", {2}), ("1 and 2", {1, 2})):
        here = [each for each in found if each.level in levels]
        count = Counter(each.state for each in here)
        operator = sum(each.is_for_operators for each in here)
        row = (name, count["met"], operator, count["unmet"], count["na"], len(here))
        yield f"| {' | '.join(map(str, row))} |\n"


def _not_met(found: list[Answer]) -> Iterator[str]:
    yield "\n## Not met\n\n"
    for each in found:
        if each.state == "unmet":
            yield f"- **{each.number}** {each.asks}: {each.reason}.\n"


def _chapters(found: list[Answer]) -> Iterator[str]:
    for number, name in CHAPTERS.items():
        yield f"\n## {number} {name}\n\n"
        yield _head("", "level", "asks", "state", "shown by, or why")
        for each in found:
            if each.chapter == number:
                yield _row(each)


def _head(*names: str) -> str:
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n"


def _row(each: Answer) -> str:
    state = STATES[each.state] + (", operator" if each.is_for_operators else "")
    shown = ", ".join(_short(place) for place in each.evidence)
    why = "above" if each.state == "unmet" else each.reason
    parts = (each.number, str(each.level), each.asks, state, ". ".join(filter(None, (shown, why))))
    return f"| {' | '.join(parts)} |\n"


def _short(place: str) -> str:
    """A test by its file and name; other files as links from docs/."""
    path, _colons, test = place.partition("::")
    if path.startswith("tests/"):
        return f"`{path.removeprefix('tests/')}`" + (
            f" {test.removeprefix('test_').replace('_', ' ')}" if test else ""
        )
    return f"[{path}]({path.removeprefix('docs/') if path.startswith('docs/') else f'../{path}'})"


if __name__ == "__main__":
    PAPER.write_text(paper(answers()), encoding="utf-8")
