"""Officers' figures attacked one after the other; those of a large cycle by several processes.

Nothing about one officer rests on another, so blocks of them are attacked apart, and what is found
is put together in their order: it is the same by however many processes.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from berakhlak.disclosure.cells import attack_cells, count_names
from berakhlak.disclosure.choices import attack_beside
from berakhlak.disclosure.composites import attack_composites
from berakhlak.disclosure.published import PublicRules, PublishedOfficer, PublishedOfficers
from berakhlak.disclosure.report import AuditFinding
from berakhlak.disclosure.totals import OfficerTotals
from berakhlak.spawned_processes import spawned_pool
from berakhlak.statistics.statements import CycleConstants

IN_BLOCK = 500
WORTH_A_PROCESS = 2_000  # Officers; starting one costs as much as attacking a thousand.
# Half of the machine is left to those who are answered meanwhile; more hardly wait for less.
PROCESSES = min((os.cpu_count() or 1) // 2, 4)


@dataclass
class OfficersAttacked:
    """What attacks on some officers found: numbers that were read, counts by name, and what totals
    over all officers need."""

    figures: int = 0
    names: Counter[str] = field(default_factory=Counter)
    findings: list[AuditFinding] = field(default_factory=list)
    standings: list[OfficerTotals] = field(default_factory=list)


def attack_officers(
    officers: Iterable[PublishedOfficer], setting: PublicRules, constants: CycleConstants | None
) -> OfficersAttacked:
    """Every attack on the figures of a single officer, on each of these."""
    found = OfficersAttacked()
    for officer in officers:
        found.figures += officer.numbers
        found.names.update(count_names(officer, setting))
        found.findings += attack_cells(officer, setting, constants)
        found.findings += attack_composites(officer, setting, constants)
        found.findings += attack_beside(officer, setting)
        found.standings.append(OfficerTotals.from_officer(officer))
    return found


def attacked_in_blocks(
    officers: Sequence[PublishedOfficer], setting: PublicRules, constants: CycleConstants | None
) -> Iterator[OfficersAttacked]:
    """The same of all officers of a cycle, some at a time and in their order."""
    processes = min(PROCESSES, len(officers) // WORTH_A_PROCESS)
    if processes > 1 and isinstance(officers, PublishedOfficers):
        yield from _shared(officers, setting, constants, processes)
    else:
        yield attack_officers(officers, setting, constants)


def _shared(
    officers: PublishedOfficers,
    setting: PublicRules,
    constants: CycleConstants | None,
    processes: int,
) -> Iterator[OfficersAttacked]:
    """By processes that are handed the texts; one block each waits, so that memory stays flat."""
    with spawned_pool(processes, _know, setting, constants) as pool:
        waiting = deque[Future[OfficersAttacked]]()
        for start in range(0, len(officers), IN_BLOCK):
            rows = list(officers.rows[start : start + IN_BLOCK])
            waiting.append(pool.submit(_attack_rows, rows))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


_known: list[tuple[PublicRules, CycleConstants | None]] = []


def _know(setting: PublicRules, constants: CycleConstants | None) -> None:
    """In a process of its own, before the first block: what is the same of all."""
    _known[:] = [(setting, constants)]


def _attack_rows(rows: Sequence[tuple[str, int, str]]) -> OfficersAttacked:
    return attack_officers(PublishedOfficers(rows), *_known[0])
