"""What the results of a closed cycle let readers be certain of, told before they are published."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.aggregation.models import CycleResult
from berakhlak.aggregation.result import CycleFigures
from berakhlak.cycles.models import Cycle
from berakhlak.disclosure.promises import promises, remedies


@dataclass(frozen=True)
class Protection:
    """Sentences: what readers learn, and what the agency can raise; both empty without a
    certificate."""

    told: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()


def protection(session: Session, cycle: Cycle) -> Protection | None:
    """Of a closed cycle; None while it has no results."""
    result = session.get(CycleResult, cycle.id)
    if result is None:
        return None
    certificate = CycleFigures.from_json(result.payload).certificate
    if certificate is None:
        return Protection()
    peers = cycle.policy.peers_per_officer
    return Protection(tuple(promises(certificate)), tuple(remedies(certificate, peers)))
