"""Opening a cycle: one commit, then the names that were proposed leave the files."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.assignments import operations
from berakhlak.assignments.prepared_opening import prepare_opening
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.partitions import add_partitions
from berakhlak.nominations.erasing import erase_nominated_names

TRIES = 3


def open_cycle(
    session: Session,
    cycle: Cycle,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    chance: random.Random | None = None,
) -> int:
    """Open and commit; returns the number of assignments. Raises as `assignments.operations`."""
    count = _opened(session, cycle, keys=keys, by=by, at=at, chance=chance)
    erase_nominated_names(session.get_bind().engine)
    return count


def _opened(
    session: Session, cycle: Cycle, *, keys: KeyStore, by: Actor | None, at: datetime, **draw: Any
) -> int:
    """Computed before the lock is taken, again where something has changed by then.

    Where changes do not cease it is computed under the lock at last, and others wait.
    """
    for _time in range(TRIES):
        prepared = prepare_opening(session, cycle, keys=keys, at=at, **draw)
        add_partitions(session.get_bind().engine, cycle.id)
        if operations.hold_for_opening(session, cycle, prepared):
            count = operations.store_opening(session, cycle, prepared, keys=keys, by=by, at=at)
            session.commit()
            return count
        session.rollback()
        at = max(at, clock.utc_now())
    count = operations.open_cycle(session, cycle, keys=keys, by=by, at=at, **draw)
    session.commit()
    return count
