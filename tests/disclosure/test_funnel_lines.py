"""The funnel's lines do not tell who wrote a sheet, however exactly somebody measures them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

import numpy as np
import pytest

from berakhlak.results import funnel
from berakhlak.statistics.packed_sheets import PackedSheets
from tests.disclosure.funnel_attack import (
    Unit,
    attack,
    drawn,
    other_levels,
    other_writers,
    read_off,
    units_of,
)
from tests.factories.profiles import rendering_app
from tests.factories.results import unit
from tests.method.worlds import PEER, SCULLEN, Plan, draw_cycle

PLAN = {n: Plan(n_units=n, sizes=(6,), with_citizens=0, with_subordinates=0) for n in (2, 6)}
MOST = 8  # Guesses that are tried.
units = pytest.mark.parametrize("n_units", PLAN)


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


@cache
def sheets_of(n_units: int) -> tuple[PackedSheets, int]:
    """A small agency, and the place of a peer's sheet in it."""
    sheets = draw_cycle(0, SCULLEN, PLAN[n_units]).sheets
    return sheets, int(np.flatnonzero(sheets.group == PEER)[0])


@cache
def guessed(n_units: int) -> tuple[tuple[Unit, ...], ...]:
    """What is frozen of the units, first as it is, then for each guess."""
    guesses = islice(other_writers(*sheets_of(n_units)), MOST)
    return units_of(sheets_of(n_units)[0]), *map(units_of, guesses)


@pytest.fixture
def drawn_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """As without guards."""
    monkeypatch.setattr(funnel, "LEAST_LINED", 2)
    monkeypatch.setattr(funnel, "CHANCE_STEP", 1e-6)


@units
@pytest.mark.usefixtures("drawn_exactly")
def test_lines_drawn_exactly_are_read_exactly(n_units: int) -> None:
    found = guessed(n_units)[0]
    officers = unit(1, "").figures.values[0].n_officers
    middle = np.median([error for _apart, error in found])
    assert officers is not None
    assert read_off(drawn(found)) == pytest.approx(middle * officers**0.5, rel=0.005)


@pytest.mark.usefixtures("drawn_exactly")
def test_without_guards_lines_of_two_units_would_narrow_who_wrote_a_sheet() -> None:
    found = attack(guessed(2))
    assert found.left < found.guesses


def test_lines_of_few_units_tell_nothing_of_who_wrote_a_sheet() -> None:
    found = attack(guessed(2))
    assert found.guesses >= 5
    assert found.left == found.guesses


def test_lines_of_more_units_never_single_out_who_wrote_a_sheet() -> None:
    """Of six units they may tell a step apart; the writer is one of several still."""
    assert attack(guessed(6)).left > 1


def test_lines_tell_no_level_of_a_sheet_that_printed_differences_do_not_tell() -> None:
    """Who knows every other sheet has the level of the last one from the unit's mean."""
    found = [units_of(guess) for guess in other_levels(*sheets_of(2))]
    differences = {tuple(apart for apart, _error in units) for units in found}
    assert {read_off(drawn(units)) for units in found} == {None}
    assert len(differences) == len(found) > 1


@pytest.mark.parametrize("n_units", [2, 3, 4])
def test_under_five_units_nothing_of_their_errors_is_drawn(n_units: int) -> None:
    rng = np.random.default_rng(n_units)
    apart = rng.normal(0, 0.2, n_units).round(2)
    drawings = {
        (drawn(tuple(zip(apart.tolist(), errors, strict=True))).lines, scale)
        for errors in rng.uniform(0.05, 0.3, (20, n_units)).round(2).tolist()
        for scale in [drawn(tuple(zip(apart.tolist(), errors, strict=True))).rows]
    }
    assert len(drawings) == 1
    assert next(iter(drawings))[0] == ()
