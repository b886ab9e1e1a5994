"""From linked sheets to the frozen result: compute, withhold, round.

What leaves this module may be shown. Withheld numbers are dropped here, and shown ones rounded to
what is printed, so that neither a page nor a reader of the database learns more than the paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.sealing.engine_input import layout_of, packed_sheets, rules_of
from berakhlak.sealing.freezing.officers import OfficerDrawing
from berakhlak.sealing.freezing.sources import Material
from berakhlak.sealing.freezing.units_and_cycle import CycleDrawing
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.statistics.claims.cycle_claims import infer
from berakhlak.statistics.frozen_result import CycleFigures
from berakhlak.statistics.severity import adjust_for_severity
from berakhlak.statistics.suppression import compute_safe

RULES_VERSION = "2"


@dataclass(frozen=True)
class FrozenCycle:
    """All results as they are stored; `sha256` covers rules version and every payload."""

    rules_version: str
    sha256: str
    cycle: CycleFigures
    officers: dict[int, str]
    units: dict[int, str]


def freeze(linked: LinkedCycle, cycle: Cycle, units: Sequence[CycleUnit]) -> FrozenCycle:
    """Compute the cycle's figures and keep of them what may be shown."""
    material = material_of(linked, cycle, units)
    by_officer, by_cycle = OfficerDrawing(material), CycleDrawing(material)
    officers = {
        officer.id: by_officer.officer(place).to_json()
        for place, officer in enumerate(linked.officers)
    }
    unit_payloads = {row.id: by_cycle.unit(place).to_json() for place, row in enumerate(units)}
    whole = by_cycle.whole(linked)
    return FrozenCycle(
        rules_version=RULES_VERSION,
        sha256=digest(whole.to_json(), officers, unit_payloads),
        cycle=whole,
        officers=officers,
        units=unit_payloads,
    )


def material_of(linked: LinkedCycle, cycle: Cycle, units: Sequence[CycleUnit]) -> Material:
    """Everything computed once for a cycle: safe figures and what may be said of them."""
    rules, layout = rules_of(cycle.policy, cycle.instrument.content), layout_of(cycle)
    sheets = packed_sheets(linked, units)
    safe = compute_safe(sheets, rules, layout)
    said = infer(safe.figures, safe.told, rules, layout)
    return Material(
        sheets=sheets,
        safe=safe,
        said=said,
        severity=adjust_for_severity(safe.told, safe.figures, rules, said.overall.perspective),
        instrument=cycle.instrument.content,
        policy=cycle.policy,
        rules=rules,
        layout=layout,
    )


def digest(
    whole: str,
    officers: Mapping[int, str],
    units: Mapping[int, str],
    rules_version: str = RULES_VERSION,
) -> str:
    """Hash of a cycle's payloads: the whole, then officers and units in the order of their ids."""
    running = sha256(rules_version.encode())
    for payloads in ({0: whole}, officers, units):
        for key in sorted(payloads):
            running.update(b"\n" + payloads[key].encode())
    return running.hexdigest()
