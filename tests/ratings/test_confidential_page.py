"""Who sees an answer, so short that nobody has to study it."""

from __future__ import annotations

import re

import pytest

from tests.support.pages import Page, PageClient

MOST_WORDS = 60


@pytest.fixture(params=["id", "en"])
def page(request: pytest.FixtureRequest, client: PageClient) -> Page:
    client.open(f"/siapa-melihat?lang={request.param}")
    found = client.get("/siapa-melihat")
    assert found.one("html")["lang"] == request.param
    return found


def parts(page: Page) -> dict[str, str]:
    found = {
        name: " ".join(each.get_text(" ", strip=True) for each in page.all(selector))
        for name, selector in (
            ("path", ".answer-path"),
            ("readers", "main dl"),
            ("also", "main ul"),
        )
    }
    assert all(found.values())
    return found


def test_each_part_of_the_page_has_fewer_than_sixty_words(page: Page) -> None:
    counts = {name: len(words.split()) for name, words in parts(page).items()}

    assert {name: n for name, n in counts.items() if n >= MOST_WORDS} == {}


def test_it_says_in_three_sentences_and_pictures_what_becomes_of_an_answer(page: Page) -> None:
    steps = page.all(".answer-path > li")

    assert len(steps) == 3
    for step in steps:
        (sentence,) = step.select("p")
        assert re.findall(r"[.!?;:]", sentence.get_text(strip=True)) == ["."]
        (picture,) = step.select("svg")
        assert picture["aria-hidden"] == "true"


def test_every_reader_of_answers_has_a_line(page: Page) -> None:
    readers = [each.get_text(" ", strip=True) for each in page.all("main dl dt")]

    assert len(readers) == len(set(readers)) == 5
