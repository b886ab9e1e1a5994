"""Running the audit and keeping its outcome."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.disclosure.queries import audit_cycle
from berakhlak.disclosure.report import AuditReport
from berakhlak.disclosure.wording import refusal_text
from berakhlak.errors import StateConflict
from berakhlak.sealing.models import CycleResult


class FigureRecoverable(StateConflict):
    """Publishing would let readers work out what is withheld; the message names the figures."""

    def __init__(self, report: AuditReport, policy: Policy) -> None:
        super().__init__(refusal_text(report, policy))
        self.report = report


def run_audit(session: Session, cycle_id: int, *, at: datetime) -> AuditReport:
    """Audit a sealed cycle and keep the outcome. Raises CycleNotFound, NothingToAudit."""
    cycle = get_cycle(session, cycle_id)
    report = audit_cycle(session, cycle)
    session.add(
        DisclosureAudit(
            cycle_id=cycle.id,
            at=at,
            sha256=report.sha256,
            is_safe=report.is_safe,
            payload=report.to_json(),
        )
    )
    session.flush()
    return report


def require_audited(session: Session, cycle: Cycle, *, at: datetime) -> None:
    """Let results be read before publishing once they have been attacked in vain.

    Looks for a clean audit of this very result, and audits where there is none yet.
    Raises FigureRecoverable.
    """
    kept = select(DisclosureAudit.id).join(
        CycleResult,
        (CycleResult.cycle_id == DisclosureAudit.cycle_id)
        & (CycleResult.sha256 == DisclosureAudit.sha256),
    )
    if session.scalar(
        kept.where(DisclosureAudit.cycle_id == cycle.id, DisclosureAudit.is_safe).limit(1)
    ):
        return
    require_safe(session, cycle, at=at)


def require_safe(session: Session, cycle: Cycle, *, at: datetime) -> AuditReport:
    """Audit what is about to be published. Raises FigureRecoverable while anything leaks."""
    report = run_audit(session, cycle.id, at=at)
    if not report.is_safe:
        raise FigureRecoverable(report, cycle.policy)
    return report
