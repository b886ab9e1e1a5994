"""Freezing computes the cells of a whole cycle a fixed number of times, not once an officer."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.cycles.rater_groups import Relation
from berakhlak.statistics import items
from tests.disclosure.cycles import published, random_sheets

SIZES = {Relation.SELF: 1, Relation.SUPERVISOR: 1, Relation.PEER: 4, Relation.SUBORDINATE: 3}


@pytest.mark.parametrize("name", ["suppression_statuses", "_means", "_own"])
def test_more_officers_are_no_more_passes_over_all_cells(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, compute = [0], getattr(items, name)

    def counted(*given: Any) -> Any:
        made[0] += 1
        return compute(*given)

    monkeypatch.setattr(items, name, counted)
    passes = []
    for officers in (12, 24):
        made[0] = 0
        published(random_sheets(1, [SIZES] * officers, cannot_rate=0.05), officers)
        passes.append(made[0])

    assert passes[0] == passes[1] > 0
