"""Every test that docs/promise.md names is there, and runs on the databases that it says."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISE = (ROOT / "docs" / "promise.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
FILES = re.compile(r"`(tests/[\w/]+(?:\.py|/))")
ALONE = re.compile(r"`(test_\w+)`")
DATABASES = {"SQLite", "PostgreSQL"}


def attack_rows() -> list[tuple[str, list[str], set[str]]]:
    """Attack, the tests named for it, the databases they run on."""
    table = PROMISE.split("## Attacks that broke")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [
        (
            attack.strip(),
            ["::".join(found) for found in NAMED.findall(tests)],
            {each.strip() for each in engines.split(",")},
        )
        for attack, tests, engines in rows[2:]
    ]


class Collected:
    """What a run of pytest collects: test -> the databases on which it would run."""

    def __init__(self) -> None:
        self.databases: defaultdict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            engine = "PostgreSQL" if item.get_closest_marker("postgres") else "SQLite"
            self.databases[item.nodeid.partition("[")[0]].add(engine)


@pytest.fixture(scope="module")
def collected(request: pytest.FixtureRequest) -> dict[str, set[str]]:
    found = Collected()
    files = sorted({test.partition("::")[0] for _, tests, _ in attack_rows() for test in tests})
    arguments = ["--collect-only", "-p", "no:cacheprovider"]
    where = ["--rootdir", str(ROOT), *(str(ROOT / file) for file in files)]
    assert pytest.main([*arguments, *where], plugins=[found]) == pytest.ExitCode.OK
    return dict(found.databases)


def test_each_known_attack_has_a_row_with_tests() -> None:
    rows = attack_rows()

    assert len(rows) >= 13
    assert [attack for attack, tests, _ in rows if not tests] == []
    assert [attack for attack, _, engines in rows if not engines <= DATABASES] == []


def test_the_named_tests_run_on_the_databases_that_the_row_says(
    collected: dict[str, set[str]],
) -> None:
    missing = [test for _, tests, _ in attack_rows() for test in tests if test not in collected]
    assert missing == []
    for attack, tests, engines in attack_rows():
        assert set.union(*(collected[test] for test in tests)) == engines, attack


def test_whatever_else_the_paper_names_is_there() -> None:
    source = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("*.py")))

    assert [path for path in FILES.findall(PROMISE) if not (ROOT / path).exists()] == []
    names = set(ALONE.findall(PROMISE))
    assert len(names) > 10
    assert {name for name in names if f"def {name}(" not in source} == set()
