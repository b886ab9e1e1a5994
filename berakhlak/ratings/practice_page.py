"""/latihan: three short stories to practise rating with. Nothing of it is sent, so none is kept.

The choices stand in no form: whether one fits is shown by the style sheet, on the reader's screen.
"""

from __future__ import annotations

from flask import render_template
from flask_babel import get_locale

from berakhlak.errors import NotFound
from berakhlak.instrument.catalogue import (
    REFERENCE_CODE,
    Instrument,
    reference_source,
)
from berakhlak.instrument.models import cached_instrument
from berakhlak.instrument.practice import practice_for
from berakhlak.ratings.blueprint import blueprint
from berakhlak.ratings.practice_words import drawn_stories, error_names
from berakhlak.web.guards import open_to_all


class NothingToPractise(NotFound):
    """No stories belong to this value."""


@blueprint.get("/latihan")
@open_to_all
def practice_overview() -> str:
    """The values that can be practised, each in about three minutes."""
    instrument, known = _practised(), practice_for(REFERENCE_CODE)
    values = [each for each in instrument.values if each.code in known]
    return render_template("ratings/practice_overview.html", values=values, errors=error_names())


@blueprint.get("/latihan/<value_code>")
@open_to_all
def practice_page(value_code: str) -> str:
    """Three stories on one value. Raises NothingToPractise."""
    instrument, known = _practised(), practice_for(REFERENCE_CODE)
    values = [each for each in instrument.values if each.code in known]
    place = next((n for n, each in enumerate(values) if each.code == value_code), None)
    if place is None:
        raise NothingToPractise
    after = values[(place + 1) % len(values)]
    return render_template(
        "ratings/practice.html",
        value=values[place],
        number=place + 1,
        stories=drawn_stories(instrument, known[value_code], str(get_locale())),
        after=after,
    )


def _practised() -> Instrument:
    return cached_instrument(reference_source())
