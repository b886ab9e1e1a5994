"""Attacks on single cells: agreement, minimums, bars, and what a pinned behaviour gives away."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure import cells
from berakhlak.disclosure.attack import RecoveredFigure
from berakhlak.disclosure.published import PlacedCell, PublicRules, is_shown, is_suppressed
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.statistics.frozen_result import CellFigures, CellStatus

SETTING = PublicRules(parse_instrument(reference_source()), Policy())
SHOWN, HELD, NONE = CellStatus.SHOWN, CellStatus.SUPPRESSED, CellStatus.NONE


def cell(n: int | None, mean: float | None, status: CellStatus = SHOWN, **more: Any) -> CellFigures:
    return CellFigures(status=status, n=n, mean=mean, **more)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (cell(3, 5.0), "unanimous"),
        (cell(3, 1.0), "unanimous"),
        (cell(3, 4.67), "nearly"),
        (cell(3, 1.33), "nearly"),
        (cell(3, 4.33), None),
        (cell(3, 1.67), None),
        (cell(200, 5.0), None),  # Its rounding leaves more than one sum.
        (cell(None, 5.0), None),
        (cell(3, None), None),
    ],
)
def test_agreement_of_all_or_all_but_one_is_counted(given: CellFigures, kind: str | None) -> None:
    assert list(cells._agreement(given, 5)) == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (cell(3, 5.0), "unanimous_values"),
        (cell(3, 1.0), "unanimous_values"),
        (cell(3, 4.89), "nearly_values"),  # One rater is off by one step in one of three.
        (cell(3, 1.11), "nearly_values"),
        (cell(3, 4.78), None),
        (cell(3, 3.0), None),
        (cell(None, 5.0), None),
        (cell(3, None), None),
    ],
)
def test_agreement_on_a_whole_value_is_counted(given: CellFigures, kind: str | None) -> None:
    assert list(cells._value_agreement(given, 3, 5)) == ([kind] if kind else [])


def test_a_pinned_behaviour_is_recovered_and_an_impossible_one_unexplained() -> None:
    source = FigurePlace(owner="Budi", subject=FigureKind.MEAN, group="peer", value="Nilai")
    target = replace(source, item="AK2")

    known = {"source": source, "target": target}
    assert cells._pinned(RecoveredFigure(2.0, 2.5, (1, 2)), target, source) == AuditFinding(
        leak=LeakKind.RECOVERED, low=2.0, high=2.5, **known
    )
    assert cells._pinned(RecoveredFigure(0, 0, ()), target, source) == AuditFinding(
        leak=LeakKind.UNEXPLAINED, **known
    )


def at_of(given: CellFigures, group: str = Relation.PEER) -> PlacedCell:
    value: Any = type("Value", (), {"code": "AK", "behaviours": (), "cells": {}})
    return PlacedCell(given, "Budi", group, value, None, SETTING)


@pytest.mark.parametrize(
    ("given", "group", "is_found"),
    [
        (cell(3, 3.0), Relation.PEER, False),
        (cell(2, 3.0), Relation.PEER, True),
        (cell(None, 3.0), Relation.PEER, True),
        (cell(1, 3.0), Relation.SUPERVISOR, False),
        (cell(None, None, HELD), Relation.PEER, False),
        (cell(2, None, HELD), Relation.PEER, True),
        (cell(None, None, HELD, sd=0.5), Relation.PEER, True),
        (cell(None, None, HELD, low=0.5), Relation.PEER, True),
        (cell(None, None, NONE, high=0.5), Relation.PEER, True),
        (cell(5, 3.0, HELD), Relation.PEER, True),
    ],
)
def test_no_number_is_printed_below_the_minimum(
    given: CellFigures, group: str, is_found: bool
) -> None:
    assert cells._is_below_minimum(at_of(given, group), SETTING) == is_found


@pytest.mark.parametrize(
    ("more", "is_found"),
    [
        ({"low": 0.0, "high": 0.0}, False),
        ({"low": 0.009, "high": -0.009}, False),
        ({"low": 0.011, "high": 0.0}, True),
        ({"low": 0.0, "high": 0.011}, True),
        ({"low": 0.0}, True),
        ({"high": 0.0}, True),
        ({"low": 0.0, "high": 0.0, "sd": 0.5}, True),
        ({"sd": 0.5}, True),
    ],
)
def test_a_bar_that_is_printed_is_the_one_that_follows(
    more: dict[str, float], is_found: bool
) -> None:
    ends = dict(zip(("low", "high"), bar(cell(8, 3.0)) or (), strict=True))
    printed = {name: off + ends.get(name, 0.0) for name, off in more.items()}
    at, constants = at_of(cell(8, 3.0, **printed)), type("Known", (), {"shifts": {}} | CONSTANTS)
    assert cells._has_spread(at.cell)
    assert not cells._has_spread(cell(8, 3.0))

    found = list(cells._attack_bar(at, constants, SETTING))  # type: ignore[arg-type]

    place = replace(at.place, subject=FigureKind.SPREAD)
    assert found == ([AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)] if is_found else [])


CONSTANTS: dict[str, Any] = {
    "variance": {"AK": {"peer": 0.5}},
    "factor": {"AK": {"peer": 0.1}},
    "centre": {"AK": {"peer": 4.0}},
}


def bar(given: CellFigures, **changed: Any) -> tuple[float, float] | None:
    known = {"shifts": {}} | CONSTANTS | changed
    constants: Any = type("Known", (), known)
    found: tuple[float, float] | None = cells._bar(given, Relation.PEER, "AK", constants, 5)
    return found


def test_a_bar_follows_from_n_the_mean_and_the_constants_of_the_cycle() -> None:
    drawn = (8 * 3.0 + 2 * 4.0) / 10
    half = 1.959963984540054 * math.sqrt(max(0.5, 0.1 * (drawn - 1) * (5 - drawn)) / 8)
    assert bar(cell(8, 3.0)) == pytest.approx((3 - half, 3 + half))
    wide = 1.959963984540054 * math.sqrt(0.9 * (drawn - 1) * (5 - drawn) / 8)
    assert bar(cell(8, 3.0), factor={"AK": {"peer": 0.9}}) == pytest.approx((3 - wide, 3 + wide))
    low, high = bar(cell(3, 1.1)) or (0, 0), bar(cell(3, 4.9)) or (0, 0)
    assert (low[0], high[1]) == (1.0, 5.0)
    assert bar(cell(None, 3.0)) is bar(cell(8, None)) is None
    for name in ("variance", "factor", "centre"):
        assert bar(cell(8, 3.0), **{name: {"AK": {"citizen": 0.5}}}) is None
        assert bar(cell(8, 3.0), **{name: {}}) is None


def test_a_cell_with_any_number_counts_as_shown_whatever_it_calls_itself() -> None:
    assert is_shown(cell(3, 3.0))
    assert is_shown(cell(None, None))
    assert is_shown(cell(3, 3.0, HELD))
    assert not is_shown(cell(None, None, HELD))
    assert not is_shown(cell(None, None, NONE))
    assert not is_shown(None)
    assert is_suppressed(cell(None, None, HELD))
    assert not is_suppressed(cell(3, 3.0, HELD))
    assert not is_suppressed(cell(None, None, NONE))
    assert not is_suppressed(None)


def beside(given: CellFigures | None, *behaviours: CellFigures | None) -> Any:
    """A value whose peers have this cell, over behaviours whose peers have these."""
    rows = [
        SimpleNamespace(code=f"AK{n}", cells={} if each is None else {"peer": each})
        for n, each in enumerate(behaviours, start=1)
    ]
    known = {} if given is None else {"peer": given}
    return SimpleNamespace(code="AK", cells=known, behaviours=rows)


BUDI: Any = SimpleNamespace(name="Budi")
VALUE = SETTING.place("Budi", FigureKind.MEAN, Relation.PEER, "AK")
KNOWN: Any = SimpleNamespace(**CONSTANTS, shifts={})
HIDDEN = cell(None, None, HELD)


def found_beside(value: Any, constants: Any = None) -> list[AuditFinding]:
    return list(cells._attack_value(BUDI, value, Relation.PEER, SETTING, constants))


def test_a_behaviour_that_a_shown_value_pins_is_recovered_and_an_open_one_is_not() -> None:
    """Three raters: 5 5 5, 5 5 5 and 4 5 without the third."""
    pinned = beside(cell(3, 4.83), cell(3, 4.67), cell(3, 5.0), HIDDEN)

    (found,) = found_beside(pinned)

    assert (found.leak, found.source) == (LeakKind.RECOVERED, VALUE)
    assert found.target == replace(VALUE, item="AK3")
    assert (found.low, found.high) == pytest.approx((5.0, 5.0))
    assert found_beside(beside(cell(3, 3.0), cell(3, 3.0), cell(3, 3.0), HIDDEN)) == []
    (impossible,) = found_beside(beside(cell(3, 3.0), cell(3, 5.0), cell(3, 5.0), HIDDEN))
    target = replace(VALUE, item="AK3")
    assert impossible == AuditFinding(leak=LeakKind.UNEXPLAINED, source=VALUE, target=target)


def test_without_a_withheld_behaviour_or_a_printed_mean_there_is_nothing_to_attack() -> None:
    for value in (
        beside(None, HIDDEN),
        beside(HIDDEN, HIDDEN),
        beside(cell(None, 5.0), HIDDEN),
        beside(cell(3, None), HIDDEN),
        beside(cell(3, 5.0), cell(3, 5.0)),
        beside(cell(3, 5.0), None, cell(None, None, NONE)),
    ):
        assert found_beside(value) == []


@pytest.mark.parametrize(
    ("more", "constants", "is_found"),
    [
        ({"sd": 0.5}, None, True),
        ({"sd": 0.5}, KNOWN, True),
        ({"low": 2.5}, None, True),
        ({"high": 3.5}, None, True),
        ({"low": 2.5, "high": 3.5}, KNOWN, False),
        ({}, None, False),
    ],
)
def test_no_spread_of_its_own_is_printed_beside_a_withheld_behaviour(
    more: dict[str, float], constants: Any, is_found: bool
) -> None:
    value = beside(cell(3, 3.0, **more), cell(3, 3.0), HIDDEN, HIDDEN)

    found = found_beside(value, constants)

    spread = replace(VALUE, subject=FigureKind.SPREAD)
    leak = AuditFinding(leak=LeakKind.UNEXPLAINED, source=spread, target=replace(VALUE, item="AK2"))
    assert found == ([leak] if is_found else [])
