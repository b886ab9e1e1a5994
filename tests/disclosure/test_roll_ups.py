"""Units with all below them: what is counted, and that no difference of two gives a unit away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.published import PublicRules, PublishedCycle
from berakhlak.disclosure.report import FigureKind, LeakKind
from berakhlak.disclosure.roll_ups import attack_roll_ups, reduced_rows
from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.frozen_result import CellStatus, SubtreeFigures, UnitFigures, UnitValue
from berakhlak.statistics.roll_ups import roll_up_units
from berakhlak.statistics.units import UnitScores
from tests.disclosure.cycles import INSTRUMENT, audited, published, random_sheets

LEAST = 5
# A government with two offices; each has a head alone, and places of many or few.
PARENTS = (None, 0, 1, 1, 1, 0, 5, 5)
SIZES = (1, 1, 6, 3, 2, 2, 7, 2)
UNIT_OF = [place for place, size in enumerate(SIZES) for _ in range(size)]
GROUPS = {"self": 1, "supervisor": 1, "peer": 4}


@cache
def sealed() -> PublishedCycle:
    people = len(UNIT_OF)
    sheets = random_sheets(5, [GROUPS] * people, cannot_rate=0.0)
    return published(sheets, people, units=len(SIZES), unit_of=UNIT_OF, parents=PARENTS)


def subtree(found: PublishedCycle, place: int) -> SubtreeFigures:
    figures = found.units[place].figures.subtree
    assert figures is not None
    return figures


def planted(place: int, **changed: object) -> PublishedCycle:
    """The sealed cycle with other figures of one subtree."""
    found = sealed()
    unit = found.units[place]
    figures = replace(unit.figures, subtree=replace(subtree(found, place), **changed))
    units = list(found.units)
    units[place] = replace(unit, figures=figures)
    return replace(found, units=tuple(units))


def mean_of(places: Sequence[int], code: str) -> tuple[int, float]:
    composites = [
        each.figures.overall_others
        if code == "ALL"
        else next(v.others for v in each.figures.values if v.code == code)
        for each in sealed().officers
        if each.unit in places
    ]
    known = [x for x in composites if x is not None]
    return len(known), round(sum(known) / len(known), 2)


def rows_over(places: Sequence[int]) -> tuple[UnitValue, ...]:
    """What an unguarded mean over these units would print."""
    return tuple(
        UnitValue(code=row.code, status=CellStatus.SHOWN, n_officers=n, mean=mean)
        for row in subtree(sealed(), 0).values
        for n, mean in [mean_of(places, row.code)]
    )


def kinds(found: PublishedCycle) -> set[tuple[LeakKind, FigureKind]]:
    return {(each.leak, each.source.subject) for each in audited(found).findings}


def test_a_whole_office_is_counted_where_its_small_units_are_together_enough() -> None:
    office = subtree(sealed(), 1)
    # Head (1), three and two: six officers of three withheld units.
    assert (office.officers, office.units, office.left_out) == (12, 4, ())
    assert {row.n_officers for row in office.values} == {12}
    assert office.values[0].mean == pytest.approx(mean_of((1, 2, 3, 4), "ALL")[1], abs=0.011)


def test_what_is_too_small_is_left_out_by_name_and_counted_further_up() -> None:
    other = subtree(sealed(), 5)
    # Two and two: of four officers a difference would tell the mean.
    assert (other.officers, other.left_out) == (11, ("05", "07"))
    assert {row.n_officers for row in other.values} == {7}
    # With the one at the very top they are five of three units.
    top = subtree(sealed(), 0)
    assert (top.officers, top.left_out) == (24, ())
    assert {row.n_officers for row in top.values} == {24}


def test_units_without_any_below_are_stored_as_before() -> None:
    assert sealed().units[2].figures.subtree is None
    assert "subtree" not in sealed().units[2].figures.to_json()
    again = UnitFigures.from_json(sealed().units[1].figures.to_json())
    assert again == sealed().units[1].figures


def test_what_sealing_makes_is_safe() -> None:
    assert audited(sealed()).is_safe


SUBTREE = FigureKind.SUBTREE_MEAN


@pytest.mark.parametrize(
    ("place", "changed", "leak"),
    [
        # One withheld unit more than is printed beside it: the difference is that unit.
        (5, {"left_out": ("07",), "values": rows_over((5, 6))}, LeakKind.RECOVERED),
        # Two units, and yet fewer officers than one unit needs.
        (5, {"left_out": (), "values": rows_over((5, 6, 7))}, LeakKind.RECOVERED),
        # A withheld unit is in it although its name stands among those left out.
        (5, {"values": rows_over((5, 6, 7))}, LeakKind.UNEXPLAINED),
        (5, {"units": 4}, LeakKind.UNEXPLAINED),
        (1, {"values": (UnitValue(code="ALL", status=CellStatus.SHOWN, n_officers=3, mean=4.0),)},
         LeakKind.BELOW_MINIMUM),
        (1, {"values": (UnitValue(code="ALL", status=CellStatus.SUPPRESSED, mean=4.0),)},
         LeakKind.BELOW_MINIMUM),
    ],
)  # fmt: skip
def test_planted_leaks_are_found(place: int, changed: dict[str, object], leak: LeakKind) -> None:
    assert (leak, SUBTREE) in kinds(planted(place, **changed))


def test_a_difference_over_two_levels_is_found() -> None:
    """Each of two subtrees is many by itself; the smaller taken from the larger is one head."""
    leaky = planted(0, left_out=("00",), values=rows_over((1, 2, 3, 4, 5, 6, 7)))
    found = [each for each in audited(leaky).findings if each.leak is LeakKind.RECOVERED]
    # The top less the office: five officers' mean would be safe, these four are not.
    assert found
    assert {each.target.owner for each in found if each.target} == {"Unit 5"}


def test_reduced_rows_are_the_smallest_sums_that_are_known() -> None:
    nested = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 0, 1, 1, 0]], float)
    found = {frozenset(np.flatnonzero(row).tolist()) for row in reduced_rows(nested)}
    assert found == {frozenset({0, 1}), frozenset({2, 3}), frozenset({4})}


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[int | None], np.ndarray, np.ndarray]:
    units, columns = draw(st.integers(2, 9)), draw(st.integers(1, 3))
    parents = [None] + [draw(st.integers(0, place - 1)) for place in range(1, units)]
    counts = st.lists(st.integers(0, 8), min_size=columns, max_size=columns)
    n = np.array([draw(counts) for _ in range(units)])
    mean = np.where(
        n > 0, np.random.default_rng(draw(st.integers(0, 99))).uniform(1, 5, n.shape), 0
    )
    return parents, n, mean


@settings(max_examples=150, deadline=None)
@given(trees())
def test_no_subtree_of_any_tree_tells_fewer_than_a_unit_needs(
    tree: tuple[list[int | None], np.ndarray, np.ndarray],
) -> None:
    parents, n, mean = tree
    status = np.where(
        n == 0,
        SuppressionStatus.NONE,
        np.where(n < LEAST, SuppressionStatus.SUPPRESSED, SuppressionStatus.SHOWN),
    ).astype(np.uint8)
    scores = UnitScores(n, np.where(n > 0, mean, np.nan), np.zeros(n.shape), status)
    found = roll_up_units(scores, parents, LEAST)
    assert set(found) == {parent for parent in parents if parent is not None}
    for column in range(n.shape[1]):
        hidden = status[:, column] == SuppressionStatus.SUPPRESSED
        rows = []
        for each in found.values():
            inside = [p for p in each.members if not (hidden[p] and p in each.left_out)]
            assert each.n[column] == n[inside, column].sum()
            if each.n[column] >= LEAST:
                told = (n[inside, column] * mean[inside, column]).sum() / each.n[column]
                assert each.mean[column] == pytest.approx(told)
                rows.append([float(p in inside and hidden[p]) for p in range(len(n))])
            else:
                assert np.isnan(each.mean[column])
        for known in reduced_rows(np.array(rows).reshape(-1, len(n))):
            together = np.flatnonzero(np.abs(known) > 1e-9)
            assert len(together) > 1
            assert n[together, column].sum() >= LEAST


def test_figures_over_nobody_are_unexplained() -> None:
    setting = PublicRules(INSTRUMENT, Policy())
    found = attack_roll_ups(sealed(), [{} for _ in SIZES], setting)
    assert {each.leak for each in found} == {LeakKind.UNEXPLAINED}
