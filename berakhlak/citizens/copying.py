"""Counters of an earlier cycle, set up again behind the codes that already hang at the counter."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import CounterNotEditable
from berakhlak.citizens.queries import free_short_code
from berakhlak.cycles.models import ENDED, IS_MAIN, Cycle
from berakhlak.cycles.queries import participants_of


@dataclass(frozen=True)
class CopiedCounters:
    """How many were set up, and names of those of which nobody is rated any more."""

    made: int
    without_officers: tuple[str, ...]


def counters_to_copy(session: Session, cycle: Cycle) -> tuple[Cycle, Sequence[Counter]] | None:
    """Counters of the newest cycle before that had any and has ended, without those that HR
    closed, and those that this cycle has by name; None where there are none."""
    earlier = session.scalar(
        select(Cycle)
        .join(Counter, Counter.cycle_id == Cycle.id)
        .where(Cycle.agency_id == cycle.agency_id, Cycle.id != cycle.id, IS_MAIN)
        .where(Cycle.state.in_(ENDED), Counter.closed_at.is_(None))
        .order_by(Cycle.opens_on.desc(), Cycle.id.desc())
        .limit(1)
    )
    if earlier is None:
        return None
    had = select(Counter.name).where(Counter.cycle_id == cycle.id)
    found = session.scalars(
        select(Counter)
        .where(Counter.cycle_id == earlier.id, Counter.closed_at.is_(None))
        .where(Counter.name.not_in(had))
        .order_by(Counter.name)
    ).all()
    return (earlier, found) if found else None


def copy_counters(
    session: Session, cycle: Cycle, *, by: Actor | None, at: datetime
) -> CopiedCounters:
    """Set them up for those of their officers who are rated now. Their codes come along, so that
    posters stay good; a cycle that has ended needs none. Raises CounterNotEditable.
    """
    session.refresh(cycle, with_for_update=True)  # Asked for twice at once, it is done once.
    if not cycle.accepts_answers:
        raise CounterNotEditable
    _earlier, counters = counters_to_copy(session, cycle) or (None, ())
    rated = {row.person_id: row for row in participants_of(session, cycle) if row.is_rated}
    made, left = 0, []
    for old in counters:
        serving = [rated[each.person_id] for each in old.officers if each.person_id in rated]
        if not serving:
            left.append(old.name)
            continue
        # Its code goes on, so nobody copies it again into another cycle.
        code, letters = old.token, old.short_code
        old.token, old.short_code = secrets.token_urlsafe(16), free_short_code(session)
        old.closed_at = at
        session.flush()  # No two may have the same code, not even for a moment.
        new = Counter(cycle_id=cycle.id, name=old.name, token=code, short_code=letters)
        new.officers = serving
        session.add(new)
        session.flush()
        audit.record_act(session, Act.ADDED_COUNTER, new.id, by=by, at=at)
        made += 1
    return CopiedCounters(made, tuple(left))
