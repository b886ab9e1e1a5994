"""What a post requires stands beside what was seen, where the instrument names its kind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask_babel import force_locale

from berakhlak.profiles.requirement import build_requirement
from tests.factories.profiles import rendering_app, rich_officer


def officer_with(required, *, level="fungsional", **figures):
    """An officer whose values all show the same figures, in a post that requires a level."""
    source = rich_officer()
    values = tuple(replace(value, **figures) for value in source.figures.values)
    asked = tuple(replace(value, required=required) for value in source.instrument.values)
    return replace(
        source,
        identity=replace(source.identity, level=level),
        figures=replace(source.figures, values=values),
        instrument=replace(source.instrument, values=asked),
    )


def built(source):
    with rendering_app().test_request_context(), force_locale("id"):
        return build_requirement(source, "id")


@pytest.mark.parametrize(
    ("others", "sem", "word"),
    [(4.0, 0.1, "memenuhi"), (2.0, 0.1, "di bawah tuntutan"), (2.9, 0.3, "belum dapat dikatakan")],
)
def test_the_verdict_goes_beyond_the_error_or_stays_open(others, sem, word):
    found = built(officer_with({"fungsional": 3}, others=others, sem=sem))

    assert {row.entries[-1].text for row in found.table.sections[0].rows} == {word}
    assert found.table.sections[0].rows[0].entries[0].text == "3,00"
    assert "bukan asesmen" in found.sentences[1]


def test_a_figure_without_a_standard_error_is_not_judged():
    found = built(officer_with({"fungsional": 3}, others=1.0, sem=None))

    assert {row.entries[-1].text for row in found.table.sections[0].rows} == {
        "belum dapat dikatakan"
    }


@pytest.mark.parametrize("required", [{}, {"pengawas": 2}])
def test_posts_of_which_nothing_is_required_have_no_table(required):
    assert built(officer_with(required, others=4.0, sem=0.1)) is None
