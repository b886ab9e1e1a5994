"""Of loyalty, secrecy and abuse of office nothing is said that would be suspicion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berakhlak.cycles.rater_groups import Relation
from berakhlak.statistics.frozen_result import BehaviourFigures
from tests.disclosure.cycles import INSTRUMENT, Sheet, published, random_sheets

SUSPECT = {"LY1", "LY3", "AK3"}
CODES = [behaviour.code for behaviour in INSTRUMENT.behaviours]
OFFICERS = 14
SIZES = [
    {Relation.SELF: 1, Relation.SUPERVISOR: 1, Relation.PEER: 6, Relation.SUBORDINATE: 5}
] * OFFICERS


def where_all_see_least(code: str) -> list[list[BehaviourFigures]]:
    """Behaviours of each officer in a cycle in which all see this one much less than any other."""
    place = CODES.index(code)
    drawn = random_sheets(7, SIZES, cannot_rate=0.02, pick=lambda draw, _: draw.choice((4, 4, 5)))
    rarer = [
        Sheet(
            row.officer, row.group, row.rater, (*row.answers[:place], 2, *row.answers[place + 1 :])
        )
        for row in drawn
    ]
    found = published(rarer, OFFICERS).officers
    return [[b for value in each.figures.values for b in value.behaviours] for each in found]


def _with(row: Sheet, place: int, answer: int) -> Sheet:
    return replace(row, answers=(*row.answers[:place], answer, *row.answers[place + 1 :]))


@pytest.mark.parametrize("code", CODES)
def test_a_behaviour_seen_least_is_called_rare_unless_that_would_be_suspicion(code: str) -> None:
    of_code = [row for rows in where_all_see_least(code) for row in rows if row.code == code]
    told = {row.contrast.verdict for row in of_code if row.contrast}
    assert told == ({"undecided"} if code in SUSPECT else {"lower"})
    # What raters gave is still in the tables.
    assert all(row.others is not None and row.others < 3 for row in of_code)
