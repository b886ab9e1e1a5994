"""Whatever is withheld may change without moving one byte of what is published."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.published import PublishedCycle
from tests.disclosure.cycles import INSTRUMENT, Sheet, published, random_sheets

OFFICERS = 7
SIZES = {Relation.SELF: 1, Relation.SUPERVISOR: 1, Relation.PEER: 4, Relation.SUBORDINATE: 3}


def payloads(found: PublishedCycle) -> list[str]:
    """All that anybody can read."""
    officers = [officer.figures.to_json() for officer in found.officers]
    return [found.whole.to_json(), *officers, *(unit.figures.to_json() for unit in found.units)]


def answered_anew(sheet: Sheet, rng: random.Random, places: range) -> Sheet:
    """The same sheet with other scores where it has scores."""
    answers = list(sheet.answers)
    for place in places:
        if answers[place] not in (0, 255):
            answers[place] = rng.randint(1, 5)
    return replace(sheet, answers=tuple(answers))


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6), units=st.integers(1, 3))
def test_a_withheld_group_moves_nothing(seed: int, units: int) -> None:
    """Raters of small groups are told so: their answers are in no figure of anybody."""
    officers = OFFICERS * units
    sizes = [{**SIZES, Relation.SUBORDINATE: 2 if n == 3 else 3} for n in range(officers)]
    sheets = random_sheets(seed, sizes, cannot_rate=0.05)
    rng = random.Random(seed)
    hidden = (3, Relation.SUBORDINATE)
    others = [
        answered_anew(s, rng, range(21)) if (s.officer, s.group) == hidden else s for s in sheets
    ]

    moved, left = (published(each, officers, units=units) for each in (others, sheets))
    assert payloads(moved) == payloads(left)


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6), value=st.integers(0, 6))
def test_a_withheld_value_of_a_shown_group_moves_nothing(seed: int, value: int) -> None:
    behaviours = len(INSTRUMENT.values[0].behaviours)
    places = range(value * behaviours, (value + 1) * behaviours)
    sheets = random_sheets(seed, [SIZES] * OFFICERS, cannot_rate=0.05)
    rng = random.Random(seed)
    group = [s for s in sheets if (s.officer, s.group) == (3, Relation.SUBORDINATE)]
    silent = replace(
        group[0],
        answers=tuple(0 if n in places else a for n, a in enumerate(group[0].answers)),
    )
    before = [silent if s is group[0] else s for s in sheets]
    after = [answered_anew(s, rng, places) if s in group[1:] else s for s in before]

    assert payloads(published(after, OFFICERS)) == payloads(published(before, OFFICERS))


@pytest.mark.parametrize(("officers", "told"), [(5, True), (4, False)])
def test_how_a_unit_answered_is_told_only_of_several_officers(officers: int, told: bool) -> None:
    sizes = [
        {Relation.PEER: 3, Relation.SUPERVISOR: 1} if n < officers else {Relation.SUPERVISOR: 1}
        for n in range(6)
    ]
    unit = published(random_sheets(1, sizes, cannot_rate=0.05), 6).units[0]

    assert (unit.figures.quality[str(Relation.PEER)] is not None) == told
    assert unit.figures.quality[str(Relation.SUPERVISOR)] is not None
