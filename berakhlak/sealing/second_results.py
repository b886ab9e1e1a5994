"""The second instrument of a cycle gets results of its own: a cycle of the same people, closed.

Nothing of it exists before closing. It has no sheets, no assignments and no key; whatever reads
results reads those of either instrument in the same way.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleState, CycleUnit, Participant
from berakhlak.cycles.queries import participants_of, units_of
from berakhlak.instrument.answers import NOT_ASKED
from berakhlak.instrument.catalogue import Instrument
from berakhlak.sealing.linking import LinkedCycle

NAME_LENGTH = 200


def answers_to_first(linked: LinkedCycle, cycle: Cycle) -> LinkedCycle:
    """What the sheets say on the first instrument; all of it where there is one."""
    if cycle.asked_second is None:
        return linked
    return _slice(linked, cycle.instrument.content, 0)


def answers_to_second(linked: LinkedCycle, cycle: Cycle) -> LinkedCycle:
    """What they say on the second. Who was not asked it, as citizens are not, is left out."""
    assert cycle.asked_second is not None
    begin = len(cycle.instrument.content.behaviours)
    part = _slice(linked, cycle.asked_second.instrument.content, begin)
    asked = (part.answers != NOT_ASKED).any(axis=1)
    rows = {name: getattr(part, name)[asked] for name in ("officer", "group", "rater", "answers")}
    return replace(part, **rows, voices_apart=None, by_ticket=None, counters=())


def _slice(linked: LinkedCycle, instrument: Instrument, begin: int) -> LinkedCycle:
    codes = {value.code for value in instrument.values}
    if begin == 0:
        codes.add("")  # What citizens wrote is on no value.
    until = begin + len(instrument.behaviours)
    return replace(
        linked,
        answers=np.ascontiguousarray(linked.answers[:, begin:until]),
        counters=tuple(each.of_behaviours(slice(begin, until)) for each in linked.counters),
        comments=tuple(each for each in linked.comments if each.value_code in codes),
    )


def make_second_cycle(session: Session, cycle: Cycle) -> Cycle:
    """The cycle that holds the results of the second instrument, with units and people copied."""
    assert cycle.asked_second is not None
    instrument = cycle.asked_second.instrument
    second = Cycle(
        agency_id=cycle.agency_id,
        instrument_id=instrument.id,
        name=_free_name(session, cycle, instrument.content.title.id),
        state=CycleState.CLOSED,
        policy_json=cycle.policy_json,
        opens_on=cycle.opens_on,
        closes_on=cycle.closes_on,
        opened_at=cycle.opened_at,
        key_name=secrets.token_hex(16),  # Of no key: nothing is ever locked with it.
    )
    session.add(second)
    session.flush()
    cycle.asked_second.results = second
    _copy_people(session, cycle, second, _copy_units(session, cycle, second))
    return second


def _free_name(session: Session, cycle: Cycle, title: str) -> str:
    taken = set(session.scalars(select(Cycle.name).where(Cycle.agency_id == cycle.agency_id)))
    wanted = f"{cycle.name} · {title}"[:NAME_LENGTH]
    number = 2
    while wanted in taken:
        ending = f" ({number})"
        wanted = f"{cycle.name} · {title}"[: NAME_LENGTH - len(ending)] + ending
        number += 1
    return wanted


def _copy_units(session: Session, cycle: Cycle, second: Cycle) -> dict[int, CycleUnit]:
    """By the id of the unit that was copied."""
    found = units_of(session, cycle)
    copies = {
        row.id: CycleUnit(cycle_id=second.id, unit_id=row.unit_id, code=row.code, name=row.name)
        for row in found
    }
    session.add_all(copies.values())
    session.flush()
    for row in found:
        if row.parent_id is not None:
            copies[row.id].parent_id = copies[row.parent_id].id
    return copies


def _copy_people(
    session: Session, cycle: Cycle, second: Cycle, units: dict[int, CycleUnit]
) -> None:
    found = participants_of(session, cycle)
    kept = ("person_id", "nip", "name", "mark", "rank", "position", "level", "is_rated")
    copies = {
        row.id: Participant(
            cycle_id=second.id,
            unit_id=units[row.unit_id].id if row.unit_id else None,
            **{name: getattr(row, name) for name in kept},
        )
        for row in found
    }
    session.add_all(copies.values())
    session.flush()
    for row in found:
        if row.supervisor_id is not None:
            copies[row.id].supervisor_id = copies[row.supervisor_id].id
    session.flush()
