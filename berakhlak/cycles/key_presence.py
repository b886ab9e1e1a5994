"""Whether the cycles that need a key have theirs in this key store."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState

KEYED = (CycleState.OPEN, CycleState.SEALING)


def has_every_key(session: Session, keys: KeyStore) -> bool:
    """Whether each cycle that takes answers or is being sealed has its own key here."""
    columns = select(Cycle.key_name, Cycle.key_fingerprint)
    for row in session.execute(columns.where(Cycle.state.in_(KEYED))):
        try:
            keys.key_of(row)
        except KeyUnusable:
            return False
    return True
