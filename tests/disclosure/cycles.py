"""Sealed cycles in memory: answers in, published figures out, through the code that seals."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.audit import audit_published
from berakhlak.disclosure.published import PublicRules, PublishedCycle
from berakhlak.disclosure.report import AuditReport
from berakhlak.instrument.catalogue import Instrument, parse_instrument, reference_source
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.sealing.freezing.frozen_cycle import freeze_cycle
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.sealing.row_counts import SealingCounts

NOT_ASKED = 255
GROUPS = Policy().codes
INSTRUMENT: Instrument = parse_instrument(reference_source())
ASKED = {
    group: [
        place
        for place, behaviour in enumerate(INSTRUMENT.behaviours)
        if group != Relation.CITIZEN or behaviour.for_citizens
    ]
    for group in GROUPS
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: whom it is about, from which group, by whom, and its packed answers."""

    officer: int
    group: str
    rater: int
    answers: tuple[int, ...]


def sheet(
    officer: int, group: str, rater: int, score: int, changed: Mapping[int, int] | None = None
) -> Sheet:
    """A sheet that gives `score` to every behaviour asked, but for those in `changed`."""
    answers = [score if place in ASKED[group] else NOT_ASKED for place in range(21)]
    for place, other in (changed or {}).items():
        answers[place] = other
    return Sheet(officer, group, rater, tuple(answers))


def random_sheets(
    seed: int,
    sizes: Sequence[Mapping[str, int]],
    *,
    cannot_rate: float,
    pick: Callable[[random.Random, int], int] | None = None,
) -> list[Sheet]:
    """Sheets of officers with `sizes` raters by group; raters rate several officers."""
    rng = random.Random(seed)
    choose = pick or (lambda draw, _officer: draw.choice((1, 2, 3, 4, 4, 5, 5)))
    found = []
    for officer, groups in enumerate(sizes):
        for group, size in groups.items():
            pool = range(10 * GROUPS.index(group), 10 * GROUPS.index(group) + size + 2)
            for rater in rng.sample(list(pool), size):
                answers = [NOT_ASKED] * 21
                for place in ASKED[group]:
                    skips = group != Relation.SELF and rng.random() < cannot_rate
                    answers[place] = 0 if skips else choose(rng, officer)
                found.append(Sheet(officer, group, rater, tuple(answers)))
    return found


def published(
    sheets: Sequence[Sheet],
    officers: int,
    *,
    units: int = 1,
    policy: Policy | None = None,
    unit_of: Sequence[int] | None = None,
    parents: Sequence[int | None] | None = None,
) -> PublishedCycle:
    """What sealing these sheets lets people read; officers fill the units in turn, or sit in
    `unit_of`; `parents` are the places of the units above."""
    homes = unit_of or [number % units for number in range(officers)]
    above = parents or [None] * units
    rows = sorted(sheets, key=lambda row: (row.officer, GROUPS.index(row.group), row.rater))
    people = tuple(
        Participant(id=number, name=f"Pegawai {number}", unit_id=1 + homes[number], is_rated=True)
        for number in range(officers)
    )
    linked = LinkedCycle(
        officers=people,
        officer=np.array([row.officer for row in rows], np.int64),
        group=np.array([GROUPS.index(row.group) for row in rows], np.int64),
        rater=np.array([row.rater for row in rows], np.int64),
        answers=np.array([row.answers for row in rows], np.uint8).reshape(-1, 21),
        comments=(),
        invited=dict.fromkeys(GROUPS, 0),
        counts=SealingCounts(),
    )
    places = [
        CycleUnit(
            id=1 + n,
            code=f"{n:02}",
            name=f"Unit {n}",
            parent_id=None if (up := above[n]) is None else 1 + up,
        )
        for n in range(units)
    ]
    frozen = freeze_cycle(linked, _cycle(policy or Policy()), places)
    return PublishedCycle.from_payloads(
        frozen.cycle.to_json(),
        [(person.name, homes[person.id], frozen.officers[person.id]) for person in people],
        [(place.name, frozen.units[place.id]) for place in places],
        [(place.code, above[n]) for n, place in enumerate(places)],
    )


def audited(found: PublishedCycle, policy: Policy | None = None) -> AuditReport:
    """The audit's report on what is published."""
    setting = PublicRules(INSTRUMENT, policy or Policy())
    return audit_published(found, setting, cycle_id=1, name="Siklus Uji", sha256="0" * 64)


def _cycle(policy: Policy) -> Cycle:
    version = InstrumentVersion(code="x", version=1, source=reference_source(), sha256="")
    return Cycle(policy_json=policy.to_json(), instrument=version)
