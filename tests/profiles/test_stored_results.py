"""What an earlier version froze and published is read, and keeps its words, for ever.

The files in `stored/` were written once by the version before groups became data, out of a closed
cycle: its policy as it lay in the database, and the frozen figures of the cycle, of one unit and of
one officer. They are never written anew: a test that fails here tells that profiles that are out
would say something else, or nothing.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from berakhlak.cycles.policy import Policy
from berakhlak.profiles.editions import build_form, figures_json
from berakhlak.profiles.printing import profile_html
from berakhlak.profiles.profile import OfficerIdentity, ProfileSource, ResultRelease
from berakhlak.statistics.frozen_result import CycleFigures, OfficerFigures, UnitFigures
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from tests.factories.profiles import instrument

STORED = Path(__file__).with_name("stored")
EDITIONS = [("full", "id"), ("full", "en"), ("standard", "id")]


def stored(name: str) -> str:
    return (STORED / name).read_text("utf-8")


def stored_profile() -> ProfileSource:
    """The officer of the files, under an invented name."""
    whole = CycleFigures.from_json(stored("cycle.json"))
    return ProfileSource(
        participant_id=101,
        identity=OfficerIdentity(
            name="Siti Rahmawati",
            nip="198001012000012001",
            position="Analis SDM Aparatur",
            rank="III/b",
            unit="Bidang Mutasi",
            agency="Badan Kepegawaian Daerah",
        ),
        release=ResultRelease(
            cycle="Semester I 2026",
            opens_on=date(2026, 5, 4),
            closes_on=date(2026, 5, 25),
            published_on=date(2026, 5, 29),
            rules_version="2",
            sha256="5e" * 32,
        ),
        figures=OfficerFigures.from_json(stored("officer.json")),
        instrument=instrument(),
        policy=Policy.from_json(stored("policy.json")),
        cutoffs=StatementCutoffs.of_frozen(whole.cutoffs),
    )


def words(form: str, language: str) -> str:
    """Everything that a printed profile says, drawings in words included."""
    page = BeautifulSoup(profile_html(build_form(stored_profile(), language, form)), "html.parser")
    return "\n".join(" ".join(text.split()) for text in page.stripped_strings) + "\n"


@pytest.mark.parametrize(("form", "language"), EDITIONS)
def test_a_stored_result_is_printed_in_the_words_of_its_day(form: str, language: str) -> None:
    assert words(form, language) == stored(f"{form}-{language}.txt")


def test_a_stored_policy_keeps_its_numbers() -> None:
    policy = Policy.from_json(stored("policy.json"))

    assert policy.weights == {
        "supervisor": 0.25,
        "peer": 0.3,
        "subordinate": 0.3,
        "citizen": 0.15,
    }
    assert policy.min_n == {"self": 1, "supervisor": 1, "peer": 4, "subordinate": 3, "citizen": 3}
    assert (policy.gap_threshold, policy.min_n_comments, policy.min_n_spread) == (0.6, 4, 8)


@pytest.mark.parametrize(
    ("figures", "file"),
    [(OfficerFigures, "officer"), (UnitFigures, "unit"), (CycleFigures, "cycle")],
)
def test_stored_figures_are_read_without_a_loss(figures: type, file: str) -> None:
    text = stored(f"{file}.json")

    assert json.loads(figures.from_json(text).to_json()) == json.loads(text)  # type: ignore[attr-defined]


def with_a_figure_of_tomorrow(node: object) -> object:
    """The same document with one more field in every object that has fields of its own."""
    if isinstance(node, list):
        return [with_a_figure_of_tomorrow(each) for each in node]
    if not isinstance(node, dict):
        return node
    grown = {name: with_a_figure_of_tomorrow(each) for name, each in node.items()}
    return {**grown, "figure_of_tomorrow": 4.2} if {"code", "status"} & node.keys() else grown


@pytest.mark.parametrize(("figures", "file"), [(OfficerFigures, "officer"), (UnitFigures, "unit")])
def test_a_figure_that_a_later_version_adds_breaks_no_result_that_is_out(
    figures: type, file: str
) -> None:
    text = stored(f"{file}.json")
    grown = json.dumps({**with_a_figure_of_tomorrow(json.loads(text)), "more": [1]})  # type: ignore[dict-item]

    assert grown != text
    assert figures.from_json(grown) == figures.from_json(text)  # type: ignore[attr-defined]


def test_the_figures_that_go_along_with_a_file_hold_the_policy_as_it_was_stored() -> None:
    source = replace(stored_profile(), policy_json=stored("policy.json"))

    assert json.loads(figures_json(source))["policy"] == json.loads(stored("policy.json"))
