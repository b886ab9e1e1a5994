"""What closing stores, computed beforehand: reading alone, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.assignments.queries import facts_before_opening
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleUnit
from berakhlak.cycles.queries import get_cycle, units_of
from berakhlak.garbage_collection import give_memory_back
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.sealing.closing import open_and_link_cycle
from berakhlak.sealing.freezing.frozen_cycle import FrozenCycle, freeze_cycle
from berakhlak.sealing.linked_inputs import LinkedInputs
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.sealing.opened_sheets import OpenedSheets
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.second_results import answers_to_first, answers_to_second


@dataclass(frozen=True)
class ComputedResult:
    """Of one instrument; officers and units are those that the figures are keyed by."""

    linked: LinkedCycle
    units: Sequence[CycleUnit]
    frozen: FrozenCycle


@dataclass(frozen=True)
class PreparedResults:
    """All that closing stores, and from what it was computed (`inputs`). `second` is still keyed by
    people and units of the cycle itself."""

    first: ComputedResult
    second: ComputedResult | None
    counts: SealingCounts
    inputs: LinkedInputs


def prepare_results(
    session: Session,
    cycle_id: int,
    keys: KeyStore,
    leave_out: int,
    opened: OpenedSheets,
    opener: EnvelopeOpener | None = None,
) -> PreparedResults:
    """Open, link and compute a cycle that takes no answers any more.

    Reads by a session of its own, whose rows stay as they were read. What was `opened` before is
    forgotten once it is linked: figures need the room. Raises as `open_and_link_cycle`.
    """
    with Session(session.get_bind()) as reader:
        cycle = get_cycle(reader, cycle_id)
        inputs = LinkedInputs.read(reader, cycle)
        linked = open_and_link_cycle(reader, cycle, keys, leave_out, opened, opener)
        opened.forget()
        give_memory_back(len(linked.officer))
        units, facts = units_of(reader, cycle), facts_before_opening(reader, cycle)
        part = answers_to_first(linked, cycle)
        first = ComputedResult(part, units, freeze_cycle(part, cycle, units, facts))
        second = None
        if cycle.asked_second is not None:
            instrument = cycle.asked_second.instrument.content
            part = answers_to_second(linked, cycle)
            frozen = freeze_cycle(part, cycle, units, facts, instrument)
            second = ComputedResult(part, units, frozen)
        give_memory_back(len(linked.officer))
        return PreparedResults(first, second, linked.counts, inputs)
