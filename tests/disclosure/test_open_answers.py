"""Whether a withheld behaviour stays open: answers found by construction, against programs and
against trying all sheets there can be."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.disclosure import attack
from berakhlak.disclosure.attack import (
    RecoveryProblem,
    parts_per_step,
    recovery_problem,
    solve_programs,
    solve_recovery,
)
from berakhlak.disclosure.open_answers import fitting_answers

Sheets = tuple[tuple[int, ...], ...]
"""One row a rater, one column a behaviour, 0 where a rater could not say; withheld ones last."""


def printed_of(sheets: Sheets, hidden: int, most: int, steps: int) -> RecoveryProblem:
    """What is printed of these sheets."""
    columns = [[each for each in column if each] for column in zip(*sheets, strict=True)]
    shown = [(len(own), round(sum(own) / len(own), 2)) for own in columns[:-hidden]]
    means = [sum(row) / sum(map(bool, row)) for row in sheets]
    mean = round(sum(means) / len(means), 2)
    return recovery_problem(len(sheets), mean, shown, hidden=hidden, most=most, steps=steps)


def some_cell(chance: random.Random) -> RecoveryProblem:
    """Of few raters, with answers anywhere on the scale or all at one end of it."""
    while True:
        behaviours, raters = chance.choice((2, 3, 3, 4)), chance.randint(1, 7)
        hidden, most = chance.randint(1, min(2, behaviours - 1)), chance.choice((1, 2, 2, 3))
        ends, share = chance.choice(((1, 5), (1, 1), (5, 5), (4, 5))), chance.choice((0.3, 0.8))
        sheets = tuple(
            tuple(chance.randint(*ends) * (chance.random() < share) for _ in range(behaviours))
            for _ in range(raters)
        )
        answered = [sum(map(bool, column)) for column in zip(*sheets, strict=True)]
        if (
            all(map(any, sheets))
            and min(answered) > 0
            and all(n <= most for n in answered[-hidden:])
        ):
            return printed_of(sheets, hidden, most, steps=5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_it_is_as_open_as_the_programs_say(seed: int) -> None:
    problem = some_cell(random.Random(seed))

    assert solve_recovery(problem) == solve_programs(problem)


@pytest.mark.parametrize("seed", range(6))
def test_every_answer_that_is_found_comes_of_sheets_that_make_all_that_is_printed(
    seed: int,
) -> None:
    """Brute force: all sheets of three raters on a scale of three with that print."""
    chance = random.Random(seed)
    rows = [row for row in product(range(4), repeat=2) if any(row)]
    sheets = tuple(chance.choice(rows) for _ in range(3))
    while not all(map(any, zip(*sheets, strict=True))):
        sheets = tuple(chance.choice(rows) for _ in range(3))
    printed = printed_of(sheets, 1, 3, steps=3)

    possible = set()
    for tried in product(rows, repeat=3):
        if all(map(any, zip(*tried, strict=True))) and printed_of(tried, 1, 3, 3) == printed:
            hidden = [row[-1] for row in tried if row[-1]]
            possible.add((len(hidden), sum(hidden)))

    assert set(fitting_answers(printed, parts_per_step(2))) == possible


def test_no_program_is_solved_where_answers_lie_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attack, "solve_programs", lambda _: pytest.fail("not needed"))
    open_one = recovery_problem(5, 3.4, [(5, 3.4), (5, 3.6)], hidden=1, most=2, steps=5)

    assert solve_recovery(open_one) is None


def test_what_no_sheets_can_make_is_told_as_such() -> None:
    impossible = recovery_problem(3, 5.0, [(3, 1.0), (3, 1.0)], hidden=1, most=2, steps=5)

    found = solve_recovery(impossible)

    assert found is not None
    assert not found.counts
    assert list(fitting_answers(impossible, parts_per_step(3))) == []
