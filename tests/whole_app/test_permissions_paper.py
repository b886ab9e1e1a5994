"""docs/permissions.md says what the code says."""

from __future__ import annotations

import runpy
from pathlib import Path

from berakhlak.permissions import PERMISSIONS, Action

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "permissions.py"))
PAPER = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8")


def test_the_tables_of_the_paper_are_those_of_the_code() -> None:
    assert SCRIPT["paper"](PAPER) == PAPER, "run `make permissions`"


def test_every_action_stands_in_the_table_with_whoever_may_do_it() -> None:
    rows = [line for line in PAPER.splitlines() if line.count("|") == 12]

    assert len(rows) == len(PERMISSIONS) + 2
    assert set(PERMISSIONS) == set(Action)
    assert not [row for row in rows[2:] if row.count("–") == 9], "something that nobody may do"
