"""What a request can tell before a job takes a step; the step itself asks everything again."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import ENDED, Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.disclosure.operations import FigureRecoverable
from berakhlak.disclosure.queries import NothingToAudit, verdict_on_results
from berakhlak.profiles.operations import PublishedWithMain, SealingIncomplete
from berakhlak.sealing.closing import require_closing_allowed
from berakhlak.sealing.sealing import is_sealing_complete


def require_closing_may_begin(
    session: Session, cycle: Cycle, *, keys: KeyStore, by: Actor | None, today: date
) -> None:
    """Raises as `require_closing_allowed`; a cycle whose last step is still owed may go on."""
    if cycle.state in ENDED:
        if is_sealing_complete(cycle, keys):
            raise CycleNotInState
        return
    require_closing_allowed(session, cycle, keys=keys, by=by, today=today)


def require_publishable(session: Session, cycle: Cycle, *, keys: KeyStore) -> None:
    """Raises PublishedWithMain, CycleNotInState, SealingIncomplete, and FigureRecoverable where
    that is known."""
    if cycle.main is not None:
        raise PublishedWithMain(cycle.main.name)
    if cycle.state is not CycleState.CLOSED or cycle.published_at is not None:
        raise CycleNotInState
    if not is_sealing_complete(cycle, keys):
        raise SealingIncomplete
    for each in cycle.both:
        report = verdict_on_results(session, each.id)
        if report is not None and not report.is_safe:
            raise FigureRecoverable(report, cycle.policy)


def require_auditable(cycle: Cycle) -> None:
    """Raises NothingToAudit unless the cycle has results."""
    if cycle.state not in ENDED:
        raise NothingToAudit
