"""A cycle that gathers nominations, after or beside the open one of the same people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.operations import create_cycle, gather_nominations
from berakhlak.cycles.policy import Policy
from berakhlak.people.models import Person, PositionLevel, Unit
from tests.factories.cycles import AT, OpenCycle, close, make_person

ELSEWHERE = ("Joko Susilo", "Kartika Sari", "Lukman Hakim", "Maya Kusuma", "Nanda Pratama")
ELSEWHERE += ("Oki Setiawan", "Putri Ayu", "Rina Marlina")


@dataclass
class Gathering:
    """The cycle, and people of another unit that it covers too; they have no supervisor."""

    cycle: Cycle
    unit: Unit
    elsewhere: list[Person]


def make_gathering(
    session: Any,
    opened: OpenCycle,
    *,
    elsewhere: int = 8,
    policy: Policy | None = None,
    beside: bool = False,
) -> Gathering:
    """A cycle over the unit of `opened` and one more with `elsewhere` officers (at most 8).

    Unless it is to stand `beside` the open one, that is over, so that this one may open.
    """
    if not beside:
        close(opened.cycle)
    unit = Unit(agency_id=opened.agency.id, code="2", name="Bidang Pengembangan")
    session.add(unit)
    session.flush()
    people = []
    for name in ELSEWHERE[:elsewhere]:
        person, account = make_person(session, unit, name, level=PositionLevel.FUNGSIONAL)
        opened.accounts[person.name] = account
        people.append(person)
    cycle = create_cycle(
        session,
        agency_id=opened.agency.id,
        name="Penilaian 2027",
        instrument=opened.cycle.instrument,
        opens_on=date(2027, 1, 4),
        closes_on=date(2027, 1, 29),
        units=[opened.unit, unit],
        policy=policy,
        by=None,
        at=AT,
    )
    gather_nominations(session, cycle, by=None, at=AT)
    return Gathering(cycle, unit, people)
