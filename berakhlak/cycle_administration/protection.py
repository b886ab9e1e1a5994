"""What the results of a closed cycle let readers be certain of, told before they are published."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.disclosure.attackers_wording import narrow_words
from berakhlak.disclosure.promises import certificate_sentences, remedy_sentences
from berakhlak.disclosure.queries import narrow_circles_of
from berakhlak.sealing.models import CycleResult
from berakhlak.statistics.frozen_result import CycleFigures


@dataclass(frozen=True)
class DisclosureNotice:
    """Sentences: what readers learn, and what the agency can raise; both empty without a
    certificate."""

    sentences: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()


def disclosure_notice(session: Session, cycle: Cycle) -> DisclosureNotice | None:
    """Of a closed cycle; None while it has no results."""
    result = session.get(CycleResult, cycle.id)
    if result is None:
        return None
    certificate = CycleFigures.from_json(result.payload).certificate
    if certificate is None:
        return DisclosureNotice()
    peers, said = cycle.policy.peers_per_officer, list(certificate_sentences(certificate))
    if circles := narrow_circles_of(session, cycle):
        said.append(narrow_words(circles))
    return DisclosureNotice(tuple(said), tuple(remedy_sentences(certificate, peers)))
