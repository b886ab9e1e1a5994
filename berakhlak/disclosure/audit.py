"""The audit: every attack on everything published, and what it found."""

from __future__ import annotations

from collections import Counter

from berakhlak.disclosure.attackers import attack_certificate
from berakhlak.disclosure.counters import attack_counters
from berakhlak.disclosure.officers_attacked import attacked_in_blocks
from berakhlak.disclosure.published import PublicRules, PublishedCycle
from berakhlak.disclosure.report import AuditCounts, AuditFinding, AuditReport
from berakhlak.disclosure.totals import OfficerTotals, attack_totals


def audit_published(
    published: PublishedCycle, setting: PublicRules, *, cycle_id: int, name: str, sha256: str
) -> AuditReport:
    """Attack the published figures of the cycle called `name`. Pure; repeats to the letter."""
    figures = published.numbers + sum(unit.numbers for unit in published.units)
    names, findings, standings = Counter[str](), list[AuditFinding](), list[OfficerTotals]()
    for block in attacked_in_blocks(published.officers, setting, published.whole.constants):
        figures += block.figures
        names.update(block.names)
        findings += block.findings
        standings += block.standings
    counts = AuditCounts(figures=figures, **names)
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
