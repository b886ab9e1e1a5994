"""A pulse read beside the cycle before: what a change would give away if it were made otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.published import PublicRules
from berakhlak.disclosure.report import LeakKind
from berakhlak.disclosure.two_rounds import (
    TwoRounds,
    attack_two_rounds,
    rounds_of_officer,
    without_what_was_asked,
)
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.statistics.behaviour_change import GroupInBoth, behaviour_change
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, OfficerFigures
from tests.factories.profiles import rich_officer

RULES = PublicRules(parse_instrument(reference_source()), Policy())
WEIGHTS = RULES.policy.weights
CODE = "BP1"
SECRET = 2.0  # What two subordinates gave on average, withheld in the pulse.


def figures(cells: dict[str, CellFigures]) -> OfficerFigures:
    """An officer of whom one behaviour was rated so."""
    whole = rich_officer().figures
    values = [
        replace(
            value,
            behaviours=tuple(
                replace(b, cells=cells if b.code == CODE else {}) for b in value.behaviours
            ),
        )
        for value in whole.values
    ]
    return replace(whole, values=tuple(values))


def shown(n: int, mean: float) -> CellFigures:
    return CellFigures(status=CellStatus.SHOWN, n=n, mean=mean)


BEFORE = figures({"peer": shown(5, 3.2), "subordinate": shown(3, 2.67)})
NOW = figures({"peer": shown(4, 3.5), "subordinate": CellFigures(status=CellStatus.SUPPRESSED)})
PEERS = GroupInBoth("peer", 3.2, 3.5, 5, 4)
BELOW = GroupInBoth("subordinate", 2.67, SECRET, 3, 2)


def planted(named: tuple[GroupInBoth, ...]) -> TwoRounds:
    """A change that was made of the withheld group too, and names these groups."""
    change = behaviour_change([PEERS, BELOW], WEIGHTS, {})
    return TwoRounds("Budi", BEFORE, NOW, {CODE: replace(change, groups=named)})


@pytest.mark.parametrize("named", [(PEERS,), (PEERS, BELOW)])
def test_a_change_over_a_withheld_group_gives_its_mean_away(named) -> None:
    found = list(attack_two_rounds(planted(named), RULES))
    recovered = [each for each in found if each.leak is LeakKind.RECOVERED]
    assert {each.target.group for each in recovered if each.target} == {"subordinate"}
    of_now = recovered[-1]
    assert of_now.low < SECRET < of_now.high
    assert of_now.high - of_now.low < 0.1  # Narrow enough to name the two answers' sum.


def test_the_change_that_is_printed_gives_nothing_away() -> None:
    rounds = rounds_of_officer("Budi", BEFORE, NOW, (CODE,), RULES.policy, None)
    assert rounds.printed[CODE].difference == 0.3
    assert list(attack_two_rounds(rounds, RULES)) == []


def test_whatever_the_withheld_group_answered_the_printed_change_is_the_same() -> None:
    """The cell holds no number, so the page cannot follow it; neither can its absence."""
    without = figures({"peer": shown(4, 3.5)})
    printed = [
        rounds_of_officer("Budi", BEFORE, now, (CODE,), RULES.policy, None).printed
        for now in (NOW, without)
    ]
    assert printed[0] == printed[1]


def test_a_finding_in_a_pulse_tells_hr_neither_the_behaviour_nor_the_figure() -> None:
    for finding in attack_two_rounds(planted((PEERS,)), RULES):
        told = without_what_was_asked(finding)
        assert told.source.owner == "Budi"
        assert (told.source.item, told.source.value, told.target) == ("", "", None)
        assert (told.low, told.high) == (None, None)
