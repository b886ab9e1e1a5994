"""What a printer without colours leaves of the heat map."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
import pytest

from berakhlak.documents.pdf import render_pdf
from berakhlak.results.builder import agency_results
from berakhlak.results.printing import results_html
from tests.factories.profiles import rendering_app
from tests.factories.results import UNITS, judged, version_2
from tests.support.pdf import opened


@pytest.fixture(autouse=True)
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def test_a_unit_below_is_hatched_and_one_above_is_not() -> None:
    below, above = hatchings("lower", -0.3), hatchings("higher", 0.3)
    assert below > above  # The legend has one in both.
    assert hatchings("undecided", -0.3) == above


def hatchings(verdict: str, difference: float) -> int:
    """How many areas of the report are painted with a pattern."""
    units = (judged(UNITS[0], verdict, difference), judged(UNITS[1], "undecided", 0.0))
    pdf = opened(render_pdf(results_html(agency_results(version_2(units=units), "id"))))
    kinds = (each for each in pdf.objects if isinstance(each, pikepdf.Dictionary))
    return sum("/ShadingType" in each for each in kinds)
