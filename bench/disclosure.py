"""What disclosure control costs: CPU of withholding and of the audit, and cells it takes away.

Run ``python -m bench.disclosure``; takes about a minute. Answers come from the demonstration's
simulator: officers in units of twelve, up to five peers each, every sixth leading the unit, some
at counters; nine sheets in ten are filled in. Printed beside the exact rule: what withholding a
value wherever it stands beside a withheld behaviour would cost, whatever the answers; and how
often mean and spread of a value leave only one set of raters' scores.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from itertools import combinations_with_replacement
from typing import TypeVar

import numpy as np

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.demo.answers import AnswerSimulation
from berakhlak.disclosure import attack
from berakhlak.disclosure.audit import audit_published
from berakhlak.disclosure.published import (
    PublicRules,
    PublishedCycle,
    is_shown,
    is_suppressed,
    placed_cells,
)
from berakhlak.disclosure.report import AuditReport
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.sealing.freezing.frozen_cycle import FrozenCycle, freeze_cycle
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.sealing.row_counts import SealingCounts

OFFICERS = 2_000
UNIT = 12
SHARE = 0.9
BUDGET_SECONDS = 60.0
INSTRUMENT = parse_instrument(reference_source())
POLICY = Policy()
SETTING = PublicRules(INSTRUMENT, POLICY)
T = TypeVar("T")


def asked(rng: random.Random, officer: int) -> Iterator[tuple[str, int]]:
    """Who is asked about an officer: groups and raters."""
    unit = range(officer - officer % UNIT, officer - officer % UNIT + UNIT)
    leader = unit.start
    yield Relation.SELF, officer
    yield Relation.SUPERVISOR, leader if officer != leader else leader - UNIT
    others = [person for person in unit if person not in (officer, leader)]
    for peer in rng.sample(others, rng.randint(3, 5)):
        yield Relation.PEER, peer
    if officer % 6 == 0:
        for subordinate in rng.sample(others, rng.randint(1, 8)):
            yield Relation.SUBORDINATE, subordinate
    if officer % 10 == 5:
        for _ in range(rng.randint(1, 7)):
            yield Relation.CITIZEN, -rng.randrange(1, 10**9)


def linked_cycle(seed: int = 2021) -> LinkedCycle:
    """Sheets of a cycle as sealing sees them."""
    rng, simulation = random.Random(seed), AnswerSimulation(INSTRUMENT, seed)
    rows = [
        (officer, POLICY.codes.index(group), rater, packed(simulation, officer, rater, group))
        for officer in range(OFFICERS)
        for group, rater in asked(rng, officer)
        if rng.random() < SHARE
    ]
    rows.sort()
    people = [
        Participant(id=n, name=f"Pegawai {n}", unit_id=n // UNIT, is_rated=True)
        for n in range(OFFICERS)
    ]
    officer, group, rater, answers = zip(*rows, strict=True)
    return LinkedCycle(
        officers=tuple(people),
        officer=np.array(officer, np.int64),
        group=np.array(group, np.int64),
        rater=np.array(rater, np.int64),
        answers=np.frombuffer(b"".join(answers), np.uint8).reshape(len(rows), -1),
        comments=(),
        invited=dict.fromkeys(POLICY.codes, 0),
        counts=SealingCounts(),
    )


def packed(simulation: AnswerSimulation, officer: int, rater: int, group: str) -> bytes:
    """One simulated sheet, one byte a behaviour; 255 where not asked."""
    answers = simulation.answers(officer, rater, group)
    return bytes(answers.get(behaviour.code, 255) for behaviour in INSTRUMENT.behaviours)


def timed(act: Callable[[], T]) -> tuple[T, float]:
    """What the act gives, and its CPU seconds in this process."""
    start = time.process_time()
    return act(), time.process_time() - start


def frozen_cycle(linked: LinkedCycle, units: list[CycleUnit]) -> FrozenCycle:
    version = InstrumentVersion(code="bench", version=1, source=reference_source(), sha256="")
    return freeze_cycle(linked, Cycle(policy_json=POLICY.to_json(), instrument=version), units)


def attacked(
    frozen: FrozenCycle, linked: LinkedCycle, units: list[CycleUnit]
) -> tuple[PublishedCycle, AuditReport]:
    """Read everything published from its JSON, as the audit of a stored cycle does, and attack."""
    published = PublishedCycle.from_payloads(
        frozen.cycle.to_json(),
        [(p.name, p.unit_id or 0, frozen.officers[p.id]) for p in linked.officers],
        [(unit.name, frozen.units[unit.id]) for unit in units],
    )
    name, sha256 = "bench", frozen.sha256
    return published, audit_published(published, SETTING, cycle_id=1, name=name, sha256=sha256)


def main() -> None:
    linked = linked_cycle()
    units = [CycleUnit(id=n, code=f"{n:04}", name=f"Unit {n}") for n in range(-(-OFFICERS // UNIT))]
    frozen, freezing = timed(lambda: frozen_cycle(linked, units))
    (published, report), cost = timed(lambda: attacked(frozen, linked, units))
    counts = report.counts
    print(f"{OFFICERS} officers, {len(linked.answers)} sheets, {counts.figures} figures read")
    print(f"freezing with suppression {freezing:6.1f} s CPU")
    print(f"audit                     {cost:6.1f} s CPU (budget {BUDGET_SECONDS:.0f})")
    print(
        f"solved puzzles            {attack.solve_recovery.cache_info().misses:6}/{counts.attacked}"
    )
    print(f"cells shown               {counts.shown:6}")
    print(f"withheld, primary         {counts.primary:6}")
    print(f"withheld, complementary   {counts.complementary:6}")
    print(f"  by a rule blind to answers {beside_hidden(published):6}")
    print(f"unanimous behaviours      {counts.unanimous:6}, all but one {counts.nearly}")
    printed, single = spreads(published)
    print(f"spreads of five raters    {printed:6}, leaving one set of scores: {single}")
    print(f"findings                  {len(report.findings):6}")
    assert report.is_safe
    assert cost < BUDGET_SECONDS


def beside_hidden(published: PublishedCycle) -> int:
    """Values that stand, or stood before suppression, beside a withheld behaviour."""
    found = set()
    for officer in published.officers:
        for at in placed_cells(officer, SETTING):
            whole = at.value.cells[at.group]
            stood = is_shown(whole) or any(
                is_shown(row.cells[at.group]) for row in at.value.behaviours
            )
            if at.behaviour is not None and is_suppressed(at.cell) and stood:
                found.add((officer.name, at.group, at.value.code))
    return len(found)


def spreads(published: PublishedCycle) -> tuple[int, int]:
    """Values with a spread, and those of five raters where it leaves one set of scores.

    Counts only where all answered every behaviour, so that scores are thirds of a step.
    """
    printed = single = 0
    ways = scores_by_print()
    for officer in published.officers:
        for at in placed_cells(officer, SETTING):
            if at.behaviour is None and at.cell.sd is not None and at.cell.n == 5:
                printed += 1
                complete = all(row.cells[at.group].n == 5 for row in at.value.behaviours)
                single += complete and ways.get((at.cell.mean, at.cell.sd)) == 1
    return printed, single


def scores_by_print() -> dict[tuple[float | None, float | None], int]:
    """How many sets of five scores in thirds print as each mean and spread."""
    found: dict[tuple[float | None, float | None], int] = {}
    for thirds in combinations_with_replacement(range(3, 16), 5):
        scores = np.array(thirds) / 3
        key = (round(float(scores.mean()), 2), round(float(scores.std(ddof=1)), 2))
        found[key] = found.get(key, 0) + 1
    return found


if __name__ == "__main__":
    main()
