"""What HR sees of an open cycle's progress: a look that is a day old or older, in coarse steps.

Whoever polls a live count learns who sent what at which minute. 0005 says how a look prevents it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

from sqlalchemy import Row, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.assignments.models import ProgressLook
from berakhlak.cycle_administration.late_raters import (
    LateRater,
    LateRaters,
    packed_raters,
    unpacked_raters,
)
from berakhlak.cycle_administration.name_index import NameIndex, packed_names
from berakhlak.cycle_administration.officer_cycles import departed_names, departed_seats
from berakhlak.cycle_administration.progress import (
    CycleProgress,
    SheetTally,
    cycle_tally,
    live_progress,
    unanswered_progress,
)
from berakhlak.cycles.keys import BoxDamaged, CycleKey, KeyStore
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.engines import rows_changed
from berakhlak.people.namesakes import name_with_mark

LEAST_NEW = 10  # Forms that have to be sent before a later day shows another look.


@dataclass(frozen=True)
class CoarseShare:
    """How much of what was asked for is sent: in whole tenths, 10 only when all of it is."""

    asked: int
    tenths: int


class UnitShare(NamedTuple):
    """What the raters of one unit of the cycle sent; looks of older versions have no `unit_id`."""

    unit: str | None
    share: CoarseShare
    unit_id: int | None = None


@dataclass(frozen=True)
class DatedProgress:
    """Progress as of a day; `units` are the raters' units (None: outside the cycle's units)."""

    taken_on: date
    total: SheetTally
    groups: Mapping[str, CoarseShare]
    units: tuple[UnitShare, ...]
    raters: Sequence[LateRater]


def dated_progress(session: Session, cycle: Cycle, *, keys: KeyStore, today: date) -> DatedProgress:
    """The look that HR may have today, without raters who have left since. Raises KeyUnusable.

    Commits a new look before anybody sees it: one that was not kept would be a live count.
    """
    return _without_departed(session, cycle, _look_of_today(session, cycle, keys, today))


def kept_progress(session: Session, cycle: Cycle, *, keys: KeyStore) -> DatedProgress | None:
    """The look that HR saw last, without taking another; nothing is written. Raises KeyUnusable."""
    row = _kept_row(session, cycle)
    look = _opened(session, cycle, keys.key_of(cycle), row) if row else None
    return _without_departed(session, cycle, look) if look else None


def _without_departed(session: Session, cycle: Cycle, look: DatedProgress) -> DatedProgress:
    if isinstance(look.raters, LateRaters):
        left = departed_seats(session, cycle)
        return replace(look, raters=look.raters.without(left)) if left else look
    gone = set(departed_names(session, cycle)) if look.raters else set()
    return replace(look, raters=tuple(each for each in look.raters if each.name not in gone))


def _kept_row(session: Session, cycle: Cycle) -> Row[date, bytes, bytes | None] | None:
    wanted = select(ProgressLook.taken_on, ProgressLook.box, ProgressLook.raters)
    return session.execute(wanted.where(ProgressLook.cycle_id == cycle.id)).one_or_none()


def _look_of_today(session: Session, cycle: Cycle, keys: KeyStore, today: date) -> DatedProgress:
    key = keys.key_of(cycle)
    row = _kept_row(session, cycle)
    known = _opened(session, cycle, key, row) if row else None
    sent = known.total.done if known else 0
    # Counting comes last: on most days nothing is counted.
    if (
        today > _since(cycle, row and row.taken_on)
        and cycle_tally(session, cycle, keys=keys).done - sent >= LEAST_NEW
    ):
        look = _coarse(live_progress(session, cycle, keys=keys), today)
    elif known is None:
        look = _coarse(unanswered_progress(session, cycle), today)
    else:
        return known
    if _keep(session, cycle, look, key, instead_of=row and row.taken_on):
        return look
    # Another request was quicker; what it kept is what everybody sees.
    session.rollback()
    return _look_of_today(session, cycle, keys, today)


def _since(cycle: Cycle, taken_on: date | None) -> date:
    """The day that has to be over before another look is taken."""
    opened_on = cycle.opened_at.date() if cycle.opened_at else cycle.opens_on
    return taken_on or opened_on


def _coarse(progress: CycleProgress, today: date) -> DatedProgress:
    return DatedProgress(
        taken_on=today,
        total=progress.total,
        groups={group: _part(tally) for group, tally in progress.groups.items()},
        units=tuple(UnitShare(unit, _part(tally), at) for unit, tally, at in progress.units),
        raters=tuple(
            sorted(
                (
                    LateRater(each.name, each.unit_id, each.unit, each.tally.done > 0, each.id)
                    for each in progress.raters
                ),
                key=lambda rater: (rater.has_begun, rater.name),
            )
        ),
    )


def _part(tally: SheetTally) -> CoarseShare:
    return CoarseShare(tally.asked, tally.done * 10 // tally.asked if tally.asked else 0)


def _keep(
    session: Session, cycle: Cycle, look: DatedProgress, key: CycleKey, *, instead_of: date | None
) -> bool:
    """Commit the look, unless another one came in between."""
    boxes = {
        "box": key.encrypt(_written(look), _handle(cycle)),
        "raters": key.encrypt(packed_raters(look.raters), _raters_handle(cycle)),
        "names": packed_names(_everybody(session, cycle)),
    }
    if instead_of is None:
        session.add(ProgressLook(cycle_id=cycle.id, taken_on=look.taken_on, **boxes))
    else:
        mine = (ProgressLook.cycle_id == cycle.id, ProgressLook.taken_on == instead_of)
        change = update(ProgressLook).where(*mine).values(taken_on=look.taken_on, **boxes)
        if not rows_changed(session, change.execution_options(synchronize_session=False)):
            return False
    try:
        session.commit()
    except IntegrityError:
        return False
    return True


def _handle(cycle: Cycle) -> bytes:
    return b"progress:%d" % cycle.id


def _raters_handle(cycle: Cycle) -> bytes:
    return b"late:%d" % cycle.id


def _written(look: DatedProgress) -> bytes:
    content = {
        "total": [look.total.done, look.total.asked],
        "groups": {group: [part.asked, part.tenths] for group, part in look.groups.items()},
        "units": [[unit, part.asked, part.tenths, at] for unit, part, at in look.units],
        "untouched": sum(not each.has_begun for each in look.raters),
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _opened(
    session: Session, cycle: Cycle, key: CycleKey, row: Row[date, bytes, bytes | None]
) -> DatedProgress | None:
    """The look in its boxes; None for a damaged one, which is worth no more than a new look.

    Raters lie in a box of their own: most pages show none of them, or a few.
    """
    try:
        content = json.loads(key.decrypt(row.box, _handle(cycle)))
        packed = key.decrypt(row.raters, _raters_handle(cycle)) if row.raters else b""
    except BoxDamaged:
        return None
    return DatedProgress(
        taken_on=row.taken_on,
        total=SheetTally(*content["total"]),
        groups={code: CoarseShare(*part) for code, part in content["groups"].items()},
        units=tuple(
            UnitShare(unit, CoarseShare(asked, tenths), *unit_id)
            for unit, asked, tenths, *unit_id in content["units"]
        ),
        raters=unpacked_raters(
            session, cycle.id, packed, content["untouched"], partial(_names, session, cycle)
        )
        if row.raters
        else tuple(LateRater(*each) for each in content["raters"]),  # Of an older version.
    )


def _everybody(session: Session, cycle: Cycle) -> Iterator[tuple[int, str]]:
    """Everybody of the cycle with their names as a look has them."""
    seats = select(Participant.id, Participant.name, Participant.mark)
    for seat, name, mark in session.execute(seats.where(Participant.cycle_id == cycle.id)):
        yield seat, name_with_mark(name, mark)


def _names(session: Session, cycle: Cycle) -> NameIndex | None:
    """The words of the names in a cycle; None where an older version took the look."""
    packed = session.scalar(select(ProgressLook.names).where(ProgressLook.cycle_id == cycle.id))
    return NameIndex(packed) if packed else None
