"""How the officers of an agency stood in an earlier cycle, and how all of them moved since."""

from __future__ import annotations

import math
from collections import OrderedDict

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Participant
from berakhlak.packed_text import json_of
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.statistics.frozen_result import FIRST_RULES, CycleFigures
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.inference.regressed_change import EarlierPopulation, agency_drift

MOST_KEPT = 16
_known: OrderedDict[tuple[str, str], EarlierPopulation | None] = OrderedDict()
"""By the hashes of both results, which never change: a whole archive asks again and again."""


def earlier_population(
    session: Session, before: CycleResult, now: CycleResult
) -> EarlierPopulation | None:
    """What a person's change is compared with; None under version 1 and where too few are in both
    cycles."""
    if FIRST_RULES in (before.rules_version, now.rules_version):
        return None
    key = (before.sha256, now.sha256)
    if key not in _known:
        _known[key] = _former(session, before, now)
        while len(_known) > MOST_KEPT:
            _known.popitem(last=False)
    return _known[key]


def change_z(now: CycleResult) -> float:
    """How many standard errors a person's change must exceed, as frozen with the later cycle."""
    if now.rules_version == FIRST_RULES:
        return math.inf
    return frozen_cutoffs(now).change_z


def frozen_cutoffs(result: CycleResult) -> StatementCutoffs:
    """Every number that decides words of a cycle, as it was when the cycle was sealed."""
    return StatementCutoffs.of_frozen(CycleFigures.from_json(result.payload).cutoffs)


def _former(session: Session, before: CycleResult, now: CycleResult) -> EarlierPopulation | None:
    dependability = CycleFigures.from_json(before.payload).dependability
    old, new = (_overall(session, each.cycle_id) for each in (before, now))
    both = old.keys() & new.keys()
    then, later = (np.array([x[who] for who in both]) for x in (old, new))
    drift = agency_drift(then, later, frozen_cutoffs(now).least_compared)
    if dependability is None or math.isnan(drift):
        return None
    return EarlierPopulation(float(np.mean(list(old.values()))), dependability.variance, drift)


def _overall(session: Session, cycle_id: int) -> dict[int, float]:
    """Overall figures of others by person; the database takes them out of the payloads."""
    figure = json_of(session, OfficerResult.payload)["overall_others"].as_float()
    rows = session.execute(
        select(Participant.person_id, figure)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(OfficerResult.cycle_id == cycle_id)
    )
    return {who: number for who, number in rows if who is not None and number is not None}
