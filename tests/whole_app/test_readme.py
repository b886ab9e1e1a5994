"""The README names every setting, every command, and nothing that is not there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click

from berakhlak.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def test_every_setting_that_the_code_reads_is_in_the_table_and_no_other() -> None:
    parts = (ROOT / "berakhlak").glob("*_settings.py")
    places = (ROOT / "config.py", *parts)
    source = "".join(path.read_text() for path in places)
    read = re.findall(r'\bread\.\w+\(\s*"([A-Z_]+)"', source)
    told = re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE)

    assert sorted(told) == sorted(set(read))


def exercised(source: str) -> Iterator[str]:
    """Settings in the marks `pytest.mark.exercises(…)` on the tests of a file."""
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef) or not function.name.startswith("test_"):
            continue
        for mark in function.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.exercises":
                yield from (ast.literal_eval(name) for name in mark.args)


def test_every_setting_of_the_table_is_exercised_by_a_test_that_names_it() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE)
    tests = (ROOT / "tests").rglob("test_*.py")

    assert {name for path in tests for name in exercised(path.read_text())} == set(told)


def test_a_mark_counts_on_a_test_alone() -> None:
    mark = '@pytest.mark.exercises("A", "B")\ndef '
    assert list(exercised(f"{mark}test_it(): ...")) == ["A", "B"]
    assert list(exercised(f"{mark}helper(): ...\n# TIMEZONE")) == []


def test_every_command_is_in_the_table_and_no_other(app) -> None:
    own = {name: app.cli.commands[name] for _module, name in COMMANDS}
    groups = {name: each for name, each in own.items() if isinstance(each, click.Group)}
    inside = {f"{group} {name}" for group, each in groups.items() for name in each.commands}
    table = README.split("## Commands")[1].split("## Backups")[0]

    assert told_commands(table) == (own.keys() - groups.keys()) | inside


def told_commands(table: str) -> set[str]:
    """Names as typed; behind `cycle create`, the word `open` in the same row is `cycle open`."""
    told = set()
    for row in re.findall(r"^\| (`.+?) \|", table, flags=re.MULTILINE):
        first, *others = re.findall(r"`([a-z-]+(?: [a-z][a-z-]*)?)[^`]*`", row)
        group = f"{first.split()[0]} " if " " in first else ""
        told |= {first, *(group + each for each in others)}
    return told


def test_settings_are_read_in_one_place() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "berakhlak").rglob("*.py")
        if re.search(r"os\.(environ(\.get|\[)|getenv)", path.read_text())
    ]

    assert readers == []


def test_every_make_target_that_the_papers_mention_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    papers = README + (ROOT / "CONTRIBUTING.md").read_text()

    assert set(re.findall(r"(?:`|^)make ([a-z]+(?:-[a-z]+)*)", papers)) <= targets


def test_every_local_link_leads_somewhere() -> None:
    papers = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    links = [link for paper in papers for link in re.findall(r"\]\(([^)#:]+)\)", paper.read_text())]

    assert [link for link in links if not (ROOT / link).exists()] == []
