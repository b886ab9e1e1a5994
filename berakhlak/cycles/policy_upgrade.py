"""Lifting a stored policy to today's floors, where an older version kept less."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy_floors import lift_to_floors


def lift_policy(session: Session, cycle: Cycle, *, by: Actor | None, at: datetime) -> None:
    """What an older version drafted or opened may lie below today's floors; more is then hidden
    than raters were told, never less."""
    above = lift_to_floors(cycle.policy)
    if above != cycle.policy:
        cycle.policy_json = above.to_json()
        audit.record_act(session, Act.LIFTED_POLICY, cycle.id, by=by, at=at)
