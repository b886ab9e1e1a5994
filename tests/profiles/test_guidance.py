"""Advice is data, complete for the reference questionnaire, and chosen by rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berakhlak.profiles import guidance
from berakhlak.profiles.profile import ProfileSource
from tests.factories.profiles import (
    extreme_officer,
    instrument,
    rich_officer,
    unrated_officer,
    withheld_officer,
)


def test_every_behaviour_has_one_step_and_one_question_in_both_languages() -> None:
    known = guidance.guidance_for("berakhlak-2021")
    assert set(known) == {behaviour.code for behaviour in instrument().behaviours}
    for each in known.values():
        for text in (each.suggestion, each.question):
            assert text.id.strip()
            assert text.en.strip()
            assert text.id != text.en
        assert each.question.id.endswith("?")
        assert each.question.en.endswith("?")
        assert each.suggestion.id.endswith(".")
        assert each.suggestion.en.endswith(".")
    suggestions = [each.suggestion.id for each in known.values()]
    assert len(set(suggestions)) == len(suggestions)


def wordings(source: ProfileSource, behaviours: list[str]) -> list[str]:
    words = {each.code: each.text.id for each in source.instrument.behaviours}
    return [words[code] for code in behaviours]


def test_blind_spots_come_first_the_widest_leading() -> None:
    source = rich_officer()
    rows = [row for value in source.figures.values for row in value.behaviours]
    blind = [row for row in rows if row.johari == "blind_spot"]
    widest = max(blind, key=lambda row: (row.self_score or 0) - (row.others or 0))
    chosen = guidance.priority_advice(source, "id")
    assert len(chosen) == 3
    assert [chosen[0].behaviour] == wordings(source, [widest.code])


def test_without_blind_spots_the_least_seen_below_the_threshold_comes_first() -> None:
    source = withheld_officer()
    values = tuple(
        replace(value, behaviours=tuple(replace(row, johari=None) for row in value.behaviours))
        for value in source.figures.values
    )
    plain = replace(source, figures=replace(source.figures, values=values))
    least = min(
        (row for value in values for row in value.behaviours), key=lambda row: row.others or 9
    )
    assert [guidance.priority_advice(plain, "id")[0].behaviour] == wordings(plain, [least.code])


def test_strengths_are_never_below_the_threshold() -> None:
    assert guidance.strength_advice(extreme_officer(), "id") == ()
    source = rich_officer()
    rows = {row.code: row for value in source.figures.values for row in value.behaviours}
    words = {each.text.id: each.code for each in source.instrument.behaviours}
    for each in guidance.strength_advice(source, "id"):
        assert (rows[words[each.behaviour]].others or 0) >= source.policy.strength_threshold


def test_no_behaviour_is_both_a_priority_and_a_strength() -> None:
    source = rich_officer()
    work = {each.behaviour for each in guidance.priority_advice(source, "id")}
    keep = {each.behaviour for each in guidance.strength_advice(source, "id")}
    assert not work & keep


def test_nobody_rated_means_no_advice() -> None:
    assert guidance.priority_advice(unrated_officer(), "id") == ()
    assert guidance.strength_advice(unrated_officer(), "id") == ()


@pytest.mark.parametrize("code", ["own-instrument", "../secret"])
def test_a_questionnaire_without_guidance_gets_plain_words(code: str) -> None:
    source = rich_officer()
    own = replace(source, instrument=replace(source.instrument, code=code))
    advice = guidance.priority_advice(own, "id")[0]
    assert advice.suggestion.startswith("Sepakati satu kesempatan")
    assert advice.question.endswith("?")
