"""Chosen strengths and familiarity: no majority that can be printed settles anybody's answer."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from berakhlak.disclosure.choices import is_settled, settles_choice, settles_familiarity
from berakhlak.statistics.majorities import (
    GroupChoice,
    GroupFamiliarity,
    ToldStatus,
    is_majority,
    told_choice,
)

VALUES = ("BP", "AK", "KP", "HM", "LY", "AD", "KB")
SEVEN = range(7)


def patterns(values: int) -> list[tuple[tuple[int, ...], int | None]]:
    """Everything that can be told of so many values."""
    liked = [each for k in range(4) for each in combinations(range(values), k)]
    return [(each, w) for each, w in product(liked, (None, *range(values))) if w not in each]


def told(strengths: list[tuple[int, ...]], develop: list[int]) -> GroupChoice:
    picked = np.array([[v in each for v in SEVEN] for each in strengths])
    wanted = np.array([[v == each for v in SEVEN] for each in develop])
    return told_choice(picked, wanted, VALUES)


def test_no_pattern_of_five_raters_settles_anything_for_a_reader_or_a_rater() -> None:
    assert [each for each in patterns(7) if is_settled(5, 7, *each)] == []


def test_the_attack_succeeds_with_four_raters_and_with_six_values() -> None:
    assert len([each for each in patterns(7)[:40] if is_settled(4, 7, *each)]) > 20
    assert is_settled(5, 6, (0,), None)


def test_exact_counts_would_give_a_rater_away_and_majorities_do_not() -> None:
    """With counts, one value that all chose names everybody's choice, and the sum the rest."""
    alike = told([(0, 1, 2)] * 5, [3] * 5)
    mixed = told([(0, 1, 2), (0, 1, 4), (0, 2, 5), (1, 2, 6), (0, 1, 2)], [3, 3, 3, 4, 5])

    assert alike == mixed
    assert alike.strengths == ("BP", "AK", "KP")
    assert alike.develop == "HM"
    assert not settles_choice(alike, VALUES, 5)


def test_what_is_told_is_more_than_half_and_at_most_three() -> None:
    choice = told(
        [(0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3), (0, 1, 2), (0, 1, 3)], [4, 4, 4, 5, 5, 6]
    )

    assert choice.strengths == ("BP", "AK", "KP"), "four have a majority; a tie goes to the first"
    assert choice.develop is None, "three of six are no majority"


@pytest.mark.parametrize("n", [5, 6, 7, 8])
@pytest.mark.parametrize("weekly", [True, False])
def test_how_well_a_group_knows_somebody_settles_no_answer(n: int, weekly: bool) -> None:
    known = GroupFamiliarity(status=ToldStatus.SHOWN, mostly_weekly=weekly)

    assert not settles_familiarity(known, n)
    assert [is_majority(count, n) for count in (n // 2, n // 2 + 1)] == [False, True]


def test_real_groups_lie_in_what_the_attack_holds_possible() -> None:
    """Else it would find nothing because it looks at the wrong thing."""
    from berakhlak.disclosure import choices

    chance = np.random.default_rng(5)
    for _ in range(60):
        n = int(chance.integers(5, 9))
        rows = [chance.permutation(7)[:4].tolist() for _rater in range(n)]
        choice = told([tuple(row[:3]) for row in rows], [row[3] for row in rows])
        liked = tuple(VALUES.index(each) for each in choice.strengths)
        wanted = VALUES.index(choice.develop) if choice.develop else None
        own = set(rows[0][:3])
        found = choices._liked_counts(n, 7, liked, wanted, own)
        others = [sum(v in row[:3] for row in rows[1:]) for v in SEVEN]
        assert found is not None
        assert all(low <= count <= high for count, (low, high) in zip(others, found, strict=True))
