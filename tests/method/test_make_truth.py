"""Kits of known truth are written alike each time, and their truth is what answers average to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.method.make_truth import KITS, null, traps
from tests.method.worlds import (
    PEER,
    SCULLEN,
    Plan,
    draw_cycle,
    draw_leniency,
    draw_sheets,
)
from tests.statistics.cycles import read_rows


def files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*.csv"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.mark.parametrize("name", ["null", "citizens", "traps"])
def test_the_same_seed_writes_the_same_bytes(name: str, tmp_path: Path) -> None:
    for place in ("one", "two"):
        KITS[name](tmp_path / place, 3)
    KITS[name](tmp_path / "other", 4)
    one, two, other = (files(tmp_path / place) for place in ("one", "two", "other"))
    assert one == two
    assert one.keys() == other.keys()
    assert one != other


def test_the_truth_is_what_many_raters_answer_on_average() -> None:
    cycle = draw_cycle(5, SCULLEN, Plan(n_units=1, sizes=(8,), with_citizens=0))
    rng, design = np.random.default_rng(6), cycle.design
    of_peers = design.group == PEER
    total, times = np.zeros((8, 21)), np.zeros((8, 1))
    for _ in range(400):
        leniency = draw_leniency(rng, design, SCULLEN)
        sheets = draw_sheets(rng, design, SCULLEN, cycle.latent, leniency)
        for officer, answers in zip(
            sheets.officer[of_peers], sheets.answers[of_peers], strict=True
        ):
            if (answers > 0).all():
                total[officer] += answers
                times[officer] += 1
    rated = times[:, 0] > 100
    off = (total / np.maximum(times, 1))[rated] - cycle.items[rated, PEER]
    assert rated.sum() >= 5
    assert np.abs(off.mean(axis=1)).max() < 0.06


def test_nobody_differs_in_the_null_kit(tmp_path: Path) -> None:
    null(tmp_path, 1)
    expected: dict[tuple[str, str], set[str]] = {}
    for row in read_rows(tmp_path / "truth.csv"):
        expected.setdefault((row["group"], row["value"]), set()).add(row["expected"])
    assert len(expected) == 5 * 7
    assert all(len(each) == 1 for each in expected.values())


def test_traps_hold_what_they_promise(tmp_path: Path) -> None:
    traps(tmp_path, 1)
    fives = read_rows(tmp_path / "all_fives" / "sheets.csv")
    assert {row[key] for row in fives for key in row if key[-1].isdigit()} <= {"5", "0", ""}
    bosses = [
        row["officer"]
        for row in read_rows(tmp_path / "two_bosses" / "sheets.csv")
        if row["group"] == "supervisor"
    ]
    assert len(bosses) - len(set(bosses)) == 1
    for officers in (2, 5, 24):
        rows = read_rows(tmp_path / f"officers_{officers}" / "truth.csv")
        assert len({row["officer"] for row in rows}) == officers
