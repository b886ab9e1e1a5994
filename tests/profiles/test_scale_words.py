"""A scale of levels is told in words of levels: nothing reads as if competence were seen often."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from itertools import cycle

import pytest
from flask_babel import force_locale

from berakhlak.instrument.catalogue import DATA_FOLDER, Instrument, parse_instrument
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.full.builder import build_full_profile
from berakhlak.profiles.profile import ProfileSource
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.report import ResultsSource
from berakhlak.statistics.statements import DifferenceStatement, GroupDifference
from tests.factories.profiles import extreme_officer, rich_officer
from tests.factories.results import results_source, version_2

SHIPPED = [
    parse_instrument(file.read_text("utf-8"))
    for file in sorted(DATA_FOLDER.glob("*.toml"))
    if file.name.count(".") == 1  # Others are of a questionnaire.
]
LEVELS = [each for each in SHIPPED if each.asks_level]
OFTEN = re.compile(r"\b(?:sering\w*|jarang\w*|kerap|often|seldom|rarely|frequen\w+)\b", re.I)
OF_CHANCE = (  # How often a figure moves by chance, or a rater cannot tell: of no behaviour.
    "Angka kecil bedanya sering kebetulan",
    "Small differences are often chance",
    "naik atau turunnya satu angka sering hanya karena",
    "a single figure often rises or falls only because",
    # Advice on the work itself.
    "yang paling sering dikeluhkan",
    "Pekerjaan mana yang sering kembali untuk diperbaiki",
    "Which work often comes back for correction",
    "yang paling jarang bicara",
    "yang pendapatnya paling jarang terdengar",
    "Paling sering tidak dapat menilai",
    "Most often cannot rate",
)


def on_scale(instrument: Instrument) -> Instrument:
    """The questions of the figures at hand, on the scale of another instrument."""
    asked = rich_officer().instrument
    return replace(instrument, values=asked.values)


def with_verdicts(source: ProfileSource, *verdicts: str) -> ProfileSource:
    """Of rules version 2, where these verdicts take turns on values and behaviours."""
    turns = cycle(verdicts)

    def stated() -> DifferenceStatement:
        return DifferenceStatement(verdict=next(turns), estimate=0.4, standard_error=0.1)

    values = tuple(
        replace(
            value,
            gap_statement=stated(),
            behaviours=tuple(replace(row, contrast=stated()) for row in value.behaviours),
        )
        for value in source.figures.values
    )
    between = GroupDifference(
        value=values[0].code, first="peer", second="subordinate", difference=1
    )
    advice = tuple(row.code for row in values[0].behaviours)
    figures = replace(source.figures, values=values, group_difference=between, advice=advice)
    return replace(source, figures=figures, release=replace(source.release, rules_version="2"))


def officers() -> list[ProfileSource]:
    """Of both versions of the rules, with everything that a profile can say of behaviours."""
    given = rich_officer()
    verdicts = (("higher", "lower"), ("higher",), ("lower",), ("undecided",))
    alike = replace(
        given,
        figures=replace(
            given.figures,
            values=tuple(
                replace(v, behaviours=tuple(replace(b, others=v.others) for b in v.behaviours))
                for v in given.figures.values
            ),
        ),
    )
    seeds = [rich_officer(seed=random.Random(n).randrange(999)) for n in range(4)]
    guarded = [with_verdicts(given, *each) for each in verdicts]
    return [given, extreme_officer(), alike, *seeds, *guarded]


def told_of(source: ProfileSource, language: str) -> str:
    profile = build_profile(source, language)
    return f"{profile}{build_full_profile(profile, source, language)}"


def reports(source: ResultsSource, language: str) -> str:
    units = [unit_results(source, each, language) for each in source.units]
    return f"{agency_results(source, language)}{units}"


def words_of_frequency(said: str) -> list[str]:
    for phrase in OF_CHANCE:
        said = said.replace(phrase, "")
    return [said[max(0, found.start() - 60) : found.end() + 30] for found in OFTEN.finditer(said)]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("instrument", LEVELS, ids=lambda each: each.code)
def test_profiles_and_results_of_levels_hold_no_word_of_frequency(
    instrument: Instrument, language: str
) -> None:
    scale = on_scale(instrument)
    with force_locale(language):
        said = [told_of(replace(each, instrument=scale), language) for each in officers()]
        for source in (results_source(), version_2()):
            said.append(reports(replace(source, instrument=scale), language))
    assert [words for each in said for words in words_of_frequency(each)] == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_profiles_of_frequency_keep_their_words(language: str) -> None:
    with force_locale(language):
        said = " ".join(told_of(each, language) for each in officers())
    kept = {
        "id": ("Lebih sering terlihat", "Paling jarang terlihat", "Diri melihat lebih sering"),
        "en": ("Seen more often", "Seen least often", "Self sees it more often"),
    }
    assert [words for words in kept[language] if words not in said] == []


@pytest.mark.parametrize("instrument", LEVELS, ids=lambda each: each.code)
def test_the_texts_of_a_questionnaire_of_levels_hold_no_word_of_frequency(
    instrument: Instrument,
) -> None:
    steps = [text for step in instrument.steps for text in (step.label, step.meaning)]
    asked = [each.text for each in instrument.behaviours]
    asked += [text for value in instrument.values for text in (value.name, value.definition)]
    said = " ".join(f"{text.id} {text.en}" for text in (*steps, *asked))
    assert words_of_frequency(said) == []
