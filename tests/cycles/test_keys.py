"""The cycle key keeps handles unguessable and boxes shut."""

from __future__ import annotations

import errno
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.cycles.keys import (
    BOX_STEP,
    BoxDamaged,
    CycleKey,
    KeyForeign,
    KeyMissing,
    KeyNotMade,
    KeyStore,
    KeyUnproven,
)


@pytest.fixture
def store(tmp_path):
    return KeyStore(tmp_path / "keys")


def test_a_stored_key_finds_the_same_handles_again(store):
    made = store.create("a1")

    assert store.load_key("a1").handle(7) == made.handle(7)


def test_handles_of_two_cycles_share_nothing(store):
    first, second = store.create("a1"), store.create("b2")

    assert {first.handle(n) for n in range(50)}.isdisjoint(second.handle(n) for n in range(50))


def test_the_key_file_is_readable_by_its_owner_alone(store):
    store.create("a1")

    assert stat.S_IMODE(os.stat(store.folder / "a1.key").st_mode) == 0o600


def test_a_key_is_never_overwritten_by_a_new_one(store):
    store.create("a1")

    with pytest.raises(FileExistsError):
        store.create("a1")


def test_a_destroyed_key_is_gone_and_destroying_it_again_is_no_error(store):
    store.create("a1")

    store.destroy("a1")
    store.destroy("a1")

    assert not store.exists("a1")
    with pytest.raises(KeyMissing):
        store.load_key("a1")


def test_a_box_moved_to_another_handle_does_not_open(store):
    key = store.create("a1")
    box = key.encrypt(b"secret", key.handle(1))

    with pytest.raises(BoxDamaged):
        key.decrypt(box, key.handle(2))


def test_a_full_disk_leaves_nothing_that_passes_for_a_key(store, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyNotMade) as refused:
        store.create("a1")
    monkeypatch.undo()
    assert "No space left on device" in refused.value.detail

    assert not store.exists("a1")
    assert list(store.folder.iterdir()) == []
    assert store.create("a1") == store.load_key("a1")


def test_key_names_cannot_leave_the_folder(store):
    with pytest.raises(ValueError, match="letters and digits"):
        store.create("../outside")


@given(content=st.binary(max_size=5000))
def test_a_box_gives_back_exactly_what_was_put_in(content):
    key = CycleKey.derive(b"k" * 32)

    assert key.decrypt(key.encrypt(content, b"h" * 32), b"h" * 32) == content


@given(length=st.integers(0, BOX_STEP - 4))
def test_boxes_of_short_sheets_all_have_one_size(length):
    key = CycleKey.derive(b"k" * 32)

    assert len(key.encrypt(b"x" * length, b"h")) == len(key.encrypt(b"", b"h"))


def test_a_folder_that_others_may_read_is_closed_to_them(store):
    store.create("a1")
    path = store.folder / "a1.key"
    store.folder.chmod(0o755)
    path.chmod(0o644)

    assert store.protect() == [store.folder, path]

    assert [each.stat().st_mode & 0o777 for each in (store.folder, path)] == [0o700, 0o600]
    assert store.protect() == []


def test_no_cycle_key_passes_for_another(store):
    from types import SimpleNamespace

    own, other = store.create("a1"), store.create("a2")
    assert store.key_of(SimpleNamespace(key_name="a1", key_fingerprint=own.fingerprint)) == own
    with pytest.raises(KeyForeign):
        store.key_of(SimpleNamespace(key_name="a1", key_fingerprint=other.fingerprint))
    with pytest.raises(KeyUnproven):
        store.key_of(SimpleNamespace(key_name="a1", key_fingerprint=None))
    assert own.fingerprint != other.fingerprint
    assert len(bytes.fromhex(own.fingerprint)) == 32
