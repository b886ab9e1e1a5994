"""Practice before rating: short, skippable, and kept nowhere."""

from __future__ import annotations

import re

import pytest

from berakhlak.instrument.catalogue import REFERENCE_CODE, parse_instrument, reference_source
from berakhlak.instrument.practice import ERRORS, practice_for
from berakhlak.languages import LANGUAGES
from tests.support.pages import PageClient

WORDS_A_MINUTE = 150  # Slow: Brysbaert (2019) finds 238 for adults who read silently.
SECONDS_A_CHOICE = 8
MOST_SECONDS = 180


def test_every_value_has_three_stories_of_different_habits_and_steps() -> None:
    instrument, stories = parse_instrument(reference_source()), practice_for(REFERENCE_CODE)

    assert list(stories) == [value.code for value in instrument.values]
    for value in instrument.values:
        told = stories[value.code]
        assert len({each.error for each in told}) == len({each.fits for each in told}) == 3
        assert {each.behaviour for each in told} <= {each.code for each in value.behaviours}
        assert all(1 <= each.fits <= instrument.max_score for each in told)
    every = [each for told in stories.values() for each in told]
    assert {each.error for each in every} == set(ERRORS)
    assert {each.fits for each in every} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_value_is_read_and_answered_in_less_than_three_minutes(
    client: PageClient, language: str
) -> None:
    client.open(f"/latihan?lang={language}")
    for value in practice_for(REFERENCE_CODE):
        page = client.get(f"/latihan/{value}")
        words = len(page.one("main").get_text(" ", strip=True).split())
        choices = len(page.all("fieldset.practice"))
        seconds = words / WORDS_A_MINUTE * 60 + choices * SECONDS_A_CHOICE
        assert choices == 3
        assert seconds < MOST_SECONDS, (value, words, seconds)


def test_the_choices_stand_in_no_form_and_no_script_hears_of_them(client: PageClient) -> None:
    page = client.get("/latihan/AK")

    assert len(page.all("fieldset.practice input[type=radio]")) == 15
    assert page.all("form fieldset.practice, fieldset.practice [form]") == []
    assert [each for each in page.all("script") if each.get("src")] == []
    assert page.all("a[href='/tugas']"), "it can be skipped"
    assert "Set-Cookie" not in client.open("/latihan/AK").headers
    assert client.open("/latihan/AK").headers["Cache-Control"] == "no-store"


def test_the_answer_and_its_reason_follow_each_story(client: PageClient) -> None:
    page = client.get("/latihan/BP")

    why = [each.get_text(" ", strip=True) for each in page.all(".practice__why")]
    assert ["Jarang" in why[0], "Sering" in why[1], "Kadang-kadang" in why[2]] == [True] * 3
    fitting = [str(each["value"]) for each in page.all(".practice__radio--fits")]
    assert fitting == ["2", "4", "3"]
    assert re.search(r"boleh dilewati", page.text, re.IGNORECASE)


def test_there_is_no_practice_for_a_value_without_stories(client: PageClient) -> None:
    assert client.open("/latihan/XX").status_code == 404
