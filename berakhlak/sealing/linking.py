"""Opening a cycle's sheets beside their raters, in memory and nowhere else: at sealing.

Every row is accounted for: what went in is linked, was given back by its rater, or is named as
spoilt. A row is spoilt when its box does not open, or when it belongs to nobody of the cycle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.queries import assignments_of_cycle
from berakhlak.citizens.models import HeldBatch, OpenVoice
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.queries import participants_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.instrument.answers import pack_answers
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.linking_voices import (
    SPOILT_ROW_ERRORS,
    LinkedRow,
    LinkedVoices,
    StoredVoice,
    link_voices,
)
from berakhlak.sealing.row_counts import SealingCounts


@dataclass(frozen=True)
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
    name. `voices_apart`: of each officer, how many voices no figure is made of; None where all
    count alike. `by_ticket`: whether a row is a voice that a served visit stands behind.
    `screened`: voices that HR did not release.
    """

    officers: tuple[Participant, ...]
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


@dataclass(frozen=True)
class _ReadSheets:
    """The sheets that open; assignments of those that do not; how many were given back, are in all,
    and are about officers who were withdrawn, which count nowhere else."""

    rows: list[LinkedRow]
    spoilt: list[Assignment]
    given_back: int
    submitted: int
    withdrawn: int


def link_cycle(session: Session, cycle: Cycle, key: CycleKey) -> LinkedCycle:
    """Unlock and link all submitted sheets and all voices of the cycle; spoilt ones are counted."""
    officers = tuple(row for row in participants_of(session, cycle) if row.is_rated)
    place = {row.id: index for index, row in enumerate(officers)}
    sheets = _sheets(session, cycle, key, place)
    voices = link_voices(
        session, cycle, key, place, _stored_voices(session, cycle), _released(session, cycle)
    )
    rows = sorted(
        [*sheets.rows, *voices.counted], key=lambda r: (r.officer, r.group, r.rater, r.answers)
    )
    width = len(cycle.questionnaire.behaviours)
    packed = np.frombuffer(b"".join(row.answers for row in rows), np.uint8)
    return LinkedCycle(
        officers=officers,
        officer=np.array([row.officer for row in rows], np.int64),
        group=np.array([row.group for row in rows], np.int64),
        rater=np.array([row.rater for row in rows], np.int64),
        answers=packed.reshape(-1, width),
        comments=tuple(_comments(cycle, [*rows, *voices.apart])),
        invited=_invited(session, cycle),
        counts=SealingCounts(
            submitted=sheets.submitted,
            received=voices.received,
            sheets=len(sheets.rows),
            voices=voices.opened,
            given_back=sheets.given_back,
            spoilt_sheets=sheets.submitted - len(sheets.rows) - sheets.given_back,
            spoilt_voices=voices.received - voices.opened,
            withdrawn_sheets=sheets.withdrawn,
            withdrawn_voices=voices.withdrawn,
        ),
        spoilt=tuple(sheets.spoilt),
        voices_apart=_voices_apart(cycle, voices, len(officers)),
        by_ticket=_by_ticket(cycle, rows),
        screened=voices.screened,
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


def _sheets(session: Session, cycle: Cycle, key: CycleKey, place: dict[int, int]) -> _ReadSheets:
    stored = {
        bytes(handle): bytes(box)
        for handle, box in session.execute(
            select(OpenSheet.handle, OpenSheet.box).where(
                OpenSheet.cycle_id == cycle.id, OpenSheet.is_submitted
            )
        )
    }
    rows, spoilt, given_back, withdrawn = [], [], 0, 0
    for assignment in assignments_of_cycle(session, cycle):
        handle = key.handle(assignment.id)
        if handle not in stored:
            continue
        if assignment.declined is DeclineReason.WITHDRAWN:
            # Nowhere counted: the number would tell how many had answered about that officer.
            withdrawn += 1
        elif assignment.declined is not None:
            given_back += 1
        elif row := _sheet(cycle, assignment, key, handle, stored[handle], place):
            rows.append(row)
        else:
            spoilt.append(assignment)
    return _ReadSheets(rows, spoilt, given_back, len(stored) - withdrawn, withdrawn)


def _sheet(
    cycle: Cycle,
    assignment: Assignment,
    key: CycleKey,
    handle: bytes,
    box: bytes,
    place: dict[int, int],
) -> LinkedRow | None:
    """None when the box does not open, or says what the form cannot."""
    try:
        content = SheetContent.from_bytes(key.decrypt(box, handle))
        return LinkedRow(
            place[assignment.ratee_id],
            cycle.policy.codes.index(assignment.group),
            assignment.rater_id,
            pack_answers(cycle.questionnaire, content.answers),
            content.comments,
        )
    except SPOILT_ROW_ERRORS:
        return None


def _comments(cycle: Cycle, rows: list[LinkedRow]) -> Iterator[LinkedComment]:
    codes = cycle.policy.codes
    for row in rows:
        for value_code, written in row.comments.items():
            # PostgreSQL refuses this character in any text: one such comment would keep the cycle
            # from ever being sealed, and boxes cannot be mended by hand.
            if text := written.replace("\0", ""):
                yield LinkedComment(row.officer, codes[row.group], value_code, text)


def _invited(session: Session, cycle: Cycle) -> dict[str, int]:
    counts = dict.fromkeys((code for code in cycle.policy.codes if code != Relation.CITIZEN), 0)
    for assignment in assignments_of_cycle(session, cycle):
        if assignment.declined is None:
            counts[assignment.group] += 1
    return counts


def digest_of_inputs(session: Session, cycle: Cycle) -> bytes:
    """Of everything that the figures rest on, but for what the boxes hold: that cannot change once
    the cycle takes no answers."""
    running = sha256()
    for asked in _inputs(cycle):
        for row in session.execute(asked):
            running.update(repr(tuple(row)).encode())
        running.update(b"\n")
    return running.digest()


def _inputs(cycle: Cycle) -> list[Select[tuple[object, ...]]]:
    tables = (
        (Participant, (Participant.id, Participant.is_rated, Participant.unit_id)),
        (Assignment, (Assignment.id, Assignment.declined)),
        (OpenSheet, (OpenSheet.handle, OpenSheet.is_submitted)),
        (OpenVoice, (OpenVoice.id,)),
        (HeldBatch, (HeldBatch.id, HeldBatch.is_released)),
    )
    return [
        select(*columns).where(model.cycle_id == cycle.id).order_by(columns[0])
        for model, columns in tables
    ]
