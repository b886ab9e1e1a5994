"""Counts of agreement by unit: right where they are told, and never so close as to tell more."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.statistics.small_groups import LEAST, split_by_size
from berakhlak.statistics.talk_answers import (
    MARGIN,
    AnswerRange,
    TalkAnswer,
    TalkFigures,
    answered_range,
    talk_figures,
    yes_range,
)

sizes = st.lists(st.integers(0, 12), max_size=8)


@given(sizes)
def test_every_unit_is_told_of_alone_or_with_others_or_nothing_is(found):
    alone, together = split_by_size(found)
    assert all(found[place] >= LEAST for place in alone)
    assert not together or sum(found[place] for place in together) >= LEAST
    left = set(range(len(found))) - set(alone) - set(together)
    assert sum(found[place] for place in left) < LEAST
    if any(found[place] for place in left):
        assert not alone


@given(st.integers(LEAST + MARGIN, 60), st.data())
def test_a_range_holds_the_count_and_is_exact_away_from_both_ends(asked, data):
    answered = data.draw(st.integers(LEAST, asked))
    told = answered_range(answered, asked)
    assert told.low <= answered <= told.high
    assert told.is_exact == (answered < asked - MARGIN)
    yes = data.draw(st.integers(0, answered))
    shown = yes_range(yes, told)
    assert shown.low <= yes <= shown.high
    assert shown.is_exact == (MARGIN < yes < told.low - MARGIN)
    assert shown.high >= MARGIN
    assert shown.low <= answered - MARGIN


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_figures_count_yes_by_unit_in_whatever_order_answers_come(unit, rng):
    answers = np.array([[rng.randrange(3) for _ in range(9)] for _ in unit], np.uint8)
    names = ["A", "B", "C", "D"]
    asked = [unit.count(place) + 3 for place in range(4)]
    figures = talk_figures(names, asked, np.array(unit), answers)
    turn = rng.sample(range(len(unit)), len(unit))
    assert talk_figures(names, asked, np.array(unit)[turn], answers[turn]) == figures
    assert TalkFigures.from_json(figures.to_json()) == figures
    assert figures.answered.low in {0, len(unit)}
    counts = np.count_nonzero(answers == TalkAnswer.YES, axis=0)
    for count, told in zip(counts, figures.yes, strict=False):
        assert told.low <= count <= told.high


def test_seven_and_five_answers_of_two_units():
    answers = np.full((12, 9), TalkAnswer.NO, np.uint8)
    answers[:3, 0] = TalkAnswer.YES  # Three of seven.
    answers[7:, 1] = TalkAnswer.YES  # All five.
    unit = np.array([0] * 7 + [1] * 5)
    figures = talk_figures(["Bidang A", "Bidang B"], [20, 8], unit, answers)
    first, second = figures.units
    assert (first.unit, first.answered, first.yes[:2]) == (
        "Bidang A", AnswerRange(7, 7), (AnswerRange(3, 3), AnswerRange(0, 2)))  # fmt: skip
    assert (second.answered, second.yes[:2]) == (
        AnswerRange(5, 5),
        (AnswerRange(0, 2), AnswerRange(3, 5)),
    )
    assert figures.yes[:2] == (AnswerRange(3, 5), AnswerRange(3, 7))


def test_nobody_answered():
    figures = talk_figures(["A"], [9], np.array([], np.int64), np.zeros((0, 9), np.uint8))
    assert figures == TalkFigures()
    assert figures.answered == AnswerRange(0, 0)
