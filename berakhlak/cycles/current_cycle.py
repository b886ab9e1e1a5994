"""Cycles of whoever is signed in; for views, never for operations."""

from __future__ import annotations

from berakhlak.accounts.session import signed_in
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.extensions import db


def own_cycle(cycle_id: int) -> Cycle:
    """A cycle of the reader's agency; raises CycleNotFound for everybody else's."""
    return get_cycle(db.session(), cycle_id, agency_id=signed_in().agency_id)
