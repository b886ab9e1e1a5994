"""Opening a cycle's sheets beside their raters, in memory and nowhere else: at sealing.

Every row is accounted for: what went in is linked, was given back by its rater, or is named as
spoilt. A row is spoilt when its box does not open, or when it belongs to nobody of the cycle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.citizens.models import HeldBatch, OpenVoice
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.engines import is_any_of
from berakhlak.instrument.answers import pack_answers
from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.linking_counters import LinkedCounter, counters_of, link_counters
from berakhlak.sealing.linking_voices import (
    LinkedRow,
    LinkedVoices,
    StoredVoice,
    link_voices,
)
from berakhlak.sealing.opened_sheets import OpenedSheets, Said
from berakhlak.sealing.row_counts import SealingCounts

AT_ONCE = 2_000  # Boxes in memory while they are opened.
NO_COMMENTS: dict[str, str] = {}  # Of most sheets: one for all of them.


class LinkedOfficer(NamedTuple):
    """Somebody of the cycle, as far as figures and their leaves need them; lighter than objects."""

    id: int
    nip: str
    name: str
    unit_id: int | None
    is_rated: bool


@dataclass(frozen=True, slots=True)
class LinkedComment:
    """A comment with the officer (place in `officers`) and group it is about and from."""

    officer: int
    group: str
    value_code: str
    text: str


@dataclass(frozen=True)
class LinkedCycle:
    """Every submitted sheet of a cycle, sorted by officer, group and rater.

    `officers`: rated participants by id. Per sheet: `officer` (place in `officers`), `group`
    (place among those of the policy), `rater` (participant id; citizens count down from -1), and
    `answers` (sheets x behaviours, uint8: 0 cannot rate, 255 not asked). `counts`: what became of
    each row. `spoilt`: assignments whose sheet is; spoilt voices, and sheets of nobody, have no
    name. `counters`: what was said about counters, which is in nothing else here.
    """

    officers: tuple[LinkedOfficer, ...]
    officer: NDArray[np.int64]
    group: NDArray[np.int64]
    rater: NDArray[np.int64]
    answers: NDArray[np.uint8]
    comments: tuple[LinkedComment, ...]
    invited: dict[str, int]
    counts: SealingCounts = SealingCounts()
    spoilt: tuple[Assignment, ...] = ()
    voices_apart: NDArray[np.int64] | None = None
    by_ticket: NDArray[np.bool_] | None = None
    screened: int = 0
    counters: tuple[LinkedCounter, ...] = ()


class _Asked(NamedTuple):
    """Who was asked about whom; lighter than the objects, of which a large cycle has many."""

    id: int
    ratee_id: int
    rater_id: int
    group: str
    declined: DeclineReason | None


@dataclass(frozen=True)
class _ReadSheets:
    """The sheets that open; assignments of those that do not; how many were given back, are in all,
    and are about officers who were withdrawn, which count nowhere else."""

    rows: list[LinkedRow]
    spoilt: list[int]
    given_back: int
    submitted: int
    withdrawn: int


@dataclass(frozen=True)
class _Form:
    """What a sheet must fit: the behaviours, the groups and the officers by their places."""

    questionnaire: Instrument
    groups: dict[str, int]
    officers: dict[int, int]

    def said(self, content: SheetContent) -> Said:
        """Raises one of SPOILT_ROW_ERRORS for what the form cannot say."""
        packed = pack_answers(self.questionnaire, content.answers)
        return packed, content.comments or NO_COMMENTS

    def row(self, asked: _Asked, said: Said) -> LinkedRow:
        """Raises KeyError for who is none of its officers or groups."""
        return LinkedRow(
            self.officers[asked.ratee_id], self.groups[asked.group], asked.rater_id, *said
        )


def link_cycle(
    session: Session, cycle: Cycle, key: CycleKey, opened: OpenedSheets | None = None
) -> LinkedCycle:
    """Unlock and link all submitted sheets and all voices of the cycle; spoilt ones are counted.

    `opened`: what an earlier look has found in the boxes; this one adds to it.
    """
    people = _people(session, cycle)
    officers = tuple(row for row in people if row.is_rated)
    form = _Form(
        cycle.questionnaire,
        {code: place for place, code in enumerate(cycle.policy.codes)},
        {row.id: index for index, row in enumerate(officers)},
    )
    asked = _asked(session, cycle)
    sheets = _sheets(session, cycle, key, form, asked, opened or OpenedSheets())
    unrated = {row.id for row in people if not row.is_rated}
    stored, released = _stored_voices(session, cycle), _released(session, cycle)
    counters = counters_of(session, cycle)
    voices = link_voices(cycle, key, form.officers, unrated, stored, released, counters)
    rows = sorted([*sheets.rows, *voices.counted], key=itemgetter(0, 1, 2, 3))
    packed = np.frombuffer(b"".join(row.answers for row in rows), np.uint8)
    return LinkedCycle(
        officers=officers,
        officer=np.array([row.officer for row in rows], np.int64),
        group=np.array([row.group for row in rows], np.int64),
        rater=np.array([row.rater for row in rows], np.int64),
        answers=packed.reshape(-1, len(form.questionnaire.behaviours)),
        comments=tuple(_comments(cycle, [*rows, *voices.apart])),
        invited=_invited(cycle, asked),
        counts=_counts(sheets, voices),
        spoilt=_assignments(session, sheets.spoilt),
        voices_apart=_voices_apart(cycle, voices, len(officers)),
        by_ticket=_by_ticket(cycle, rows),
        screened=voices.screened,
        counters=link_counters(session, cycle, voices.of_counters),
    )


def _counts(sheets: _ReadSheets, voices: LinkedVoices) -> SealingCounts:
    return SealingCounts(
        submitted=sheets.submitted,
        received=voices.received,
        sheets=len(sheets.rows),
        voices=voices.opened,
        given_back=sheets.given_back,
        spoilt_sheets=sheets.submitted - len(sheets.rows) - sheets.given_back,
        spoilt_voices=voices.received - voices.opened,
        withdrawn_sheets=sheets.withdrawn,
        withdrawn_voices=voices.withdrawn,
    )


def _stored_voices(session: Session, cycle: Cycle) -> list[StoredVoice]:
    asked = select(OpenVoice.id, OpenVoice.box).where(OpenVoice.cycle_id == cycle.id)
    rows = session.execute(asked.order_by(OpenVoice.id))
    return [StoredVoice(bytes(number), bytes(box)) for number, box in rows]


def _released(session: Session, cycle: Cycle) -> set[int]:
    """Batches of held voices that HR let count."""
    mine = (HeldBatch.cycle_id == cycle.id, HeldBatch.is_released.is_(True))
    return set(session.scalars(select(HeldBatch.id).where(*mine)))


def _by_ticket(cycle: Cycle, rows: list[LinkedRow]) -> NDArray[np.bool_] | None:
    if not cycle.policy.behaviour_tickets:
        return None
    return np.array([row.door is not None and row.door.proves_visit for row in rows], bool)


def _voices_apart(cycle: Cycle, voices: LinkedVoices, officers: int) -> NDArray[np.int64] | None:
    if not cycle.policy.behaviour_tickets:
        return None
    return np.bincount([row.officer for row in voices.apart], minlength=officers).astype(np.int64)


def _people(session: Session, cycle: Cycle) -> list[LinkedOfficer]:
    columns = (getattr(Participant, name) for name in LinkedOfficer._fields)
    found = select(*columns).where(Participant.cycle_id == cycle.id).order_by(Participant.id)
    return [LinkedOfficer(*row) for row in session.execute(found)]


def _asked(session: Session, cycle: Cycle) -> list[_Asked]:
    columns = (getattr(Assignment, name) for name in _Asked._fields)
    found = select(*columns).where(Assignment.cycle_id == cycle.id).order_by(Assignment.id)
    return [_Asked(*row) for row in session.execute(found)]


def _assignments(session: Session, ids: list[int]) -> tuple[Assignment, ...]:
    wanted = select(Assignment).where(is_any_of(Assignment.id, ids)).order_by(Assignment.id)
    return tuple(session.scalars(wanted))


def _sheets(
    session: Session,
    cycle: Cycle,
    key: CycleKey,
    form: _Form,
    asked: list[_Asked],
    opened: OpenedSheets,
) -> _ReadSheets:
    by_handle = {key.handle(each.id): each for each in asked}
    stored = select(OpenSheet.handle, OpenSheet.box).where(
        OpenSheet.cycle_id == cycle.id, OpenSheet.is_submitted
    )
    rows, spoilt, submitted, given_back, withdrawn = [], [], 0, 0, 0
    for handle, box in session.execute(stored, execution_options={"yield_per": AT_ONCE}):
        submitted += 1
        assignment = by_handle.get(bytes(handle))
        if assignment is None:
            continue
        if assignment.declined is DeclineReason.WITHDRAWN:
            # Nowhere counted: the number would tell how many had answered about that officer.
            withdrawn += 1
        elif assignment.declined is not None:
            given_back += 1
        elif row := _sheet(assignment, key, bytes(handle), bytes(box), form, opened):
            rows.append(row)
        else:
            spoilt.append(assignment.id)
    return _ReadSheets(rows, spoilt, given_back, submitted - withdrawn, withdrawn)


def _sheet(
    assignment: _Asked,
    key: CycleKey,
    handle: bytes,
    box: bytes,
    form: _Form,
    opened: OpenedSheets,
) -> LinkedRow | None:
    """None when the box does not open, or says what the form cannot."""
    said = opened.said(
        box, handle, lambda: form.said(SheetContent.from_bytes(key.decrypt(box, handle)))
    )
    try:
        return form.row(assignment, said) if said else None
    except KeyError:
        return None


def _comments(cycle: Cycle, rows: list[LinkedRow]) -> Iterator[LinkedComment]:
    codes = cycle.policy.codes
    for row in rows:
        for value_code, written in row.comments.items():
            # PostgreSQL refuses this character in any text: one such comment would keep the cycle
            # from ever being sealed, and boxes cannot be mended by hand.
            if text := written.replace("\0", ""):
                yield LinkedComment(row.officer, codes[row.group], value_code, text)


def _invited(cycle: Cycle, asked: list[_Asked]) -> dict[str, int]:
    counts = dict.fromkeys((code for code in cycle.policy.codes if code != Relation.CITIZEN), 0)
    for assignment in asked:
        if assignment.declined is None:
            counts[assignment.group] += 1
    return counts
