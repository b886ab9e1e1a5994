"""Silence of a database is never told as good news."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from supply.audit import CLEAN, UNKNOWN, VULNERABLE, answer_of, ask, words

LOOKED_UP = {"name": "flask", "version": "3.1", "vulns": []}
FOUND = {
    "name": "mako",
    "version": "1.4",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.5"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
SKIPPED = {"name": "mako", "skip_reason": "Dependency not found"}


def report(*found: object) -> str:
    return json.dumps({"dependencies": found, "fixes": []})


def test_all_looked_up_and_nothing_found_is_clean() -> None:
    answer = answer_of(report(LOOKED_UP), ["flask"])

    assert answer.code == CLEAN
    assert words(answer) == "1 packages were looked up"


def test_each_vulnerability_is_told_with_the_version_that_mends_it() -> None:
    answer = answer_of(report(LOOKED_UP, FOUND), ["flask", "mako"])

    assert answer.code == VULNERABLE
    assert "mako 1.4: PYSEC-1, mended in 1.5\nmako 1.4: PYSEC-2, mended in no version yet" in words(
        answer
    )


@pytest.mark.parametrize("told", ["", "Traceback", "[]", "{}", report(), report(SKIPPED)])
def test_a_database_that_does_not_answer_is_no_good_news(told: str) -> None:
    answer = answer_of(told, ["mako"])

    assert answer.code == UNKNOWN
    assert "NOTHING was checked" in words(answer)


@pytest.mark.parametrize("told", [report(LOOKED_UP), report(LOOKED_UP, SKIPPED)])
def test_packages_that_were_passed_over_are_named(told: str) -> None:
    answer = answer_of(told, ["flask", "mako"])

    assert answer.code == UNKNOWN
    assert words(answer).endswith("of these nothing is known: mako")


def test_the_next_database_is_asked_when_the_first_is_silent(tmp_path: Path) -> None:
    program = tmp_path / "auditor"
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"print({report(LOOKED_UP)!r}) if 'osv' in sys.argv else sys.exit('no network')\n"
    )
    program.chmod(0o700)

    assert ask(str(program), "lock", ["flask"]).code == CLEAN
