"""Complementary suppression: the search is exact, and what it withholds is safe and little."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.disclosure.attack import recovery_problem, solve_recovery
from berakhlak.statistics import pinning, suppression
from berakhlak.statistics.pinning import (
    PrintedBlock,
    discloses_suppressed,
    printed_block,
)

MOST = 2  # One less than a minimum of three.
Sheets = tuple[tuple[int, ...], ...]


@lru_cache(maxsize=8)
def all_sheets(raters: int, behaviours: int, steps: int) -> list[Sheets]:
    """Every way in which raters can answer, in any order; each answers something."""
    single = [s for s in product(range(steps + 1), repeat=behaviours) if any(s)]
    return list(combinations_with_replacement(single, raters))


def printed(sheets: Sheets) -> tuple[Any, ...] | None:
    """What is printed of these sheets: the value, each behaviour or that it is withheld."""
    scores = [sum(s) / sum(1 for x in s if x) for s in sheets]
    rows: list[Any] = [round(sum(scores) / len(scores), 2)]
    for column in zip(*sheets, strict=True):
        n = sum(1 for x in column if x)
        if n == 0:
            return None
        rows.append((n, round(sum(column) / n, 2)) if n > MOST else "withheld")
    return tuple(rows) if "withheld" in rows else None


def block(sheets: Sheets, steps: int) -> PrintedBlock:
    mean, *rows = printed(sheets) or ()
    shown = [row for row in rows if row != "withheld"]
    return printed_block(len(sheets), mean, shown, len(rows) - len(shown), MOST, steps)


@lru_cache(maxsize=8)
def _by_print(raters: int, behaviours: int, steps: int) -> dict[tuple[Any, ...], list[Sheets]]:
    found: dict[tuple[Any, ...], list[Sheets]] = {}
    for sheets in all_sheets(raters, behaviours, steps):
        rows = printed(sheets)
        if rows is not None:
            found.setdefault(rows, []).append(sheets)
    return found


def prints(
    raters: int, behaviours: int, steps: int
) -> Iterator[tuple[PrintedBlock, set[tuple[int, int]]]]:
    """Every block that can be printed, with what its first withheld behaviour may be."""
    for rows, alike in _by_print(raters, behaviours, steps).items():
        place = rows.index("withheld") - 1
        may_be = {
            (sum(1 for s in sheets if s[place]), sum(s[place] for s in sheets)) for sheets in alike
        }
        yield block(alike[0], steps), may_be


def possible_answers(block: PrintedBlock) -> set[tuple[int, int]]:
    """Every (n, sum) that the search finds for a suppressed behaviour."""
    ways = pinning._ways(block)
    return {(sum(way[-1]), total) for way in ways for total in pinning._hidden_sums(block, way)}


SMALL = [(3, 2, 3), (4, 2, 2), (3, 3, 2)]  # Raters, behaviours, steps.


@pytest.mark.parametrize(("raters", "behaviours", "steps"), SMALL)
def test_the_search_finds_exactly_what_trying_every_sheet_finds(
    raters: int, behaviours: int, steps: int
) -> None:
    checked = 0
    for each, may_be in prints(raters, behaviours, steps):
        assert possible_answers(each) == may_be
        checked += 1
    assert checked > 30


@pytest.mark.parametrize(("raters", "behaviours", "steps"), SMALL)
def test_a_value_is_withheld_just_where_it_leaves_one_mean_or_one_n(
    raters: int, behaviours: int, steps: int
) -> None:
    verdicts = set()
    for each, may_be in prints(raters, behaviours, steps):
        means, counts = {s / n for n, s in may_be}, {n for n, _ in may_be}
        assert discloses_suppressed(each) == (len(means) == 1 or len(counts) == 1)
        verdicts.add(discloses_suppressed(each))
    assert verdicts == {True, False}


@pytest.mark.parametrize(("raters", "behaviours", "steps"), SMALL)
def test_going_tells_nothing_as_the_best_and_the_worst_go_together(
    raters: int, behaviours: int, steps: int
) -> None:
    """Who knows the rule, and sees a value withheld beside shown behaviours, learns only that it
    was one of those that pin; these always leave the lowest and the highest answer possible."""
    left: dict[object, set[float]] = {}
    for each, may_be in prints(raters, behaviours, steps):
        if discloses_suppressed(each):
            still_printed = (each.shown, each.hidden)
            left.setdefault(still_printed, set()).update(s / n for n, s in may_be)
    assert left
    assert all({1.0, float(steps)} <= means for means in left.values())


@settings(max_examples=60)
@given(st.data())
def test_the_solver_and_the_search_agree_on_blocks_of_the_real_size(data: st.DataObject) -> None:
    raters = data.draw(st.integers(3, 5))
    rng = random.Random(data.draw(st.integers(0, 10**6)))
    extreme = rng.choice([(1, 1, 2), (4, 5, 5), (1, 2, 3, 4, 5)])
    sheets = tuple(
        tuple(rng.choice(extreme) if rng.random() > 0.3 else 0 for _ in range(3))
        for _ in range(raters)
    )
    if not all(map(any, sheets)) or printed(sheets) is None:
        return
    mean, *rows = printed(sheets) or ()
    shown = [row for row in rows if row != "withheld"]
    hidden = len(rows) - len(shown)
    found = solve_recovery(recovery_problem(raters, mean, shown, hidden=hidden, most=MOST, steps=5))

    assert (found is not None) == discloses_suppressed(block(sheets, 5))
    if found is not None:
        place = rows.index("withheld")
        answers = [s[place] for s in sheets if s[place]]
        assert len(answers) in found.counts
        assert found.low <= sum(answers) / len(answers) <= found.high


def test_the_solver_pins_a_behaviour_to_its_true_mean() -> None:
    # Two of three answered the third behaviour, everybody with the highest score.
    found = solve_recovery(
        recovery_problem(3, 5.0, [(3, 5.0), (3, 5.0)], hidden=1, most=2, steps=5)
    )

    assert found is not None
    assert (found.low, found.high) == (5.0, 5.0)


def test_a_block_too_large_to_search_counts_as_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    open_block = printed_block(3, 3.0, [(3, 3.0), (3, 3.0)], 1, 2, 5)
    assert not discloses_suppressed(open_block)
    monkeypatch.setattr(pinning, "SEARCH_LIMIT", 0)
    discloses_suppressed.cache_clear()

    assert discloses_suppressed(open_block)
    discloses_suppressed.cache_clear()


@pytest.mark.parametrize(
    ("forms", "told"),
    [
        ([5, 4], 9),  # Nothing withheld.
        ([5, 2], 5),  # One withheld: the rest would be its own.
        ([5, 1, 1], 5),  # All as small as can be.
        ([5, 2, 2], 5),  # All as large as can be.
        ([5, 1, 2, 0], 8),  # Any of the two may be the larger.
    ],
)
def test_sheets_of_withheld_groups_count_only_where_their_sum_tells_nothing(
    forms: list[int], told: int
) -> None:
    assert suppression.releasable_sheet_count(np.array(forms), 3) == told
