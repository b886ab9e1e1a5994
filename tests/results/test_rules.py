"""What a report calls a strength or a need, by rules that it states."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.results.rules import (
    ERRORS,
    NOTABLE,
    ComparedValue,
    compare_with_agency,
    difference_shade,
    outstanding_needs,
    outstanding_strengths,
)
from berakhlak.statistics.frozen_result import CellStatus, UnitFigures, UnitValue
from config import ROOT
from tests.factories.results import shown, whole, withheld
from tests.web.test_look import VISION

SHADES = ("far-below", "below", "near", "above", "far-above")
scores = st.integers(100, 500).map(lambda hundredths: hundredths / 100)


def beside(mean: float, *, sd: float = 0.4, n: int = 16) -> ComparedValue:
    """Loyal in a unit, beside an agency mean of 3.70."""
    [row] = compare_with_agency(
        UnitFigures(values=(shown("LY", mean, sd=sd, n=n),)), whole(), ["LY"]
    )
    return row


@given(mean=scores, sd=scores, n=st.integers(1, 90))
def test_only_a_difference_beyond_both_limits_stands_out(mean: float, sd: float, n: int) -> None:
    row = beside(mean, sd=sd, n=n)
    assert row.difference == pytest.approx(mean - 3.7)
    assert row.stands_out == (
        abs(row.difference or 0) >= NOTABLE and abs(row.difference or 0) > ERRORS * sd / sqrt(n)
    )
    assert (row in outstanding_strengths([row])) == (row.stands_out and mean > 3.7)
    assert (row in outstanding_needs([row])) == (row.stands_out and mean < 3.7)


@pytest.mark.parametrize(("mean", "names"), [(3.9, "LY"), (3.89, ""), (3.5, "LY"), (3.51, "")])
def test_the_limit_itself_counts(mean: float, names: str) -> None:
    row = beside(mean, sd=0.1)
    assert (
        "".join(each.code for each in [*outstanding_strengths([row]), *outstanding_needs([row])])
        == names
    )


def test_a_withheld_value_or_one_without_spread_never_stands_out() -> None:
    hidden = UnitValue(code="LY", status=CellStatus.SUPPRESSED, n_officers=4, mean=5.0, sd=0.1)
    lone = UnitValue(code="AK", status=CellStatus.SHOWN, n_officers=9, mean=5.0)
    rows = compare_with_agency(UnitFigures(values=(hidden, lone)), whole(), ["LY", "AK", "BP"])
    assert [row.stands_out for row in rows] == [False] * 3
    assert [row.difference for row in rows] == [None, pytest.approx(1.3), None]
    assert rows[2].figure.status is CellStatus.NONE


def test_the_farthest_comes_first() -> None:
    values = (shown("LY", 4.0), shown("AK", 4.2), shown("BP", 3.2), shown("KP", 3.1))
    rows = compare_with_agency(UnitFigures(values=values), whole(), ["LY", "AK", "BP", "KP"])
    assert [row.code for row in outstanding_strengths(rows)] == ["AK", "LY"]
    assert [row.code for row in outstanding_needs(rows)] == ["KP", "BP"]


@given(scores)
def test_colours_are_symmetric_and_follow_the_difference(size: float) -> None:
    mirrored = {name: SHADES[-1 - place] for place, name in enumerate(SHADES)}
    assert difference_shade(-size / 10) == mirrored[difference_shade(size / 10)]
    assert SHADES.index(difference_shade(size / 10)) >= 2


def test_no_difference_has_no_colour() -> None:
    assert (
        difference_shade(None),
        difference_shade(0.0),
        difference_shade(-0.1),
        difference_shade(0.2),
    ) == (
        "shown",
        "near",
        "below",
        "far-above",
    )
    assert not compare_with_agency(UnitFigures(values=(withheld("LY"),)), whole(), ["LY"])[
        0
    ].stands_out


def _colours() -> dict[str, np.ndarray]:
    text = (ROOT / "static/css/tokens.css").read_text("utf-8")
    found = {}
    for name in SHADES:
        code = text.split(f"--heat-{name}: #")[1][:6]
        encoded = np.array([int(code[at : at + 2], 16) for at in (0, 2, 4)]) / 255
        found[name] = np.where(
            encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4
        )
    return found


def test_figures_can_be_read_on_every_colour() -> None:
    ink = 0.0222  # Luminance of --ink.
    for name, colour in _colours().items():
        contrast = (float(colour @ [0.2126, 0.7152, 0.0722]) + 0.05) / (ink + 0.05)
        assert contrast >= 4.5, name


@pytest.mark.parametrize("sight", VISION)
def test_below_and_above_differ_for_colour_blind_eyes(sight: str) -> None:
    seen = {name: VISION[sight] @ colour for name, colour in _colours().items()}
    for one, other in (("far-below", "far-above"), ("below", "above"), ("far-below", "below")):
        assert np.linalg.norm(seen[one] - seen[other]) > 0.1, (one, other)
