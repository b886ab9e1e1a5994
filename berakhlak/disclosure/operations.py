"""Running the audit and keeping its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.queries import get_cycle
from berakhlak.disclosure.models import DisclosureAudit
from berakhlak.disclosure.queries import (
    audit_basis,
    audit_cycle,
    kept_audit,
    verdict_on_results,
)
from berakhlak.disclosure.report import AuditReport
from berakhlak.disclosure.wording import refusal_text
from berakhlak.errors import StateConflict


class FigureRecoverable(StateConflict):
    """Publishing would let readers work out what is withheld; the message names the figures."""

    def __init__(self, report: AuditReport, policy: Policy) -> None:
        super().__init__(refusal_text(report, policy))
        self.report = report


class AuditOwed(StateConflict):
    """Nobody has yet tried to recover what these results withhold."""

    message = _(
        "Hasil ini belum diperiksa. Jalankan pemeriksaannya dari halaman siklus, lalu buka lagi."
    )


def run_audit(session: Session, cycle_id: int, *, at: datetime) -> AuditReport:
    """Audit a sealed cycle and keep the outcome. Raises CycleNotFound, NothingToAudit."""
    return run_audits(session, [get_cycle(session, cycle_id)], at=at)[0]


def run_audits(session: Session, cycles: Sequence[Cycle], *, at: datetime) -> list[AuditReport]:
    """The same for several; all are attacked before the first outcome is written, so that nobody
    waits for the attack."""
    reports = [audit_cycle(session, each) for each in cycles]
    session.add_all(
        DisclosureAudit(
            cycle_id=cycle.id,
            at=at,
            sha256=report.sha256,
            is_safe=report.is_safe,
            payload=report.to_json(),
        )
        for cycle, report in zip(cycles, reports, strict=True)
    )
    session.flush()
    return reports


def require_audited(session: Session, cycle: Cycle) -> None:
    """Let results be read before publishing once they have been attacked in vain.

    Closing audits, and whoever asks for it again; no reader waits for it here.
    Raises AuditOwed, FigureRecoverable.
    """
    report = verdict_on_results(session, cycle.id)
    if report is None:
        raise AuditOwed
    if not report.is_safe:
        raise FigureRecoverable(report, cycle.policy)


def require_safe(session: Session, cycles: Sequence[Cycle], *, at: datetime) -> None:
    """Let be published what was attacked in vain; what was not attacked as it stands now is
    attacked here. Raises FigureRecoverable while anything leaks."""
    kept = [kept_audit(session, each) for each in cycles]
    reports = kept if None not in kept else run_audits(session, cycles, at=at)
    for cycle, report in zip(cycles, reports, strict=True):
        if report is not None and not report.is_safe:
            raise FigureRecoverable(report, cycle.policy)


def require_same_basis(session: Session, cycle: Cycle) -> None:
    """Whether the newest outcome rests on what it was attacked with, and is still a safe one: asked
    under the lock, where nobody attacks. Raises AuditOwed, FigureRecoverable."""
    require_audited(session, cycle)
    report = verdict_on_results(session, cycle.id)
    if report is None or report.basis != audit_basis(session, cycle):
        raise AuditOwed
