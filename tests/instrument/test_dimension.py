"""An instrument says what it measures, and what a kind of post requires of it."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from berakhlak.instrument.catalogue import (
    DATA_FOLDER,
    REQUIRED_LEVELS,
    InstrumentInvalid,
    parse_instrument,
    reference_source,
)
from berakhlak.instrument.wording import all_of_them, own_answers, own_wording_sentence
from berakhlak.people.models import PositionLevel
from tests.factories.instruments import SIZES
from tests.factories.profiles import rendering_app

SHIPPED = [file for file in sorted(DATA_FOLDER.glob("*.toml")) if file.name.count(".") == 1]


@pytest.fixture(params=["id", "en"])
def language(request):
    with rendering_app().test_request_context(), force_locale(request.param):
        yield request.param


def of_size(size):
    return parse_instrument(SIZES[size].read_text("utf-8"))


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_instrument_that_is_shipped_is_valid_and_says_whose_words_it_has(file):
    instrument = parse_instrument(file.read_text("utf-8"))

    assert instrument.own_wording == (instrument.code != "berakhlak-2021")
    assert any(behaviour.for_citizens for behaviour in instrument.behaviours) or (
        instrument.code == "teknis-contoh"
    )


def test_an_instrument_that_does_not_say_what_it_measures_speaks_of_values():
    words = parse_instrument(reference_source()).dimension.words("en")

    assert (words["dimension"], words["Dimensions"]) == ("value", "Values")


def test_the_number_of_them_is_said_in_words(language):
    expected = {"id": "Kesembilan kompetensi", "en": "All nine competences"}

    assert all_of_them(of_size(9), 9) == expected[language]
    assert "9" not in all_of_them(of_size(9), 8)


def test_answers_of_ones_own_are_counted_where_every_value_has_as_many(language):
    three, mixed = own_answers(of_size(9)), own_answers(of_size(12))

    assert three == {"id": "tiga jawaban sendiri", "en": "three answers of one's own"}[language]
    assert mixed == {"id": "beberapa jawaban sendiri", "en": "a few answers of one's own"}[language]


def test_own_wording_is_told_and_a_regulation_is_not_called_so(language):
    assert own_wording_sentence(of_size(9))
    assert not own_wording_sentence(parse_instrument(reference_source()))


def test_levels_are_required_of_the_kinds_of_post_that_people_have():
    assert set(REQUIRED_LEVELS) == set(PositionLevel)
    assert of_size(9).values[0].required["pengawas"] == 2


@pytest.mark.usefixtures("english_run")
@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("fungsional = 3", "fungsional must be a whole number"),
        ("fungsional = 3", "required knows only"),
        ("fungsional = 3", "above the scale"),
    ],
)
def test_a_requirement_that_cannot_be_met_is_refused(broken, message):
    worse = {
        "fungsional must be a whole number": 'fungsional = "3"',
        "required knows only": "juru_parkir = 3",
        "above the scale": "fungsional = 9",
    }
    source = SIZES[5].read_text("utf-8").replace(broken, worse[message])

    with pytest.raises(InstrumentInvalid, match=message):
        parse_instrument(source)


def test_a_competence_may_ask_for_another_level_than_the_instrument():
    source = (
        SIZES[5]
        .read_text("utf-8")
        .replace('code = "V01"', 'code = "V01"\nrequired = { fungsional = 4 }')
    )
    first, second, *_rest = parse_instrument(source).values

    assert (first.required["fungsional"], second.required["fungsional"]) == (4, 3)
