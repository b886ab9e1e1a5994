"""From linked sheets to the frozen result: compute, withhold, round.

What leaves this module may be shown. Withheld numbers are dropped here, and shown ones rounded to
what is printed, so that neither a page nor a reader of the database learns more than the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.garbage_collection import give_memory_back
from berakhlak.instrument.catalogue import Instrument
from berakhlak.sealing.engine_input import item_layout_of, packed_sheets, scoring_rules_of
from berakhlak.sealing.freezing.beside import BesideWriter
from berakhlak.sealing.freezing.json_columns import Texts
from berakhlak.sealing.freezing.officers import OfficerFiguresWriter
from berakhlak.sealing.freezing.sources import ComputedCycle
from berakhlak.sealing.freezing.units_and_cycle import CycleFiguresBuilder
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.sealing.spooled_texts import SpooledTexts
from berakhlak.statistics.claims.cycle_claims import infer_cycle
from berakhlak.statistics.frozen_result import CycleFigures
from berakhlak.statistics.severity import adjust_for_severity
from berakhlak.statistics.statements import in_steps_of_voices
from berakhlak.statistics.suppression import compute_suppressed_scores

RULES_VERSION = "2"


@dataclass(frozen=True)
class FrozenCycle:
    """All results as they are stored; `sha256` covers rules version and every payload."""

    rules_version: str
    sha256: str
    cycle: CycleFigures
    officers: Mapping[int, str]
    units: dict[int, str]


def freeze_cycle(
    linked: LinkedCycle,
    cycle: Cycle,
    units: Sequence[CycleUnit],
    before_opening: Mapping[str, int | None] | None = None,
    instrument: Instrument | None = None,
) -> FrozenCycle:
    """Compute the cycle's figures and keep of them what may be shown; `before_opening` is frozen
    with them, so that the root stands for it too. `instrument`: the first one unless told."""
    material = compute_cycle(linked, cycle, units, instrument)
    give_memory_back(len(linked.officer))
    by_officer, by_cycle = OfficerFiguresWriter(material), CycleFiguresBuilder(material)
    apart = linked.voices_apart
    told = None if apart is None else [in_steps_of_voices(int(n)) for n in apart]
    beside = _told_beside(linked, cycle)
    whole = replace(by_cycle.whole(linked), before_opening=dict(before_opening or {}))
    digest = PayloadDigest(RULES_VERSION)
    digest.add(whole.to_json())
    ids = (officer.id for officer in linked.officers)  # Ascending, as they are hashed.
    texts = map(digest.add, by_officer.texts(told, beside))
    officers = SpooledTexts(zip(ids, texts, strict=True))
    unit_payloads = {row.id: by_cycle.unit(place).to_json() for place, row in enumerate(units)}
    for _number, text in sorted(unit_payloads.items()):
        digest.add(text)
    return FrozenCycle(
        rules_version=RULES_VERSION,
        sha256=digest.hexdigest(),
        cycle=whole,
        officers=officers,
        units=unit_payloads,
    )


def _told_beside(linked: LinkedCycle, cycle: Cycle) -> dict[str, Texts]:
    """Of the first instrument alone: what is asked beside it belongs to no second one."""
    if linked.beside is None or not cycle.questionnaire.extras:
        return {}
    return BesideWriter(linked, cycle.questionnaire, cycle.policy).columns()


def compute_cycle(
    linked: LinkedCycle,
    cycle: Cycle,
    units: Sequence[CycleUnit],
    instrument: Instrument | None = None,
) -> ComputedCycle:
    """Everything computed once for a cycle: safe figures and what may be said of them."""
    instrument = instrument or cycle.instrument.content
    rules, layout = scoring_rules_of(cycle.policy, instrument), item_layout_of(instrument)
    sheets = packed_sheets(linked, units)
    safe = compute_suppressed_scores(sheets, rules, layout)
    inference = infer_cycle(safe.figures, safe.releasable_sheets, rules, layout)
    give_memory_back(len(linked.officer))
    place = {unit.id: number for number, unit in enumerate(units)}
    return ComputedCycle(
        sheets=sheets,
        safe=safe,
        inference=inference,
        severity=adjust_for_severity(
            safe.releasable_sheets, safe.figures, rules, inference.overall.perspective
        ),
        instrument=instrument,
        policy=cycle.policy,
        rules=rules,
        layout=layout,
        is_one_of_two=cycle.is_one_of_two,
        unit_codes=tuple(unit.code for unit in units),
        unit_parents=tuple(place[unit.parent_id] if unit.parent_id else None for unit in units),
    )


def digest_of_payloads(texts: Iterable[str], rules_version: str) -> str:
    """Hash of a cycle's payloads: the whole, then officers and units in the order of their ids."""
    digest = PayloadDigest(rules_version)
    for text in texts:
        digest.add(text)
    return digest.hexdigest()


class PayloadDigest:
    """The same of payloads that are at hand one after the other, in that order."""

    def __init__(self, rules_version: str) -> None:
        self._running = sha256(rules_version.encode())

    def add(self, text: str) -> str:
        """The next payload, which is given back."""
        self._running.update(b"\n" + text.encode())
        return text

    def hexdigest(self) -> str:
        return self._running.hexdigest()
