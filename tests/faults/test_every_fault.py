"""Each fault that an installation may meet has a test, which docs/decisions/0242 names."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DECISION = "docs/decisions/0242-*.md"
FAULTS = {
    "web process killed, SQLite and PostgreSQL",
    "PostgreSQL restarted among submits",
    "PostgreSQL restarted under pages and jobs",
    "PostgreSQL lost, its standby takes over",
    "PostgreSQL stands by",
    "Redis stopped and started",
    "disk full: forms",
    "disk full: uploads",
    "disk full: jobs",
    "read-only file system",
    "clock jump",
    "locked database",
    "power cut",
    "two hosts, one killed",
    "worker killed in each kind of job",
}


def shown_by() -> dict[str, str]:
    """The table of the decision: fault -> test."""
    (paper,) = ROOT.glob(DECISION)
    rows = [line.strip("| ").split(" | ") for line in paper.read_text().splitlines()]
    return {row[0]: row[1] for row in rows if len(row) == 2 and "::" in row[1]}


def is_there(test: str) -> bool:
    file, _colons, name = test.partition("::")
    path = ROOT / file
    found = ast.walk(ast.parse(path.read_text())) if path.exists() else ()
    return any(isinstance(each, ast.FunctionDef) and each.name == name for each in found)


def test_each_fault_has_a_test_which_is_there() -> None:
    table = shown_by()

    assert set(table) == FAULTS
    assert [test for test in table.values() if not is_there(test)] == []
