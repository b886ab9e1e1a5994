"""Opening a cycle: one commit, then the names that were proposed leave the files."""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy.orm import Session

from berakhlak.assignments import operations
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.nominations.erasing import erase_nominated_names


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
    count = operations.open_cycle(session, cycle, keys=keys, by=by, at=at, chance=chance)
    session.commit()
    erase_nominated_names(session.get_bind().engine)
    return count
