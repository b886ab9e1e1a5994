"""Opening a cycle's sheets beside their raters, in memory and nowhere else: at sealing.

Every row is accounted for: what went in is linked, was given back by its rater, or is named as
spoilt. A row is spoilt when its box does not open, or when it belongs to nobody of the cycle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.citizens.models import HeldBatch, OpenVoice
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.engines import is_any_of
from berakhlak.instrument.answers import pack_answers
from berakhlak.instrument.catalogue import Instrument
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.asked_sheets import GIVEN_BACK, STANDS, WITHDRAWN, AskedSheets
from berakhlak.sealing.box_keys import BoxKey
from berakhlak.sealing.linking_counters import LinkedCounter, counters_of, link_counters
from berakhlak.sealing.linking_voices import LinkedVoices, StoredVoice, link_voices
from berakhlak.sealing.opened_sheets import OpenBox, OpenedSheets, Said
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.sheet_columns import LinkedComment, SheetColumns

AT_ONCE = 2_000  # Boxes in memory while they are opened.


class LinkedOfficer(NamedTuple):
    """Somebody of the cycle, as far as figures and their leaves need them; lighter than objects."""

    id: int
    nip: str
    name: str
    unit_id: int | None
    is_rated: bool


@dataclass(frozen=True)
class LinkedCycle:
    """Every submitted sheet of a cycle, sorted by officer, group and rater.

    `officers`: rated participants by id. Per sheet: `officer` (place in `officers`), `group`
    (place among those of the policy), `rater` (participant id; citizens count down from -1), and
    `answers` (sheets x behaviours, uint8: 0 cannot rate, 255 not asked). `counts`: what became of
    each row. `spoilt`: assignments whose sheet is; spoilt voices, and sheets of nobody, have no
    name. `counters`: what was said about counters, which is in nothing else here. `beside`: per
    sheet what it says beside the behaviours, in the order of the questionnaire's extras.
    """

    officers: tuple[LinkedOfficer, ...]
    officer: NDArray[np.int64]
    group: NDArray[np.int64]
    rater: NDArray[np.int64]
    answers: NDArray[np.uint8]
    comments: Sequence[LinkedComment]
    invited: dict[str, int]
    counts: SealingCounts = SealingCounts()
    spoilt: tuple[Assignment, ...] = ()
    voices_apart: NDArray[np.int64] | None = None
    by_ticket: NDArray[np.bool_] | None = None
    screened: int = 0
    counters: tuple[LinkedCounter, ...] = ()
    beside: NDArray[np.uint8] | None = None


@dataclass
class _ReadSheets:
    """The sheets that open, in `columns`; assignments of those that do not; how many open, were
    given back, are in all, and are about officers who were withdrawn, which count nowhere else."""

    spoilt: list[int] = field(default_factory=list)
    opened: int = 0
    given_back: int = 0
    submitted: int = 0
    withdrawn: int = 0


@dataclass(frozen=True)
class _Form:
    """What a sheet must fit: the behaviours, and the officers by their places; `key` opens its box,
    and the envelope in it where the group (by its place) is one of `enveloped`."""

    questionnaire: Instrument
    officers: dict[int, int]
    key: BoxKey
    enveloped: frozenset[int]

    def opens(self, group: int) -> OpenBox:
        """What reads the sheets of a group; raises one of SPOILT_ROW_ERRORS for what does not open,
        or the form cannot say."""
        return self._said_in_envelope if group in self.enveloped else self._said_in_box

    def _said_in_envelope(self, box: bytes, handle: bytes) -> Said:
        return self._said(self.key.decrypt(box, handle))

    def _said_in_box(self, box: bytes, handle: bytes) -> Said:
        return self._said(self.key.key.decrypt(box, handle))

    def _said(self, opened: bytes) -> Said:
        content = SheetContent.from_bytes(opened)
        packed = pack_answers(self.questionnaire, content.answers)
        # PostgreSQL refuses this character in any text: one such comment would keep the cycle from
        # ever being sealed, and boxes cannot be mended by hand.
        plain = [(code, text.replace("\0", "")) for code, text in content.comments.items()]
        return packed, tuple((code, text) for code, text in plain if text)


def link_cycle(
    session: Session, cycle: Cycle, key: CycleKey | BoxKey, opened: OpenedSheets | None = None
) -> LinkedCycle:
    """Unlock and link all submitted sheets and all voices of the cycle; spoilt ones are counted.

    `opened`: what an earlier look has found in the boxes; this one adds to it.
    """
    if isinstance(key, CycleKey):
        key = BoxKey(key, None, is_held=cycle.holders is not None)
    people = _people(session, cycle)
    officers = tuple(row for row in people if row.is_rated)
    form = _Form(
        cycle.questionnaire,
        {row.id: index for index, row in enumerate(officers)},
        key,
        _enveloped(cycle, key),
    )
    asked = AskedSheets.read(session, cycle)
    columns = SheetColumns(len(form.questionnaire.packing), cycle.policy.codes)
    sheets = _SheetReader(form, asked, opened or OpenedSheets(), columns).read(session, cycle)
    unrated = {row.id for row in people if not row.is_rated}
    stored, released = _stored_voices(session, cycle), _released(session, cycle)
    counters = counters_of(session, cycle)
    voices = link_voices(cycle, key, form.officers, unrated, stored, released, counters)
    _add_voices(voices, columns)
    rows, behaviours = columns.sorted(), len(form.questionnaire.behaviours)
    return LinkedCycle(
        officers=officers,
        officer=rows.officer,
        group=rows.group,
        rater=rows.rater,
        answers=np.ascontiguousarray(rows.answers[:, :behaviours]),
        beside=np.ascontiguousarray(rows.answers[:, behaviours:]),
        comments=columns.comments,
        invited=asked.invited(cycle.policy.codes),
        counts=_counts(sheets, voices),
        spoilt=_assignments(session, sheets.spoilt),
        voices_apart=_voices_apart(cycle, voices, len(officers)),
        by_ticket=rows.by_ticket if cycle.policy.behaviour_tickets else None,
        screened=voices.screened,
        counters=link_counters(session, cycle, voices.of_counters),
    )


def _add_voices(voices: LinkedVoices, columns: SheetColumns) -> None:
    for row in voices.counted:
        by_ticket = row.door is not None and row.door.proves_visit
        columns.add(row.officer, row.group, row.rater, row.answers, by_ticket)
    for row in (*voices.counted, *voices.apart):
        columns.add_comments(row.officer, row.group, row.comments.items())


def _enveloped(cycle: Cycle, key: BoxKey) -> frozenset[int]:
    codes = enumerate(cycle.policy.codes)
    return frozenset(
        place for place, code in codes if key.is_held and cycle.policy.group(code).is_anonymous
    )


def _counts(sheets: _ReadSheets, voices: LinkedVoices) -> SealingCounts:
    return SealingCounts(
        submitted=sheets.submitted,
        received=voices.received,
        sheets=sheets.opened,
        voices=voices.opened,
        given_back=sheets.given_back,
        spoilt_sheets=sheets.submitted - sheets.opened - sheets.given_back,
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


def _voices_apart(cycle: Cycle, voices: LinkedVoices, officers: int) -> NDArray[np.int64] | None:
    if not cycle.policy.behaviour_tickets:
        return None
    return np.bincount([row.officer for row in voices.apart], minlength=officers).astype(np.int64)


def _people(session: Session, cycle: Cycle) -> list[LinkedOfficer]:
    columns = (getattr(Participant, name) for name in LinkedOfficer._fields)
    found = select(*columns).where(Participant.cycle_id == cycle.id).order_by(Participant.id)
    return [LinkedOfficer(*row) for row in session.execute(found)]


def _assignments(session: Session, ids: list[int]) -> tuple[Assignment, ...]:
    wanted = select(Assignment).where(is_any_of(Assignment.id, ids)).order_by(Assignment.id)
    return tuple(session.scalars(wanted))


class _SheetReader:
    """Opens sheets a block at a time; what opens is added to `columns`."""

    def __init__(
        self, form: _Form, asked: AskedSheets, opened: OpenedSheets, columns: SheetColumns
    ) -> None:
        self.form, self.asked, self.opened, self.columns = form, asked, opened, columns
        self.handles = opened.handles_of(asked.ids, form.key.key)
        opened.begin()
        self.found = _ReadSheets()

    def read(self, session: Session, cycle: Cycle) -> _ReadSheets:
        stored = select(OpenSheet.handle, OpenSheet.box).where(
            OpenSheet.cycle_id == cycle.id, OpenSheet.is_submitted
        )
        rows = session.execute(stored, execution_options={"yield_per": AT_ONCE})
        for block in rows.partitions():
            self._read([bytes(handle) for handle, _ in block], [bytes(box) for _, box in block])
            self.found.submitted += len(block)
        # How many there were would tell how many had answered about those officers.
        self.found.submitted -= self.found.withdrawn
        return self.found

    def _read(self, handles: list[bytes], boxes: list[bytes]) -> None:
        """Sheets of nobody are counted as submitted alone."""
        places = self.handles.places(handles)
        known = [n for n, place in enumerate(places) if place >= 0]
        asked = self.asked.rows([places[n] for n in known])
        states = [state for *_who, state in asked]
        self.found.withdrawn += states.count(WITHDRAWN)
        self.found.given_back += states.count(GIVEN_BACK)
        standing = [n for n, state in zip(known, states, strict=True) if state == STANDS]
        sealed = [(boxes[n], handles[n]) for n in standing]
        sheets = [sheet for sheet in asked if sheet[-1] == STANDS]
        ways = [self.form.opens(group) for *_who, group, _state in sheets]
        for sheet, said in zip(sheets, self.opened.said(sealed, ways), strict=True):
            number, ratee, rater, group, _state = sheet
            if self._is_linked(ratee, rater, group, said):
                self.found.opened += 1
            else:
                self.found.spoilt.append(number)

    def _is_linked(self, ratee: int, rater: int, group: int, said: Said | None) -> bool:
        """False where the box does not open, says what the form cannot, or is of none of its
        officers or groups."""
        officer = self.form.officers.get(ratee)
        if said is None or officer is None or group >= self.asked.groups:
            return False
        answers, comments = said
        self.columns.add(officer, group, rater, answers)
        self.columns.add_comments(officer, group, comments)
        return True
