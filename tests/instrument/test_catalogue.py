"""An instrument is data, and broken data are refused with the place and the mend."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.instrument.answers import NOT_ASKED, pack_answers
from berakhlak.instrument.catalogue import (
    ExtraQuestion,
    InstrumentInvalid,
    parse_instrument,
    reference_source,
)
from berakhlak.instrument.dimension import BilingualText
from berakhlak.rating_scale import CANNOT_RATE

REFERENCE = parse_instrument(reference_source())
CODES = [behaviour.code for behaviour in REFERENCE.behaviours]


def test_the_reference_has_seven_values_of_three_behaviours_and_five_steps():
    assert [len(value.behaviours) for value in REFERENCE.values] == [3] * 7
    assert [step.score for step in REFERENCE.steps] == [1, 2, 3, 4, 5]


def test_the_reference_speaks_both_languages_everywhere():
    texts = [REFERENCE.title, REFERENCE.cannot_rate]
    texts += [text for step in REFERENCE.steps for text in (step.label, step.meaning)]
    texts += [text for value in REFERENCE.values for text in (value.name, value.definition)]
    texts += [behaviour.text for behaviour in REFERENCE.behaviours]

    assert all(text.id and text.en for text in texts)
    assert REFERENCE.values[0].name.in_language("en") == "Service-Oriented"


def test_citizens_are_asked_fewer_behaviours_than_colleagues():
    asked = [behaviour for behaviour in REFERENCE.behaviours if behaviour.for_citizens]

    assert 0 < len(asked) < len(REFERENCE.behaviours)


@pytest.mark.usefixtures("english_run")
@pytest.mark.parametrize(
    ("broken", "mended", "message"),
    [
        ('code = "BP1"', 'code = "BP2"', "BP2 is used twice"),
        ("version = 1", 'version = "one"', "version must be a whole number"),
        ("score = 3", "score = 4", "score must be 3"),
        ('name = { id = "Loyal", en = "Loyal" }', 'name = { id = "Loyal" }', "needs wording"),
        ("for_citizens = true", 'for_citizens = "yes"', "true or false"),
        ("[[step]]", "[[steps]]", "needs at least one"),
        ("version = 1", "version = ", "not valid TOML"),
    ],
)
def test_a_broken_instrument_is_refused_with_its_place(broken, mended, message):
    source = reference_source()
    assert broken in source

    with pytest.raises(InstrumentInvalid, match=message):
        parse_instrument(source.replace(broken, mended, 1 if "step" not in broken else -1))


@given(
    answers=st.dictionaries(st.sampled_from(CODES), st.integers(CANNOT_RATE, REFERENCE.max_score))
)
def test_answers_survive_packing(answers):
    packed = pack_answers(REFERENCE, answers)

    assert list(packed) == [answers.get(code, NOT_ASKED) for code in CODES]


def test_a_question_with_a_longer_scale_than_others_takes_its_last_step():
    words = BilingualText("?", "?")
    extra = ExtraQuestion("TAMBAHAN", words, (words,) * 9, words)
    longer = replace(REFERENCE, extras=(extra,))
    last = 9

    assert pack_answers(longer, {"TAMBAHAN": last})[-1] == last > REFERENCE.max_score
    for code, score in (("TAMBAHAN", last + 1), ("BP1", REFERENCE.max_score + 1)):
        with pytest.raises(ValueError, match=code):
            pack_answers(longer, {code: score})


@pytest.mark.parametrize("answers", [{"XX": 3}, {"BP1": 6}, {"BP1": -1}])
def test_answers_off_the_form_are_refused(answers):
    with pytest.raises(ValueError, match=r"XX|BP1"):
        pack_answers(REFERENCE, answers)
