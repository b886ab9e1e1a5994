"""Closing a cycle: sealing, then the disclosure audit of what was frozen, each step committed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.comments.settling import settle_comments
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.operations import run_audit
from berakhlak.disclosure.queries import verdict_on_results
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.sealing import seal_cycle


def close_cycle(
    session: Session,
    cycle_id: int,
    *,
    keys: KeyStore,
    by: Actor | None,
    at: datetime,
    today: date,
    leave_out: int = 0,
    opener: EnvelopeOpener | None = None,
    tell: Callable[[str], None] = lambda _phase: None,
) -> SealingCounts | None:
    """Seal, then audit once, so that no reader of results waits for it. May be called again.

    Everything but `tell` is as in `seal_cycle`; the phase "auditing" comes after its own.
    """
    counts = seal_cycle(
        session,
        cycle_id,
        keys=keys,
        by=by,
        at=at,
        today=today,
        leave_out=leave_out,
        opener=opener,
        tell=tell,
    )
    cycle = get_cycle(session, cycle_id)
    for each in cycle.both:
        if each.state is CycleState.CLOSED:
            settle_comments(session, each)
    for each in cycle.both:
        if each.state is CycleState.CLOSED and verdict_on_results(session, each.id) is None:
            tell("auditing")
            run_audit(session, each.id, at=at)
            session.commit()
    return counts
