"""A row that does not open is named and counted; it is never lost without somebody's word."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, insert, select, update
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.models import OpenVoice
from berakhlak.citizens.operations import receive_voices
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing.closing import SheetsSpoilt
from berakhlak.sealing.row_counts import SealingCounts
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import LAST_DAY
from tests.factories.simulated import AT, OpenCycle


@pytest.fixture
def open_cycle(open_cycle_on_each: OpenCycle) -> OpenCycle:
    """On each kind of database."""
    return open_cycle_on_each


@pytest.fixture
def session(open_cycle: OpenCycle) -> Iterator[Session]:
    engine = create_engine(open_cycle.url)
    with Session(engine) as opened:
        _hear_citizens(opened, open_cycle)
        yield opened
    engine.dispose()


def _hear_citizens(session: Session, target: OpenCycle) -> None:
    if session.scalar(select(func.count()).select_from(OpenVoice)):
        return
    cycle = session.get_one(Cycle, target.cycle_id)
    key = target.keys.key_of(cycle)
    rated = session.scalar(select(Participant.id).where(Participant.is_rated).limit(1))
    assert rated is not None
    answers = {behaviour.code: 4 for behaviour in cycle.instrument.content.behaviours}
    voices = [VoiceContent(ratee_id=rated, answers=answers, comment="")] * 4
    receive_voices(session, cycle, voices, key=key)
    session.commit()


def flip_a_bit_of_a_sheet(session: Session) -> tuple[int, int]:
    box, handle = session.execute(
        select(OpenSheet.box, OpenSheet.handle).where(OpenSheet.is_submitted).limit(1)
    ).one()
    _flip(session, OpenSheet, OpenSheet.handle == handle, box)
    return 1, 0


def flip_a_bit_of_a_voice(session: Session) -> tuple[int, int]:
    box, name = session.execute(select(OpenVoice.box, OpenVoice.id).limit(1)).one()
    _flip(session, OpenVoice, OpenVoice.id == name, box)
    return 0, 1


def _flip(session: Session, model: Any, where: Any, box: bytes) -> None:
    place = secrets.randbelow(len(box) * 8)
    damaged = bytearray(box)
    damaged[place // 8] ^= 1 << place % 8
    session.execute(update(model).where(where).values(box=bytes(damaged)))


def cut_three_boxes(session: Session) -> tuple[int, int]:
    for handle in session.scalars(select(OpenSheet.handle).where(OpenSheet.is_submitted).limit(3)):
        session.execute(update(OpenSheet).where(OpenSheet.handle == handle).values(box=b"\x00" * 5))
    return 3, 0


def add_a_sheet_of_nobody(session: Session) -> tuple[int, int]:
    row = {"handle": secrets.token_bytes(32), "cycle_id": 1, "is_submitted": True, "box": b"?" * 90}
    session.execute(insert(OpenSheet).values(row))
    return 1, 0


def exchange_two_boxes(session: Session) -> tuple[int, int]:
    """A box is bound to its handle: moved to another row it is damaged."""
    rows = session.execute(
        select(OpenSheet.handle, OpenSheet.box).where(OpenSheet.is_submitted).limit(2)
    ).all()
    for (handle, _box), (_other, box) in zip(rows, reversed(rows), strict=True):
        session.execute(update(OpenSheet).where(OpenSheet.handle == handle).values(box=box))
    return 2, 0


DAMAGES = [
    flip_a_bit_of_a_sheet,
    flip_a_bit_of_a_voice,
    cut_three_boxes,
    add_a_sheet_of_nobody,
    exchange_two_boxes,
]


def rows_in(session: Session) -> tuple[int, int]:
    submitted = select(func.count()).select_from(OpenSheet).where(OpenSheet.is_submitted)
    voices = select(func.count()).select_from(OpenVoice)
    return session.scalar(submitted) or 0, session.scalar(voices) or 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_before_anything_changes(
    session: Session, open_cycle: OpenCycle, damage: Callable[[Session], tuple[int, int]]
) -> None:
    spoilt = damage(session)
    session.commit()
    before = rows_in(session)

    with pytest.raises(SheetsSpoilt) as refused:
        seal_cycle(
            session, open_cycle.cycle_id, keys=open_cycle.keys, by=None, at=AT, today=LAST_DAY
        )

    session.rollback()
    counts = refused.value.counts
    cycle = session.get_one(Cycle, open_cycle.cycle_id)
    assert (counts.spoilt_sheets, counts.spoilt_voices) == spoilt
    assert (counts.submitted, counts.received) == before == rows_in(session)
    assert cycle.state is CycleState.OPEN
    assert open_cycle.keys.exists(cycle.key_name)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_rows_are_left_out_by_their_exact_number_alone(
    session: Session, open_cycle: OpenCycle, damage: Callable[[Session], tuple[int, int]]
) -> None:
    spoilt = sum(damage(session))
    session.commit()
    submitted, received = rows_in(session)
    asked = {"keys": open_cycle.keys, "by": None, "at": AT, "today": LAST_DAY}
    for wrong in (spoilt - 1, spoilt + 1):
        with pytest.raises(SheetsSpoilt):
            seal_cycle(session, open_cycle.cycle_id, leave_out=wrong, **asked)
        session.rollback()

    counts = seal_cycle(session, open_cycle.cycle_id, leave_out=spoilt, **asked)

    assert counts is not None
    assert counts.spoilt == spoilt
    assert counts.sheets + counts.given_back + counts.spoilt_sheets == submitted
    assert counts.voices + counts.spoilt_voices == received
    told = session.scalar(select(AuditEntry).where(AuditEntry.act == Act.SEALED_CYCLE.code))
    assert told is not None
    assert SealingCounts.of_detail(told.detail or {}) == counts
    assert rows_in(session) == (0, 0)


def test_leaving_out_is_refused_where_nothing_is_damaged(
    session: Session, open_cycle: OpenCycle
) -> None:
    with pytest.raises(SheetsSpoilt):
        seal_cycle(
            session,
            open_cycle.cycle_id,
            keys=open_cycle.keys,
            by=None,
            at=AT,
            today=LAST_DAY,
            leave_out=1,
        )

    session.rollback()
    assert session.get_one(Cycle, open_cycle.cycle_id).state is CycleState.OPEN


@given(st.lists(st.integers(0, 99_999_999), min_size=5, max_size=5))
def test_counts_are_read_back_as_they_were_recorded(numbers: list[int]) -> None:
    sheets, voices, back, out_sheets, out_voices = numbers
    counts = SealingCounts(
        submitted=sheets + back + out_sheets,
        received=voices + out_voices,
        sheets=sheets,
        voices=voices,
        given_back=back,
        spoilt_sheets=out_sheets,
        spoilt_voices=out_voices,
    )

    assert SealingCounts.of_detail(counts.as_detail()) == counts
