"""How many raters each officer has: counted at every view of a small cycle, kept of a large one.

What is kept is at most some minutes old, and a worker counts it anew. See docs/decisions/0188.
"""

from __future__ import annotations

import hashlib
import json
import struct
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.assignments.comparison import ComparisonGraph
from berakhlak.assignments.models import RaterCoverage
from berakhlak.cycle_administration.coverage import (
    OfficerCoverage,
    OpeningForecast,
    assigned_groups,
    count_coverage,
    officer_coverage,
)
from berakhlak.cycles.input_revision import input_revision
from berakhlak.cycles.models import BEFORE_OPENING, Cycle, CycleState, CycleUnit, Participant
from berakhlak.nominations.barred_pairs import barred_names
from berakhlak.pagination import paginate_list, paginate_pieces
from berakhlak.people.models import Person
from berakhlak.people.namesakes import name_with_mark

LARGE = 300
"""People in a cycle from which on counts are kept: what more cost is felt at every view."""
LEAST_REST = timedelta(seconds=30)
REST = 20  # Times as long as counting took, before the next.


@dataclass(frozen=True)
class CoverageSummary:
    """How many officers have a group that can never be shown; before opening, what it would bring.

    `counted_at`: when, where that was not just now.
    """

    short_officers: int
    forecast: OpeningForecast | None = None
    counted_at: datetime | None = None


def coverage_summary(session: Session, cycle: Cycle) -> CoverageSummary | None:
    """Of a cycle that has not ended; None where a large one has not been counted yet."""
    if not is_large(session, cycle):
        rows, forecast = count_coverage(session, cycle)
        return CoverageSummary(sum(bool(each.short) for each in rows), forecast)
    kept = _kept(session, cycle)
    if kept is None:
        return None
    told = json.loads(kept.summary_json)
    return CoverageSummary(told["short"], _forecast_of(told["forecast"]), kept.counted_at)


def coverage_page(
    session: Session, cycle: Cycle, page: int, per_page: int, *, only_wanting: bool
) -> Pagination | None:
    """A page of officers by unit and name, or of those who need a look; None where a large cycle
    has not been counted yet."""
    if not is_large(session, cycle):
        rows, _forecast = count_coverage(session, cycle)
        shown = [row for row in rows if row.needs_a_look] if only_wanting else rows
        return paginate_list(shown, page, per_page)
    if _kept(session, cycle) is None:
        return None
    wanted = RaterCoverage.wanting if only_wanting else RaterCoverage.rows
    packed = session.scalars(select(wanted).where(RaterCoverage.cycle_id == cycle.id)).one()
    size = _layout(cycle).size
    return paginate_pieces(packed, size, page, per_page, partial(_unpacked, session, cycle))


def counted_at(session: Session, cycle: Cycle) -> datetime | None:
    """When what is kept was counted; None where it is counted at every view, or not yet."""
    kept = _kept(session, cycle) if is_large(session, cycle) else None
    return kept.counted_at if kept else None


def keep_coverage(session: Session, cycle: Cycle, *, at: datetime) -> bool:
    """Count a large cycle anew where that is due; whether that was done."""
    revision, kept = input_revision(session), _kept(session, cycle)
    if not is_large(session, cycle) or (kept and not _is_due(kept, revision, at)):
        return False
    begun = time.perf_counter()
    rows, forecast = count_coverage(session, cycle)
    told = {
        "of": _of(cycle),
        "short": sum(bool(each.short) for each in rows),
        "forecast": asdict(forecast) if forecast else None,
    }
    session.merge(
        RaterCoverage(
            cycle_id=cycle.id,
            revision=revision,
            counted_at=at,
            seconds=time.perf_counter() - begun,
            summary_json=json.dumps(told),
            rows=_packed(cycle, rows),
            wanting=_packed(cycle, [each for each in rows if each.needs_a_look]),
        )
    )
    return True


def cycles_to_count(session: Session) -> Sequence[Cycle]:
    """Those of which it can be told how many raters each officer has."""
    states = (*BEFORE_OPENING, CycleState.OPEN)
    return session.scalars(select(Cycle).where(Cycle.state.in_(states)).order_by(Cycle.id)).all()


def is_large(session: Session, cycle: Cycle) -> bool:
    """Whether more than `LARGE` people are in the cycle, or would be."""
    people: Any = select(Participant.id).where(Participant.cycle_id == cycle.id)
    if cycle.opened_at is None:
        covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
        people = select(Person.id).where(Person.unit_id.in_(covered), Person.is_active)
    few = people.limit(LARGE + 1).subquery()
    return (session.scalar(select(func.count()).select_from(few)) or 0) > LARGE


def _is_due(kept: Any, revision: int, at: datetime) -> bool:
    rest = max(LEAST_REST, timedelta(seconds=REST * kept.seconds))
    return bool(kept.revision != revision and at - kept.counted_at >= rest)


def _kept(session: Session, cycle: Cycle) -> Any:
    """What is kept but for its rows, unless the cycle has been opened since, or its groups are
    others."""
    wanted = select(
        RaterCoverage.revision,
        RaterCoverage.counted_at,
        RaterCoverage.seconds,
        RaterCoverage.summary_json,
    )
    row = session.execute(wanted.where(RaterCoverage.cycle_id == cycle.id)).one_or_none()
    return row if row and json.loads(row.summary_json)["of"] == _of(cycle) else None


def _of(cycle: Cycle) -> str:
    """What must be the same for rows to be read as they were written."""
    state = "draft" if cycle.opened_at is None else "open"
    return hashlib.sha256(f"{state} {cycle.policy_json}".encode()).hexdigest()


def _forecast_of(told: Mapping[str, Any] | None) -> OpeningForecast | None:
    if told is None:
        return None
    return OpeningForecast(**{**told, "comparison": ComparisonGraph(**told["comparison"])})


def _layout(cycle: Cycle) -> struct.Struct:
    """One officer: whose row, how many peers within reach, and raters by group."""
    return struct.Struct(f"<ii{len(assigned_groups(cycle.policy))}i")


def _packed(cycle: Cycle, rows: Sequence[OfficerCoverage]) -> bytes:
    layout, groups = _layout(cycle), assigned_groups(cycle.policy)
    return b"".join(
        layout.pack(row.id, row.reach, *(row.raters.get(group.code, 0) for group in groups))
        for row in rows
    )


def _unpacked(session: Session, cycle: Cycle, packed: bytes) -> list[OfficerCoverage]:
    """Officers with their names of today; who is gone from the database is left out."""
    found = list(_layout(cycle).iter_unpack(packed))
    is_draft, seats = cycle.opened_at is None, [row[0] for row in found]
    names = _names(session, cycle, seats)
    barred = barred_names(session, cycle.agency_id, seats) if is_draft else {}
    codes = [group.code for group in assigned_groups(cycle.policy)]
    return [
        officer_coverage(
            officer,
            *names[officer],
            dict(zip(codes, counts, strict=True)),
            cycle.policy,
            reach,
            barred.get(officer, ()),
        )
        for officer, reach, *counts in found
        if officer in names
    ]


def _names(session: Session, cycle: Cycle, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Officer -> name and unit."""
    wanted: Any = (
        select(Participant.id, Participant.name, Participant.mark, CycleUnit.name)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(Participant.id.in_(ids))
    )
    if cycle.opened_at is None:
        covers = (CycleUnit.unit_id == Person.unit_id) & (CycleUnit.cycle_id == cycle.id)
        wanted = select(Person.id, Person.name, Person.mark, CycleUnit.name)
        wanted = wanted.join(CycleUnit, covers).where(Person.id.in_(ids))
    rows = session.execute(wanted)
    return {officer: (name_with_mark(name, mark), unit) for officer, name, mark, unit in rows}
