"""What the holders' codes open, from the page on which they were typed to a worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from berakhlak.cycles.models import Cycle
from berakhlak.jobs.service import JobService
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.key_holders.handing_over import hand_over, process_public_key, taken_over
from berakhlak.key_holders.wrapping import CodeForeign, opener_of

REPORTED, HANDED = "handing_over", "opener"


def report_process_key() -> dict[str, object]:
    """What a worker says of itself: by which key it is handed what opens envelopes."""
    return {REPORTED: process_public_key()}


def opener_for_workers(
    service: JobService, cycle: Cycle, opener: EnvelopeOpener | None
) -> dict[str, object]:
    """Arguments for the job: sealed to each worker, and noise once that has ended."""
    if opener is None:
        return {}
    to = [str(told[REPORTED]) for told in service.workers().values() if REPORTED in told]
    return {HANDED: hand_over(opener, to, about=cycle.id)}


def handed_opener(cycle: Cycle, arguments: Mapping[str, Any]) -> EnvelopeOpener | None:
    """What this process was handed; None where it was another, which has ended."""
    private = taken_over(arguments.get(HANDED, {}), about=cycle.id)
    if private is None or cycle.holders is None or not cycle.holders.public:
        return None
    try:
        return opener_of(cycle.holders, private)
    except CodeForeign:
        return None
