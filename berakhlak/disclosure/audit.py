"""The audit: every attack on everything published, and what it found."""

from __future__ import annotations

from collections import Counter

from berakhlak.disclosure.attackers import attack_certificate
from berakhlak.disclosure.cells import attack_cells, count_names
from berakhlak.disclosure.composites import attack_composites
from berakhlak.disclosure.counters import attack_counters
from berakhlak.disclosure.published import PublicRules, PublishedCycle
from berakhlak.disclosure.report import AuditCounts, AuditFinding, AuditReport
from berakhlak.disclosure.totals import OfficerTotals, attack_totals


def audit_published(
    published: PublishedCycle, setting: PublicRules, *, cycle_id: int, name: str, sha256: str
) -> AuditReport:
    """Attack the published figures of the cycle called `name`. Pure; repeats to the letter."""
    rest = published.numbers + sum(unit.numbers for unit in published.units)
    names, findings, standings = Counter[str](), list[AuditFinding](), list[OfficerTotals]()
    for officer in published.officers:
        rest += officer.numbers
        names.update(count_names(officer, setting))
        findings += attack_cells(officer, setting, published.whole.constants)
        findings += attack_composites(officer, setting, published.whole.constants)
        standings.append(OfficerTotals.from_officer(officer))
    counts = AuditCounts(figures=rest, **names)
    findings += attack_totals(published, standings, setting, name)
    findings += attack_counters(published, setting)
    findings += attack_certificate(published.whole.certificate, counts, name)
    return AuditReport(
        cycle_id=cycle_id,
        sha256=sha256,
        counts=counts,
        findings=tuple(findings),
        certificate=published.whole.certificate,
    )
