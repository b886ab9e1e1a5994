"""What the holders' codes open, from the page on which they were typed to a worker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import current_app

from berakhlak.cycles.models import Cycle
from berakhlak.jobs.models import Job
from berakhlak.jobs.service import JobService
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.key_holders.handing_over import (
    forget_process_key,
    hand_over,
    is_proven,
    process_public_key,
    proof_of,
    taken_over,
)
from berakhlak.key_holders.wrapping import CodeForeign, opener_of

REPORTED, PROOF, HANDED = "handing_over", "handing_over_proof", "opener"


def report_process_key() -> dict[str, object]:
    """What a worker says of itself: by which key it is handed what opens envelopes."""
    public = process_public_key()
    return {REPORTED: public, PROOF: proof_of(public, _secret())}


def opener_for_workers(
    service: JobService, cycle: Cycle, opener: EnvelopeOpener | None
) -> dict[str, object]:
    """Arguments for the job: sealed to each worker, and noise once that has ended."""
    if opener is None:
        return {}
    secret, notes = _secret(), service.workers().values()
    said = [(str(told.get(REPORTED, "")), str(told.get(PROOF, ""))) for told in notes]
    to = [public for public, proof in said if is_proven(public, proof, secret)]
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


def forget_handed(job: Job, arguments: Mapping[str, Any]) -> None:
    """At the end of a closing, whatever came of it: neither its row nor an old copy of it opens
    anything, though this process goes on for months. Nothing here commits."""
    if arguments.get(HANDED):
        job.arguments_json = json.dumps({**arguments, HANDED: {}})
        forget_process_key()


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
