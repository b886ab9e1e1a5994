"""Citizens' voices at closing: opened, and parted by the door they came by.

What each door is good for is told in docs/decisions/0176-doors-of-voices.md.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.cycles.keys import BoxDamaged
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.instrument.answers import NOT_ASKED, pack_answers
from berakhlak.sealing.box_keys import BoxKey

# Not the cycle's, not ours, or about somebody whom the cycle does not know.
SPOILT_ROW_ERRORS = (BoxDamaged, KeyError, ValueError)


@dataclass(frozen=True)
class StoredVoice:
    """A voice's row as it lies in the database."""

    id: bytes
    box: bytes


class LinkedRow(NamedTuple):
    """A sheet or a voice as `LinkedCycle` keeps it; `door` and `held` as in `VoiceContent`. Of a
    voice `of_counter`, `officer` is the id of the counter."""

    officer: int
    group: int
    rater: int
    answers: bytes
    comments: dict[str, str]
    door: Door | None = None
    held: int | None = None
    of_counter: bool = False


@dataclass(frozen=True)
class LinkedVoices:
    """`counted` make up the group, `apart` no figure, `screened` nothing at all: HR did not release
    them; `of_counters` speak of no officer. `received`: all that are there, but for `withdrawn`
    ones about officers who left."""

    counted: list[LinkedRow] = field(default_factory=list)
    apart: list[LinkedRow] = field(default_factory=list)
    of_counters: list[LinkedRow] = field(default_factory=list)
    screened: int = 0
    received: int = 0
    withdrawn: int = 0

    @property
    def opened(self) -> int:
        return len(self.counted) + len(self.apart) + len(self.of_counters) + self.screened


def link_voices(
    cycle: Cycle,
    key: BoxKey,
    place: dict[int, int],
    unrated: Collection[int],
    voices: Sequence[StoredVoice],
    released: Collection[int] = (),
    counters: Collection[int] = (),
) -> LinkedVoices:
    """The voices that open and speak of an officer of the cycle (`place`: of each by id), or of one
    of its `counters`.

    `unrated`: participants who are not rated, such as those who were withdrawn. `released`: batches
    of held voices that count.
    """
    about = [voice for voice in voices if not _speaks_of(voice, key, unrated)]
    rows = [
        row
        for n, voice in enumerate(about, start=1)
        if (row := _row(cycle, voice, key, place, counters, -n)) is not None
    ]
    heard = [row for row in rows if row.held is None or row.held in released]
    counted, apart = part_by_door([row for row in heard if not row.of_counter], cycle.policy)
    of_counters = [row for row in heard if row.of_counter]
    screened, withdrawn = len(rows) - len(heard), len(voices) - len(about)
    return LinkedVoices(counted, apart, of_counters, screened, len(about), withdrawn)


def part_by_door(
    rows: Sequence[LinkedRow], policy: Policy
) -> tuple[list[LinkedRow], list[LinkedRow]]:
    """Rows that make up the citizens' group, and those that are counted apart.

    Answers that no served visit stands behind stay only where tickets enough answer that
    behaviour about that officer, else they are taken as not asked.
    """
    if not policy.behaviour_tickets:
        return list(rows), []
    tickets = [row for row in rows if row.door and row.door.proves_visit]
    enough = _enough_tickets(tickets, policy.behaviour_min_n[Relation.CITIZEN])
    counted, apart = list(tickets), list[LinkedRow]()
    for row in rows:
        if row.door and row.door.proves_visit:
            continue
        kept = None if row.door is Door.POSTER else _where(row, enough.get(row.officer))
        (counted if kept else apart).append(kept or row)
    return counted, apart


def _enough_tickets(tickets: Sequence[LinkedRow], least: int) -> dict[int, NDArray[np.bool_]]:
    """By officer, the behaviours that so many tickets answer."""
    counts: dict[int, NDArray[np.int64]] = {}
    for row in tickets:
        answered = _is_answer(np.frombuffer(row.answers, np.uint8)).astype(np.int64)
        counts[row.officer] = counts.get(row.officer, 0) + answered
    return {officer: n >= least for officer, n in counts.items()}


def _where(row: LinkedRow, enough: NDArray[np.bool_] | None) -> LinkedRow | None:
    """The row with the answers to some behaviours; None when none is left."""
    if enough is None:
        return None
    answers = np.where(enough, np.frombuffer(row.answers, np.uint8), np.uint8(NOT_ASKED))
    if not _is_answer(answers).any():
        return None
    return row._replace(answers=answers.astype(np.uint8).tobytes())


def _is_answer(answers: NDArray[np.uint8]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (answers > 0) & (answers != NOT_ASKED)
    return found


def _speaks_of(voice: StoredVoice, key: BoxKey, participants: Collection[int]) -> bool:
    """Whether a voice is about one of these; they were withdrawn after it was given."""
    try:
        return VoiceContent.from_bytes(key.decrypt(voice.box, voice.id)).ratee_id in participants
    except SPOILT_ROW_ERRORS:
        return False


def _row(
    cycle: Cycle,
    voice: StoredVoice,
    key: BoxKey,
    place: dict[int, int],
    counters: Collection[int],
    rater: int,
) -> LinkedRow | None:
    try:
        content = VoiceContent.from_bytes(key.decrypt(voice.box, voice.id))
        counter = content.counter_id
        if counter is not None and counter not in counters:
            return None
        return LinkedRow(
            place[content.ratee_id] if counter is None else counter,
            cycle.policy.codes.index(Relation.CITIZEN),
            rater,
            pack_answers(cycle.questionnaire, content.answers),
            {"": content.comment} if content.comment and counter is None else {},
            content.door,
            content.held,
            counter is not None,
        )
    except SPOILT_ROW_ERRORS:
        return None
