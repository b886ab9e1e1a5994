"""Running the audit and keeping its outcome."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.disclosure.queries import audited
from berakhlak.disclosure.report import AuditReport
from berakhlak.disclosure.wording import refusal
from berakhlak.errors import Conflict


class FigureRecoverable(Conflict):
    """Publishing would let readers work out what is withheld; the message names the figures."""

    def __init__(self, report: AuditReport) -> None:
        super().__init__(refusal(report))
        self.report = report


def run_audit(session: Session, cycle_id: int, *, at: datetime) -> AuditReport:
    """Audit a sealed cycle and keep the outcome. Raises CycleNotFound, NothingToAudit."""
    cycle = get_cycle(session, cycle_id)
    report = audited(session, cycle)
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


def require_safe(session: Session, cycle: Cycle, *, at: datetime) -> AuditReport:
    """Audit what is about to be published. Raises FigureRecoverable while anything leaks."""
    report = run_audit(session, cycle.id, at=at)
    if not report.is_safe:
        raise FigureRecoverable(report)
    return report
