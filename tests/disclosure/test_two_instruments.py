"""Two instruments, the same raters: what neither result says alone must not follow from both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.published import PublicRules
from berakhlak.disclosure.report import LeakKind
from berakhlak.disclosure.two_instruments import PublishedSheets, attack_two_instruments
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.sealing.freezing.units_and_cycle import CycleFiguresBuilder
from berakhlak.statistics.suppression import releasable_sheet_count

RULES = PublicRules(parse_instrument(reference_source()), Policy())
LEAST = RULES.policy.min_n["peer"]
# Peers of four officers who answered anything in the first instrument, and in the second: one of
# the last officer's three raters could judge nothing in the first.
FIRST, SECOND = (1, 2, 5, 2), (1, 2, 5, 3)


def told(counts: tuple[int, ...], total: int) -> PublishedSheets:
    """What the result of one instrument says of its peers."""
    officers = {
        (place, f"Pegawai {place}"): {"peer": n if n >= LEAST else None}
        for place, n in enumerate(counts)
    }
    return PublishedSheets({"peer": total}, officers)


def attack(first: int, second: int) -> list[Any]:
    own, other = told(FIRST, first), told(SECOND, second)
    return list(attack_two_instruments(own, other, RULES, "Semester I"))


def test_two_totals_that_each_hide_their_withheld_ones_settle_one_together() -> None:
    alone = [releasable_sheet_count(np.array(each), LEAST) for each in (FIRST, SECOND)]
    assert alone == [sum(FIRST), sum(SECOND)]  # Each for itself would let them out.

    (found,) = attack(*alone)

    assert found.leak is LeakKind.RECOVERED
    assert found.target.owner == "Pegawai 3"
    assert (found.low, found.high) == (2, 2)  # Exactly who answered, though it is withheld.


def test_totals_of_shown_groups_alone_leave_nothing_to_subtract() -> None:
    builder: Any = CycleFiguresBuilder.__new__(CycleFiguresBuilder)
    builder.is_one_of_two = True
    totals = [builder._sheet_count(np.array(each), LEAST) for each in (FIRST, SECOND)]

    assert totals == [5, 8]
    assert attack(*totals) == []


@pytest.mark.parametrize("counts", [(2, 2, 4), (1, 1, 5), (3, 3, 3)])
def test_the_same_withheld_officers_in_both_give_nobody_away(counts: tuple[int, ...]) -> None:
    same = told(counts, sum(counts))

    assert list(attack_two_instruments(same, same, RULES, "Semester I")) == []
