"""The second instrument of a cycle gets results of its own: a cycle of the same people, closed.

Nothing of it exists before closing. It has no sheets, no assignments and no key; whatever reads
results reads those of either instrument in the same way.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import and_, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import Cycle, CycleState, CycleUnit, Participant
from berakhlak.instrument.answers import NOT_ASKED
from berakhlak.instrument.catalogue import Instrument
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.sealing.sheet_columns import PackedComments

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
    return replace(part, **rows, voices_apart=None, by_ticket=None, counters=(), beside=None)


def _slice(linked: LinkedCycle, instrument: Instrument, begin: int) -> LinkedCycle:
    codes = {value.code for value in instrument.values}
    if begin == 0:
        codes.add("")  # What citizens wrote is on no value.
    until = begin + len(instrument.behaviours)
    return replace(
        linked,
        answers=np.ascontiguousarray(linked.answers[:, begin:until]),
        counters=tuple(each.of_behaviours(slice(begin, until)) for each in linked.counters),
        comments=PackedComments(each for each in linked.comments if each.value_code in codes),
    )


def second_cycle_of(session: Session, cycle: Cycle) -> Cycle:
    """The cycle that will hold the results of the second instrument; not added to the session."""
    assert cycle.asked_second is not None
    instrument = cycle.asked_second.instrument
    return Cycle(
        agency_id=cycle.agency_id,
        instrument=instrument,
        name=_free_name(session, cycle, instrument.content.title.id),
        state=CycleState.CLOSED,
        policy_json=cycle.policy_json,
        opens_on=cycle.opens_on,
        closes_on=cycle.closes_on,
        opened_at=cycle.opened_at,
        key_name=secrets.token_hex(16),  # Of no key: nothing is ever locked with it.
    )


@dataclass(frozen=True)
class NewKeys:
    """Ids of people and of units in a cycle, by those of their copies' originals."""

    people: dict[int, int]
    units: dict[int, int]


def make_second_cycle(session: Session, cycle: Cycle) -> tuple[Cycle, NewKeys]:
    """That cycle, stored with copies of all units and people; by statements, for others wait."""
    assert cycle.asked_second is not None
    second = second_cycle_of(session, cycle)
    session.add(second)
    session.flush()
    cycle.asked_second.results = second
    session.flush()
    for statement in (
        _copied_units(cycle, second),
        _copied_reference(CycleUnit, "unit_id", "parent_id", cycle, second),
        _copied_people(cycle, second),
        _copied_reference(Participant, "person_id", "supervisor_id", cycle, second),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    people = _new_keys(session, cycle, second, Participant, "person_id")
    return second, NewKeys(people, _new_keys(session, cycle, second, CycleUnit, "unit_id"))


def _free_name(session: Session, cycle: Cycle, title: str) -> str:
    taken = set(session.scalars(select(Cycle.name).where(Cycle.agency_id == cycle.agency_id)))
    wanted = f"{cycle.name} · {title}"[:NAME_LENGTH]
    number = 2
    while wanted in taken:
        ending = f" ({number})"
        wanted = f"{cycle.name} · {title}"[: NAME_LENGTH - len(ending)] + ending
        number += 1
    return wanted


# Copies are made in the order of their originals, and so are their ids: the hash over all results
# in the order of ids is the same by either.


def _copied_units(cycle: Cycle, second: Cycle) -> Any:
    kept = ("unit_id", "code", "name")
    columns = [getattr(CycleUnit, name) for name in kept]
    rows = select(literal(second.id), *columns).where(CycleUnit.cycle_id == cycle.id)
    return insert(CycleUnit).from_select(["cycle_id", *kept], rows.order_by(CycleUnit.id))


def _copied_people(cycle: Cycle, second: Cycle) -> Any:
    kept = ("person_id", "nip", "name", "mark", "rank", "position", "level", "is_rated")
    columns = [getattr(Participant, name) for name in kept]
    own, copy = aliased(CycleUnit), aliased(CycleUnit)
    rows = (
        select(literal(second.id), copy.id, *columns)
        .outerjoin(own, own.id == Participant.unit_id)
        .outerjoin(copy, and_(copy.cycle_id == second.id, copy.unit_id == own.unit_id))
        .where(Participant.cycle_id == cycle.id)
        .order_by(Participant.id)
    )
    return insert(Participant).from_select(["cycle_id", "unit_id", *kept], rows)


def _copied_reference(model: Any, same: str, reference: str, cycle: Cycle, second: Cycle) -> Any:
    """A copy refers to the copy of what its original refers to; `same` tells whose copy it is."""
    own, above, copy = aliased(model), aliased(model), aliased(model)
    found = (
        select(copy.id)
        .join(above, getattr(above, same) == getattr(copy, same))
        .join(own, getattr(own, reference) == above.id)
        .where(copy.cycle_id == second.id, own.cycle_id == cycle.id)
        .where(getattr(own, same) == getattr(model, same))
        .correlate(model)
    )
    mine = update(model).where(model.cycle_id == second.id)
    return mine.values({reference: found.scalar_subquery()})


def _new_keys(
    session: Session, cycle: Cycle, second: Cycle, model: Any, same: str
) -> dict[int, int]:
    old, new = aliased(model), aliased(model)
    rows = (
        select(old.id, new.id)
        .join(new, getattr(new, same) == getattr(old, same))
        .where(old.cycle_id == cycle.id, new.cycle_id == second.id)
    )
    return dict(session.execute(rows).all())
