"""Names, posts and units are printed whole in every official document, whatever their length."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from berakhlak.documents.pdf import render_pdf
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import profile_pdf
from berakhlak.profiles.profile import ProfileSource
from berakhlak.results.builder import agency_results, unit_results
from tests.documents.test_pdf import within_margins
from tests.factories.profiles import rendering_app, rich_officer
from tests.factories.results import results_source
from tests.results.test_report import html
from tests.support.pdf import text_of, word_boxes

MOST = 200  # Letters that an import takes.


def long(word: str) -> str:
    """A name of as many letters as an import takes, none of its words like another."""
    words: list[str] = []
    while len(" ".join(words)) < MOST:
        words.append(f"{word}{chr(97 + len(words))}{len(words)}")
    return " ".join(words)[:MOST].rstrip()


UNBROKEN = "Perpanjangan" * 16


def officer(**identity: str) -> ProfileSource:
    source = rich_officer()
    release = replace(source.release, cycle=identity.pop("cycle", source.release.cycle))
    return replace(source, identity=replace(source.identity, **identity), release=release)


@pytest.mark.parametrize("form", FORMS)
def test_a_profile_prints_every_name_whole(form: str, tmp_path: Path) -> None:
    names = {
        part: long(part.capitalize())
        for part in ("name", "position", "unit", "agency", "supervisor", "cycle")
    }
    with rendering_app().app_context():
        pdf = profile_pdf(build_form(officer(**names), form=form))

    # Margins of later pages may stand between two words; each word is its own.
    words = text_of(pdf, tmp_path).split()
    for part, name in names.items():
        assert set(name.split()) <= set(words), part
    assert "…" not in " ".join(words).replace("NIP …", "")
    assert all(within_margins(box) for box in word_boxes(pdf, tmp_path))


@pytest.mark.parametrize("form", FORMS)
def test_a_name_without_a_space_stays_within_the_page(form: str, tmp_path: Path) -> None:
    with rendering_app().app_context():
        pdf = profile_pdf(build_form(officer(name=UNBROKEN, unit=UNBROKEN), form=form))

    assert "".join(text_of(pdf, tmp_path).split()).count("Perpanjangan") >= 32
    assert all(within_margins(box) for box in word_boxes(pdf, tmp_path))


def test_reports_on_units_print_every_name_whole(tmp_path: Path) -> None:
    source = results_source()
    first = source.units[0]
    named = replace(
        source,
        agency=long("Dinas"),
        cycle=long("Siklus"),
        units=(replace(first, name=long("Bidang")), *source.units[1:]),
    )
    for results in (agency_results(named, "id"), unit_results(named, named.units[0], "id")):
        words = text_of(_pdf(results), tmp_path).split()
        for name in (long("Dinas"), long("Siklus"), long("Bidang")):
            assert set(name.split()) <= set(words)


def _pdf(results: Any) -> bytes:
    with rendering_app().app_context():
        return render_pdf(html(results), identifier=b"x")
