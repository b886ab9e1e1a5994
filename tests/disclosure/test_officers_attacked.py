"""However many processes share the officers, the audit's report is the same."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure import officers_attacked
from berakhlak.disclosure.published import PublishedCycle, PublishedOfficers
from berakhlak.spawned_processes import spawned_pool
from tests.disclosure.cycles import audited, published, random_sheets

SIZES: list[dict[str, int]] = [{Relation.SELF: 1, Relation.PEER: 3 + n % 3} for n in range(7)]


def with_leaks() -> PublishedCycle:
    """Every officer's counts of raters are printed as of more than there are."""
    found = published(random_sheets(5, SIZES, cannot_rate=0.1), len(SIZES))
    assert isinstance(found.officers, PublishedOfficers)
    rows = [
        (name, unit, text.replace('"n_raters":', '"n_raters":1'))
        for name, unit, text in found.officers.rows
    ]
    return replace(found, officers=PublishedOfficers(rows))


def test_two_processes_find_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    leaky = with_leaks()
    monkeypatch.setattr(officers_attacked, "PROCESSES", 1)
    alone = audited(leaky)
    assert len({each.source.owner for each in alone.findings}) == len(SIZES)
    started = []

    def pool(processes: int, *given: Any) -> ProcessPoolExecutor:
        started.append(processes)
        return spawned_pool(processes, *given)

    monkeypatch.setattr(officers_attacked, "spawned_pool", pool)
    for name, value in (("PROCESSES", 2), ("WORTH_A_PROCESS", 2), ("IN_BLOCK", 3)):
        monkeypatch.setattr(officers_attacked, name, value)

    assert audited(leaky) == alone
    assert started == [2]
