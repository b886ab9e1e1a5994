"""Officers whom no chain of shared raters joins are counted before a cycle opens."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.assignments.comparison import LEAST_LINKED, ComparisonGraph, comparison_graph
from berakhlak.assignments.proposal import RatingPair
from berakhlak.cycles.rater_groups import Relation
from berakhlak.statistics.mixed import linkage
from berakhlak.statistics.mixed.linkage import adjustable_officers, rating_components


def test_two_offices_without_a_shared_rater_cannot_be_compared() -> None:
    here = [RatingPair(1, ratee, Relation.PEER) for ratee in (2, 3, 4)]
    there = [RatingPair(11, ratee, Relation.PEER) for ratee in (12, 13)]

    assert comparison_graph([*here, *there]) == ComparisonGraph(officers=5, joined=3, linked=0)
    one = comparison_graph([*here, *there, RatingPair(11, 4, Relation.PEER)])
    assert one == ComparisonGraph(officers=5, joined=5, linked=1)
    assert not one.is_whole


def test_what_officers_say_of_themselves_joins_nobody() -> None:
    own = [RatingPair(each, each, Relation.SELF) for each in (1, 2)]

    assert comparison_graph(own) == ComparisonGraph(0, 0, 0)
    assert comparison_graph([]).is_whole


@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_it_counts_as_the_adjustment_of_the_closed_cycle_does(found: set[tuple[int, int]]) -> None:
    graph = comparison_graph([RatingPair(*pair, Relation.PEER) for pair in found])

    ratees, raters = [ratee for _rater, ratee in found], [rater for rater, _ratee in found]
    labels = rating_components(ratees, raters)
    sizes = np.bincount(labels[labels >= 0], minlength=1)
    adjustable, _reasons = adjustable_officers(ratees, raters)
    assert graph == ComparisonGraph(len(set(ratees)), sizes.max(), adjustable.sum())
    assert LEAST_LINKED == linkage.LEAST_LINKED
