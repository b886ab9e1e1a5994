"""The first lines of a profile: in every form, before any figure, and only what was decided."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import profile_pdf
from berakhlak.profiles.profile import ProfileSource
from tests.factories.profiles import (
    extreme_officer,
    rich_officer,
    unrated_officer,
    withheld_officer,
)
from tests.profiles.test_editions_pdf import pages_of
from tests.profiles.test_words_by_version import judged

OFFICERS = (rich_officer, withheld_officer, extreme_officer)


def decided(make: Any = rich_officer, advice: tuple[str, ...] = ("BP2", "KB1")) -> ProfileSource:
    """An officer of rules version 2 with advice and with behaviours above the average."""
    source = judged(["undecided"], ["higher", "undecided", "lower"], given=make())
    return replace(source, figures=replace(source.figures, advice=advice))


def undecided(make: Any = rich_officer) -> ProfileSource:
    return judged(["undecided"], [None], given=make())


@pytest.mark.parametrize("make", OFFICERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("form", FORMS)
def test_the_first_page_says_what_to_keep_and_one_thing_to_try(
    form: str, make: Any, tmp_path: Path
) -> None:
    first = pages_of(profile_pdf(build_form(decided(make), form=form)), tmp_path)[0]
    words = " ".join(first.split())
    places = [
        words.find(said) for said in ("Pertahankan:", "Coba satu hal:", "Coba:", "Bicarakan:")
    ]
    assert -1 not in places
    assert places == sorted(places)
    if form != "full":
        assert places[-1] < words.index("Diri dan orang lain")
        assert "disesuaikan" not in words


@pytest.mark.parametrize("make", [*OFFICERS, unrated_officer], ids=lambda make: make.__name__)
@pytest.mark.parametrize("language", ["id", "en"])
def test_where_nothing_can_be_said_it_is_said_kindly(make: Any, language: str) -> None:
    opening = build_profile(undecided(make), language).opening
    assert opening is not None
    assert (opening.keep, opening.attempt) == ("", "")
    assert "atasan" in opening.kindly or "supervisor" in opening.kindly


def test_the_one_thing_is_the_first_of_the_frozen_advice() -> None:
    source = decided()
    opening = build_profile(source).opening
    assert opening is not None
    texts = {each.code: each.text.id for each in source.instrument.behaviours}
    assert opening.attempt == texts["BP2"].rstrip(".")
    assert opening.suggestion
    assert opening.question


def test_profiles_of_the_first_rules_get_no_new_words() -> None:
    assert build_profile(rich_officer()).opening is None


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_undecided_is_named_as_worth_keeping_and_the_level_stands_instead(
    language: str,
) -> None:
    source = undecided()
    advised = replace(source, figures=replace(source.figures, advice=("BP2",)))
    some = judged(["undecided"], ["undecided"], given=source)
    for each in (advised, replace(some, figures=replace(some.figures, advice=("BP2",)))):
        opening = build_profile(each, language).opening
        assert opening is not None
        assert (opening.keep, opening.kindly) == ("", "")
        assert opening.attempt
        assert "“" in opening.level
