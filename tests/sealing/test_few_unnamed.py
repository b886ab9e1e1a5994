"""Sheets that lost their officer are kept only among enough raters to be lost in."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from berakhlak.aggregation.linking import GROUPS
from berakhlak.aggregation.sealing import _sealed_sheets
from berakhlak.cycles.policy import Group, Policy

PEER = GROUPS.index(Group.PEER)
CYCLE = SimpleNamespace(id=1, policy=Policy())


def sealed(raters_of):
    """(Officer, answers) of the sheets kept, given the raters of each officer in one group."""
    pairs = [(officer, rater) for officer, raters in enumerate(raters_of) for rater in raters]
    linked = SimpleNamespace(
        officers=tuple(SimpleNamespace(id=100 + place) for place in range(len(raters_of))),
        officer=np.array([officer for officer, _ in pairs]),
        group=np.full(len(pairs), PEER),
        rater=np.array([rater for _, rater in pairs]),
        answers=np.array([[rater] for _, rater in pairs], np.uint8),
    )
    sizes = np.zeros((len(raters_of), len(GROUPS)), np.int64)
    np.add.at(sizes, (linked.officer, linked.group), 1)
    return [(row["ratee_id"], row["answers"][0]) for row in _sealed_sheets(CYCLE, linked, sizes)]


@pytest.mark.parametrize("small", [[[1]], [[1, 2]], [[1], [1], [1]], [[1, 2], [2, 1]]], ids=str)
def test_the_sheets_of_few_raters_without_a_name_are_not_kept(small):
    large = [[4, 5, 6]]

    assert sealed(large + small) == [(100, 4), (100, 5), (100, 6)]


def test_the_sheets_of_enough_raters_are_kept_without_a_name():
    assert sealed([[1, 2], [3]]) == [(None, 1), (None, 2), (None, 3)]
