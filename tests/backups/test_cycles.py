"""What becomes of cycles: an old backup never undoes a sealing, and each is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from berakhlak import write_turns
from berakhlak.backups.errors import RestoreRefused
from berakhlak.backups.key_check import KeyCheckOutcome
from berakhlak.cycles.keys import BoxDamaged, KeyMissing
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing import sealing
from berakhlak.sealing.deleted_pages import DeletedPagesInUse
from tests.backups.places import close_cycle, fate_of, session_of


def test_an_old_backup_cannot_undo_a_sealing(place):
    place.back_up()
    close_cycle(place)
    sealed = place.rows()

    restored = place.restore(place.file, replace=True)

    assert fate_of(restored) == {place.cycle_id: KeyCheckOutcome.SEALED_LATER}
    with pytest.raises(KeyMissing):
        close_cycle(place)
    with session_of(place) as session:
        boxes = session.execute(select(OpenSheet.handle, OpenSheet.box)).all()
        name = session.get_one(Cycle, place.cycle_id).key_name
    assert len(boxes) > 500
    new = place.keys.create(name)  # Not even a new key under the old name.
    for handle, box in boxes[:20]:
        with pytest.raises(BoxDamaged):
            new.decrypt(box, handle)
    place.keys.destroy(name)
    place.restore(restored.safety_copy, replace=True)
    assert place.rows()["officer_result"] == sealed["officer_result"]


def test_restoring_waits_until_a_sealing_that_began_is_finished(place, monkeypatch):
    place.back_up()

    def busy(_engine):
        raise DeletedPagesInUse

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "erase_deleted_pages", busy)
        with pytest.raises(DeletedPagesInUse):
            close_cycle(place)
    before = place.rows()

    with pytest.raises(RestoreRefused, match=f"cycle close {place.cycle_id}"):
        place.restore(place.file, replace=True)

    assert place.rows() == before
    close_cycle(place)
    assert fate_of(place.restore(place.file, replace=True)) == {
        place.cycle_id: KeyCheckOutcome.SEALED_LATER
    }


def test_a_sealed_cycle_comes_back_sealed(place, empty):
    close_cycle(place)
    place.back_up()

    assert fate_of(empty.restore(place.file)) == {place.cycle_id: KeyCheckOutcome.SEALED}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)  # Else it is one transaction.
def test_a_backup_of_the_moment_of_erasing_brings_no_list_of_raters_back(place, empty, monkeypatch):
    """Its cycle is closed, and with the key gone nothing would erase the rest of it."""
    handles = []
    monkeypatch.setattr(write_turns, "ROWS_IN_TURN", 1)
    monkeypatch.setattr(write_turns, "ROWS_AT_ONCE", 400)
    monkeypatch.setattr(write_turns, "sleep", lambda _pause: back_up_half_erased(place, handles))
    close_cycle(place)
    assert len(handles) > 100

    assert fate_of(empty.restore(place.file)) == {place.cycle_id: KeyCheckOutcome.SEALED}

    rows = empty.rows()
    assert not any(rows[table] for table in ("assignment", "open_sheet", "open_voice"))
    assert rows["officer_result"] == place.rows()["officer_result"]
    file = Path(empty.engine.url.database).read_bytes()
    assert not [each for each in handles if each in file]


def back_up_half_erased(place, handles):
    """Once, when the cycle is closed and some of its sheets are still there."""
    with session_of(place) as session:
        closed = session.get_one(Cycle, place.cycle_id).state is CycleState.CLOSED
        left = session.scalars(select(OpenSheet.handle)).all()
    if closed and not handles:
        handles += left
        place.back_up()


def test_an_open_cycle_without_its_key_is_told(place, empty):
    place.back_up()
    with session_of(place) as session:
        place.keys.destroy(session.get_one(Cycle, place.cycle_id).key_name)

    assert fate_of(empty.restore(place.file)) == {place.cycle_id: KeyCheckOutcome.UNREADABLE}


def test_a_cycle_opened_after_the_backup_is_told(place, empty):
    with place.engine.begin() as connection:
        connection.execute(text("UPDATE cycle SET state = 'draft'"))
    place.back_up()

    assert fate_of(empty.restore(place.file)) == {place.cycle_id: KeyCheckOutcome.OPENED_LATER}


def test_a_cycle_that_only_the_replaced_database_had_is_told(place, empty):
    empty_file = replace(empty, folder=place.folder)
    with empty.engine.begin() as connection:
        connection.execute(text("INSERT INTO agency (code, name) VALUES ('LAIN', 'x')"))
    empty_file.back_up()

    restored = place.restore(empty_file.file, replace=True)

    assert fate_of(restored) == {place.cycle_id: KeyCheckOutcome.ABSENT}
