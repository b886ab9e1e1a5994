"""The index of trust by quarter with its parts, and what happened beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from berakhlak.formats import format_number
from berakhlak.public_pages.facts import UnitFacts
from berakhlak.public_pages.told_by_rooms import ComplaintQuarter
from berakhlak.quarters import Quarter
from berakhlak.service_standards.models import ChangeKind
from berakhlak.statistics.trust_index import (
    TrustIndex,
    TrustPart,
    answering_part,
    complaint_peaks,
    conduct_part,
    service_part,
    trust_index,
)

YEAR = 4
MOST_QUARTERS = 12


@dataclass(frozen=True, kw_only=True)
class TrustPoint:
    """One quarter; parts count for a year."""

    quarter: Quarter
    conduct: TrustPart | None
    service: TrustPart | None
    answering: TrustPart | None
    index: TrustIndex | None


@dataclass(frozen=True, kw_only=True)
class TrustEvent:
    """Something that happened; `kind`: standard, service, training or peak."""

    day: date
    kind: str
    words: str

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.day)


def trust_points(facts: UnitFacts) -> tuple[TrustPoint, ...]:
    """Every quarter from the first of which anything is known to the last, the latest twelve."""
    known = [each.quarter for each in facts.citizens]
    known += [each.quarter for each in facts.surveys]
    known += [each.quarter for each in facts.complaints]
    if not known:
        return ()
    last = max(known)
    number = min(last.place - min(known).place + 1, MOST_QUARTERS)
    return tuple(_point(facts, last.earlier(by)) for by in reversed(range(number)))


def _point(facts: UnitFacts, quarter: Quarter) -> TrustPoint:
    def within(other: Quarter) -> bool:
        return 0 <= quarter.place - other.place < YEAR

    citizens = [each for each in facts.citizens if within(each.quarter) and each.has_any]
    surveys = [each for each in facts.surveys if within(each.quarter)]
    complaints = [each for each in facts.complaints if within(each.quarter)]
    conduct = conduct_part(citizens[-1].figures) if citizens else None
    service = service_part(surveys[-1].ikm, surveys[-1].low, surveys[-1].high) if surveys else None
    answering = answering_part(
        sum(each.in_time or 0 for each in complaints),
        sum(each.received or 0 for each in complaints),
    )
    return TrustPoint(
        quarter=quarter,
        conduct=conduct,
        service=service,
        answering=answering,
        index=trust_index((conduct, service, answering)),
    )


def trust_events(facts: UnitFacts, points: Sequence[TrustPoint]) -> tuple[TrustEvent, ...]:
    """What happened in the quarters of the line, in order."""
    if not points:
        return ()
    first, last = points[0].quarter, points[-1].quarter
    found = (each for each in _events(facts) if first <= each.quarter <= last)
    return tuple(sorted(found, key=lambda each: (each.day, each.words)))


def _events(facts: UnitFacts) -> Iterator[TrustEvent]:
    for service in facts.services:
        for version in service.versions[1:]:
            words = _("Standar baru: %(service)s", service=version.name)
            yield TrustEvent(day=version.holds_from, kind="standard", words=str(words))
    for change in facts.changes:
        said = change.newest
        kind = "training" if said.kind is ChangeKind.TRAINING else "service"
        yield TrustEvent(day=said.happened_on, kind=kind, words=said.words)
    for quarter, received in _peaks(facts.complaints):
        words = _("Puncak keluhan: %(count)s", count=format_number(received))
        yield TrustEvent(day=quarter.first_day, kind="peak", words=str(words))


def _peaks(complaints: Sequence[ComplaintQuarter]) -> Iterator[tuple[Quarter, int]]:
    """Quarters with a peak. Nothing is said of one where a number of the three quarters before is
    withheld: too few to tell is not none."""
    told = {each.quarter: each.received for each in complaints if each.received is not None}
    for quarter, received in told.items():
        before = [told.get(quarter.earlier(by)) for by in (3, 2, 1)]
        counts = [each for each in before if each is not None]
        if len(counts) == len(before) and complaint_peaks([*counts, received]):
            yield quarter, received
