"""Writing expectations until a cycle opens, and what opening does to them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from berakhlak.cycles.models import BEFORE_OPENING, Cycle, Participant
from berakhlak.cycles.queries import held_state
from berakhlak.engines import insert_unless_known
from berakhlak.errors import StateConflict
from berakhlak.expectations.models import Expectation
from berakhlak.expectations.queries import OfficerExpectations, takes_expectations, value_codes
from berakhlak.people.models import Person


class ExpectationsFixed(StateConflict):
    """The cycle has opened: raters read them."""

    message = _(
        "Siklus sudah dibuka, jadi ekspektasi khusus tidak dapat diubah lagi: penilai sudah "
        "membacanya."
    )


def write_expectations(
    session: Session, now: OfficerExpectations, texts: Mapping[str, str]
) -> None:
    """Put these in the place of what was written, by code of value; empty ones take theirs away.

    Raises ExpectationsFixed. Texts about values that the cycle does not ask are left out.
    """
    kept = {code: texts[code] for code in value_codes(now.cycle) if texts.get(code)}
    here = (
        Expectation.cycle_id == now.cycle.id,
        Expectation.person_id == now.officer.id,
    )
    # Writing comes first, as everywhere: then SQLite's one write lock is ours.
    if kept:
        stored = json.dumps(kept, ensure_ascii=False)
        row = {"cycle_id": now.cycle.id, "person_id": now.officer.id, "texts_json": stored}
        session.execute(insert_unless_known(session, Expectation, row))
        session.execute(update(Expectation).where(*here).values(texts_json=stored))
    else:
        session.execute(delete(Expectation).where(*here))
    if held_state(session, now.cycle.id) not in BEFORE_OPENING:
        raise ExpectationsFixed
    session.expire_all()


def lock_expectations(session: Session, cycle: Cycle) -> None:
    """Wait for whoever is writing one, before the cycle itself is written to: they hold their row
    and then ask for the cycle."""
    rows = select(Expectation.person_id).where(Expectation.cycle_id == cycle.id)
    session.execute(rows.order_by(Expectation.person_id).with_for_update()).all()


def fix_expectations(session: Session, cycle: Cycle) -> None:
    """As the cycle opens, after its seats are stored: forget those about whoever is not rated in
    it, and all where the cycle is for development alone. No statement changes the others."""
    mine = Expectation.cycle_id == cycle.id
    rated = select(Participant.person_id).where(
        Participant.cycle_id == cycle.id, Participant.is_rated
    )
    gone = delete(Expectation).where(mine)
    if takes_expectations(cycle):
        gone = gone.where(Expectation.person_id.not_in(rated))
    session.execute(gone.execution_options(synchronize_session=False))


def move_expectations(session: Session, kept: Person, ended: Person) -> None:
    """Of two records of one person; where both have texts in a draft, the kept one has its own."""
    of_kept = select(Expectation.cycle_id).where(Expectation.person_id == kept.id)
    mine = Expectation.person_id == ended.id
    unsynchronized = {"synchronize_session": False}
    both = delete(Expectation).where(mine, Expectation.cycle_id.in_(of_kept))
    session.execute(both.execution_options(**unsynchronized))
    moved = update(Expectation).where(mine).values(person_id=kept.id)
    session.execute(moved.execution_options(**unsynchronized))
