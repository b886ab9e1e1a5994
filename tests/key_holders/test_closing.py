"""Closing a cycle whose key is with holders: with codes, without, killed, and as the server's."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from sqlalchemy import select, update

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.models import OpenVoice
from berakhlak.citizens.operations import receive_voices
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.key_holders.wrapping import CodeForeign, open_with_codes
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.drafts import draft_keys
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import save_sheets
from berakhlak.sealing.box_keys import BoxKey, CodesNeeded
from berakhlak.sealing.closing import GivingUpTooEarly, SheetsSpoilt
from berakhlak.sealing.computing import prepare_results
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.opened_sheets import OpenedSheets
from berakhlak.sealing.sealing import is_sealing_complete, seal_cycle
from tests.factories.answering import assignments
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle
from tests.factories.holders import hold, with_codes
from tests.support.carving import Needles, files_below


def answer_all(session, keys, opened):
    """Every assignment and two voices about each officer, the same answers for the same places."""
    key, codes = keys.key_of(opened.cycle), opened.cycle.instrument.content.behaviours
    rows = assignments(session, opened)
    first = rows[0].id
    sheets = {
        row.id: SheetContent({b.code: 1 + (row.id - first + n) % 5 for n, b in enumerate(codes)})
        for row in rows
    }
    save_sheets(session, opened.cycle, sheets, key=key)
    ratees = sorted({row.ratee_id for row in rows})
    asked = [b.code for b in codes if b.for_citizens]
    voices = [
        VoiceContent(each, dict.fromkeys(asked, 2 + n), "") for n in range(3) for each in ratees
    ]
    receive_voices(session, opened.cycle, voices, key=key)
    session.commit()
    return rows


def seal(session, keys, opened, opener=None, leave_out=0, today=LAST_DAY):
    session.commit()
    try:
        return seal_cycle(
            session(), opened.cycle.id, keys=keys, by=None, at=AT, today=today,
            leave_out=leave_out, opener=opener,
        )  # fmt: skip
    finally:
        session.expire_all()


def everything(session, keys):
    """All rows of answers, all cycles, and every key file."""
    session.expire_all()
    sheets = session.execute(select(OpenSheet.handle, OpenSheet.box, OpenSheet.is_submitted))
    files = {path: path.read_bytes() for path in keys.folder.rglob("*") if path.is_file()}
    return sorted(map(tuple, sheets)), files


def test_both_ways_come_to_the_same_figures(session, keys):
    hashes = []
    for holders, codes in ((None, []), with_codes()):
        opened = make_open_cycle(session, keys, holders=holders)
        answer_all(session, keys, opened)
        opener = open_with_codes(opened.cycle.holders, [codes[0], codes[2]]) if codes else None
        counts = seal(session, keys, opened, opener)
        assert (counts.sheets, counts.voices, counts.spoilt) == (36, 18, 0)
        result = session.scalars(
            select(CycleResult.payload).where(CycleResult.cycle_id == opened.cycle.id)
        ).one()
        hashes.append(result)
        assert is_sealing_complete(opened.cycle, keys)
    assert hashes[0] == hashes[1]


def test_the_same_answers_in_the_same_cycle_have_the_same_hash_either_way(
    session, keys, opened, codes_of_holders
):
    answer_all(session, keys, opened)
    opener = open_with_codes(opened.cycle.holders, codes_of_holders[1:3])
    key, bare = keys.key_of(opened.cycle), BoxKey(keys.key_of(opened.cycle), opener, is_held=True)

    def result(opened_by):
        session.commit()
        found = prepare_results(session(), opened.cycle.id, keys, 0, OpenedSheets(), opened_by)
        return found.first.frozen.sha256, found.counts

    sealed = result(opener)
    anonymous = {
        key.handle(row.id)
        for group in ("peer", "subordinate")
        for row in assignments(session, opened, group=group)
    }
    for sheet in session.scalars(select(OpenSheet)):
        if sheet.handle in anonymous:
            content = bare.decrypt(sheet.box, sheet.handle)
            sheet.box = key.encrypt(content, sheet.handle)
    for voice in session.scalars(select(OpenVoice)):
        voice.box = key.encrypt(bare.decrypt(voice.box, voice.id), voice.id)
    opened.cycle.holders_json = None
    with_server = result(None)

    assert len(sealed[0]) == 64
    assert sealed == with_server


def test_without_the_right_codes_nothing_changes(session, keys, opened, codes_of_holders):
    answer_all(session, keys, opened)
    before = everything(session, keys)
    others, strange = hold()
    for opener, refusal in [
        (None, CodesNeeded),
        (open_with_codes(others, strange[1:3]), CodeForeign),
    ]:
        with pytest.raises(refusal):
            seal(session, keys, opened, opener)
        assert everything(session, keys) == before
        assert opened.cycle.state is CycleState.OPEN


def test_lost_codes_lose_what_is_sealed_and_nothing_else_by_its_number(session, keys, opened):
    rows = answer_all(session, keys, opened)
    sealed = sum(row.group in ("peer", "subordinate") for row in rows) + 18
    with pytest.raises(GivingUpTooEarly):  # On the last day answers come in, and are told apart.
        seal(session, keys, opened, leave_out=1)
    after = LAST_DAY + timedelta(days=1)
    with pytest.raises(SheetsSpoilt) as told:
        seal(session, keys, opened, leave_out=1, today=after)
    assert told.value.counts.spoilt == sealed
    assert told.value.named == []  # They would say who has answered.

    counts = seal(session, keys, opened, leave_out=sealed, today=after)

    assert (counts.sheets, counts.spoilt) == (len(rows) - sealed + 18, sealed)
    assert is_sealing_complete(opened.cycle, keys)


def test_asking_with_a_number_tells_nobody_how_many_were_sent(session, keys):
    """Asked every minute of the last day, it told who had just sent."""
    opened = make_open_cycle(session, keys)
    answer_all(session, keys, opened)
    with pytest.raises(SheetsSpoilt, match="Tidak ada baris rusak") as told:
        seal(session, keys, opened, leave_out=1)
    assert not any(each.isdigit() for each in str(told.value))


def test_a_sheet_that_is_not_sealed_where_it_should_be_counts_as_damaged(
    session, keys, opened, peer, codes_of_holders
):
    answer_all(session, keys, opened)
    key = keys.key_of(opened.cycle)
    handle = key.handle(peer.id)
    plain = key.encrypt(SheetContent({"BP1": 5}).to_bytes(), handle)
    session.execute(update(OpenSheet).where(OpenSheet.handle == handle).values(box=plain))
    opener = open_with_codes(opened.cycle.holders, codes_of_holders[1:3])
    with pytest.raises(SheetsSpoilt) as told:
        seal(session, keys, opened, opener)
    assert told.value.counts.spoilt == 1
    assert [rater for rater, _ratee in told.value.named] == ["Budi Santoso"]


class Killed(BaseException):
    """Nothing of the program may catch it."""


PLACES = [
    ("berakhlak.sealing.sealing._stop_answers", "before"),
    ("berakhlak.sealing.sealing._stop_answers", "after"),
    ("berakhlak.sealing.sealing.prepare_results", "after"),
    ("berakhlak.sealing.sealing.store_in_turns", "after"),
    ("berakhlak.sealing.sealing._forget_wraps", "after"),
    ("berakhlak.sealing.sealing._freeze", "after"),
    ("berakhlak.sealing.sealing.erase_deleted_pages", "after"),
    ("berakhlak.sealing.sealing.destroy_draft_keys", "after"),
    ("berakhlak.cycles.keys.KeyStore.destroy", "after"),
]


def test_killed_at_every_step_it_is_finished_with_codes_typed_again(session, keys, monkeypatch):
    """Codes are asked again until the figures are stored, and not after that."""
    payloads = set()
    for place, when in PLACES:
        opened = make_open_cycle(session, keys, holders=with_codes_of(CODES := [])[0])
        answer_all(session, keys, opened)
        drafts = draft_keys(keys, opened.cycle.key_name)
        drafts.create("ab" * 16)
        opener = open_with_codes(opened.cycle.holders, [CODES[0], CODES[3]])
        with monkeypatch.context() as patch, suppress(Killed):
            patch.setattr(place, deadly(resolve_name(place), when))
            seal(session, keys, opened, opener)
        session.rollback()
        session.expire_all()
        has_closed = opened.cycle.state is CycleState.CLOSED
        if not has_closed:
            with pytest.raises(CodesNeeded):
                seal(session, keys, opened)
        seal(session, keys, opened, None if has_closed else opener)
        payloads.add(
            session.scalars(
                select(CycleResult.payload).where(CycleResult.cycle_id == opened.cycle.id)
            ).one()
        )
        assert is_sealing_complete(opened.cycle, keys)
        assert not drafts.folder.exists()
        holders = opened.cycle.holders
        assert (holders.wraps, holders.public, holders.names[2]) == ({}, "", "Ketua KORPRI")
        assert not any(each.public for each in holders.holders)
    assert len(payloads) == 1
    assert session.scalar(select(OpenSheet.handle).limit(1)) is None
    assert session.scalar(select(OpenVoice.id).limit(1)) is None


def test_no_file_holds_a_handle_an_envelope_or_a_wrap_after_closing(
    session, keys, opened, codes_of_holders, app
):
    """Database, its log and the key folder, byte by byte; before, all of it is found."""
    answer_all(session, keys, opened)
    wraps = [wrap.hex().encode()[:64] for wrap in opened.cycle.holders.wraps.values()]
    rows = session.execute(select(OpenSheet.handle, OpenSheet.box)).all()
    needles = {("handle", n): bytes(row.handle) for n, row in enumerate(rows)}
    needles |= {("box", n): bytes(row.box)[:64] for n, row in enumerate(rows)}
    needles |= {("wrap", n): wrap for n, wrap in enumerate(wraps)}
    needles |= {("key", 0): (keys.folder / f"{opened.cycle.key_name}.key").read_bytes()}
    session.commit()
    database = Path(session.get_bind().url.database)

    def found():
        files = [*database.parent.glob(f"{database.name}*"), *files_below(keys.folder)]
        wanted = Needles(needles)
        return {kind for file in files for kind, _n in wanted.carved(file.read_bytes())}

    assert found() == {"handle", "box", "wrap", "key"}
    seal(session, keys, opened, open_with_codes(opened.cycle.holders, codes_of_holders[1:3]))
    session.commit()

    assert found() == set()


def with_codes_of(kept: list[str]) -> Any:
    holders, codes = with_codes()
    kept += codes
    return holders, codes


def deadly(act, when):
    def do(*args, **kwargs):
        if when == "before":
            raise Killed
        act(*args, **kwargs)
        raise Killed

    return do


def test_two_destructions_and_either_suffices(session, keys, opened, codes_of_holders, tmp_path):
    """An old copy of the database: with papers but no key of the server, or the other way round."""
    from berakhlak.cycles.keys import BoxDamaged
    from berakhlak.sealing.box_keys import BoxKey

    answer_all(session, keys, opened)
    key, holders = keys.key_of(opened.cycle), opened.cycle.holders
    opener = open_with_codes(holders, codes_of_holders[2:])
    peers = {key.handle(row.id) for row in assignments(session, opened, group="peer")}
    rows = [
        (bytes(row.handle), bytes(row.box))
        for row in session.execute(select(OpenSheet.handle, OpenSheet.box))
        if bytes(row.handle) in peers
    ]
    other = KeyStore(tmp_path / "other").create("x")
    stranger = open_with_codes(*(lambda h: (h[0], h[1][1:3]))(hold()))

    def opened_by(tried, taken):
        count = 0
        for handle, box in rows:
            with suppress(BoxDamaged):
                BoxKey(tried, taken, is_held=True).decrypt(box, handle)
                count += 1
        return count

    assert opened_by(key, opener) == len(rows) > 10
    assert opened_by(other, opener) == opened_by(key, stranger) == opened_by(key, None) == 0
    moved = [(rows[n - 1][0], box) for n, (_handle, box) in enumerate(rows)]
    rows = moved
    assert opened_by(key, opener) == 0
