"""The audit: every attack on everything published, and what it found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from berakhlak.disclosure.cells import attack_cells, count_cells
from berakhlak.disclosure.mixtures import attack_mixtures
from berakhlak.disclosure.published import Published, Setting
from berakhlak.disclosure.report import AuditReport, Counts, Finding
from berakhlak.disclosure.totals import attack_totals


def audit(
    published: Published, setting: Setting, *, cycle_id: int, name: str, sha256: str
) -> AuditReport:
    """Attack the published figures of the cycle called `name`. Pure; repeats to the letter."""
    rest = published.numbers + sum(unit.numbers for unit in published.units)
    counts = sum(
        (count_cells(officer, setting) for officer in published.officers), Counts(figures=rest)
    )
    findings = chain(_about_officers(published, setting), attack_totals(published, setting, name))
    return AuditReport(cycle_id=cycle_id, sha256=sha256, counts=counts, findings=tuple(findings))


def _about_officers(published: Published, setting: Setting) -> Iterator[Finding]:
    for officer in published.officers:
        yield from attack_cells(officer, setting)
        yield from attack_mixtures(officer, setting)
