"""Opening a cycle's sheets beside their raters, in memory and nowhere else, once: at sealing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.assignments.queries import of_cycle
from berakhlak.citizens.content import VoiceContent
from berakhlak.citizens.models import OpenVoice
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.policy import Group
from berakhlak.cycles.queries import participants_of
from berakhlak.instrument.answers import pack
from berakhlak.ratings.content import SheetContent
from berakhlak.ratings.models import OpenSheet

GROUPS = tuple(Group)


@dataclass(frozen=True)
class LinkedComment:
    """A comment with the officer (place in `officers`) and group it is about and from."""

    officer: int
    group: Group
    value_code: str
    text: str


@dataclass(frozen=True)
class LinkedCycle:
    """Every submitted sheet of a cycle, sorted by officer, group and rater.

    `officers`: rated participants by id. Per sheet: `officer` (place in `officers`), `group`
    (place in Group), `rater` (participant id; citizens count down from -1), and `answers`
    (sheets x behaviours, uint8: 0 cannot rate, 255 not asked).
    """

    officers: tuple[Participant, ...]
    officer: NDArray[np.int64]
    group: NDArray[np.int64]
    rater: NDArray[np.int64]
    answers: NDArray[np.uint8]
    comments: tuple[LinkedComment, ...]
    invited: dict[str, int]


@dataclass(frozen=True)
class _Row:
    officer: int
    group: int
    rater: int
    answers: bytes
    comments: dict[str, str]


def link(session: Session, cycle: Cycle, key: CycleKey) -> LinkedCycle:
    """Unlock and link all submitted sheets and all voices of the cycle."""
    officers = tuple(row for row in participants_of(session, cycle) if row.is_rated)
    place = {row.id: index for index, row in enumerate(officers)}
    rows = [*_sheets(session, cycle, key, place), *_voices(session, cycle, key, place)]
    rows.sort(key=lambda row: (row.officer, row.group, row.rater, row.answers))
    width = len(cycle.instrument.content.behaviours)
    packed = np.frombuffer(b"".join(row.answers for row in rows), np.uint8)
    return LinkedCycle(
        officers=officers,
        officer=np.array([row.officer for row in rows], np.int64),
        group=np.array([row.group for row in rows], np.int64),
        rater=np.array([row.rater for row in rows], np.int64),
        answers=packed.reshape(-1, width),
        comments=tuple(_comments(rows)),
        invited=_invited(session, cycle),
    )


def _sheets(session: Session, cycle: Cycle, key: CycleKey, place: dict[int, int]) -> Iterator[_Row]:
    instrument = cycle.instrument.content
    stored = {
        bytes(handle): bytes(box)
        for handle, box in session.execute(
            select(OpenSheet.handle, OpenSheet.box).where(
                OpenSheet.cycle_id == cycle.id, OpenSheet.is_submitted
            )
        )
    }
    for assignment in of_cycle(session, cycle):
        handle = key.handle(assignment.id)
        if handle not in stored or assignment.declined is not None:
            continue
        content = SheetContent.from_bytes(key.unlock(stored[handle], handle))
        yield _Row(
            place[assignment.ratee_id],
            GROUPS.index(assignment.group),
            assignment.rater_id,
            pack(instrument, content.answers),
            content.comments,
        )


def _voices(session: Session, cycle: Cycle, key: CycleKey, place: dict[int, int]) -> Iterator[_Row]:
    instrument = cycle.instrument.content
    citizen = GROUPS.index(Group.CITIZEN)
    voices = session.scalars(
        select(OpenVoice).where(OpenVoice.cycle_id == cycle.id).order_by(OpenVoice.id)
    )
    for number, voice in enumerate(voices, start=1):
        content = VoiceContent.from_bytes(key.unlock(voice.box, voice.id))
        comments = {"": content.comment} if content.comment else {}
        packed = pack(instrument, content.answers)
        yield _Row(place[content.ratee_id], citizen, -number, packed, comments)


def _comments(rows: list[_Row]) -> Iterator[LinkedComment]:
    for row in rows:
        for value_code, written in row.comments.items():
            # PostgreSQL refuses this character in any text: one such comment would keep the cycle
            # from ever being sealed, and boxes cannot be mended by hand.
            if text := written.replace("\0", ""):
                yield LinkedComment(row.officer, GROUPS[row.group], value_code, text)


def _invited(session: Session, cycle: Cycle) -> dict[str, int]:
    counts = dict.fromkeys((str(group) for group in GROUPS if group is not Group.CITIZEN), 0)
    for assignment in of_cycle(session, cycle):
        if assignment.declined is None:
            counts[assignment.group] += 1
    return counts
