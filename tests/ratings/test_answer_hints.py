"""The quiet questions before sending, each exactly where it begins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from berakhlak.instrument.catalogue import Instrument, parse_instrument, reference_source
from berakhlak.ratings.answer_hints import answer_hints

ALIKE, UNKNOWN = "Semua jawaban sama", "Tidak dapat menilai"


@pytest.fixture
def instrument(app: Flask) -> Iterator[Instrument]:
    with app.test_request_context():
        yield parse_instrument(reference_source())


@pytest.mark.parametrize(
    ("scores", "asked"),
    [
        ([4] * 9, None),
        ([4] * 10, ALIKE),
        ([4] * 21, ALIKE),
        ([4] * 9 + [3], None),
        ([4] * 9 + [0], None),  # What cannot be rated makes no pattern longer.
        ([4] * 10 + [0] * 10, ALIKE),
        ([4] * 10 + [5] + [0] * 11, None),  # Just half is not most.
        ([4] * 9 + [5] + [0] * 11, UNKNOWN),
        ([0], UNKNOWN),
        ([], None),
    ],
)
def test_a_question_is_asked_just_from_its_bound_on(
    instrument: Instrument, scores: list[int], asked: str | None
) -> None:
    codes = [behaviour.code for behaviour in instrument.behaviours] + ["lebih"]

    found = answer_hints(instrument, dict(zip(codes, scores, strict=False)))

    assert [asked in each for each in found if asked] == ([True] if asked else [])
    assert len(found) == (asked is not None)


@pytest.mark.parametrize("score", [1, 3, 5])
def test_equal_answers_are_told_in_the_words_of_their_own_step(
    instrument: Instrument, score: int
) -> None:
    codes = [behaviour.code for behaviour in instrument.behaviours]

    (found,) = answer_hints(instrument, dict.fromkeys(codes, score))

    assert f"“{instrument.steps[score - 1].label.in_language('id')}”" in found


def test_both_questions_may_be_asked_and_count_what_they_say(instrument: Instrument) -> None:
    codes = [behaviour.code for behaviour in instrument.behaviours]
    answers = dict.fromkeys(codes, 0) | dict.fromkeys(codes[:10], 2)

    alike, unknown = answer_hints(instrument, answers)

    assert ALIKE in alike
    assert "Pada 11 dari 21 perilaku" in unknown
