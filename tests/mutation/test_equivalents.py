"""The list of changes that mean nothing speaks of the code as it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

from mutation.__main__ import EQUIVALENTS, is_listed
from mutation.mutants import mutants_of

ROOT = Path(__file__).resolve().parents[2]


def test_each_change_that_is_said_to_mean_nothing_can_still_be_made() -> None:
    """A line left behind by a renaming excuses nothing, and its change counts as unnoticed."""
    listed = tomllib.loads(EQUIVALENTS.read_text("utf-8"))["equivalent"]
    made = {file: mutants_of(ROOT, ROOT / file) for file in {each["file"] for each in listed}}
    left_behind = [
        (each["file"], each["place"], each["change"])
        for each in listed
        if not any(is_listed(mutant, each) for mutant in made[each["file"]])
    ]
    assert left_behind == []
