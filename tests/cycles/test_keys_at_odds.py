"""Keys while the disk is full, a folder is no folder, or another process is faster."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from berakhlak.cycles import secret_stores as module
from berakhlak.cycles.keys import (
    WIPED,
    BoxDamaged,
    CycleKey,
    KeyForeign,
    KeyMissing,
    KeyNotMade,
    KeyStore,
    KeyUnproven,
    KeyWiped,
)


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Fill the disk: nothing is flushed any more."""

    def fill() -> None:
        def refuse(_descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", refuse)

    return fill


def test_a_full_disk_is_told_as_such_even_where_the_key_exists(
    store: KeyStore, full: Callable[[], None]
) -> None:
    made = store.create("a1")
    full()

    with pytest.raises(KeyNotMade):
        store.create("a1")

    assert store.load_key("a1") == made
    assert store.key_names() == ["a1"]


def test_where_nobody_may_write_that_is_what_is_told(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(module, "new_private_file", refuse)

    with pytest.raises(KeyNotMade) as refused:
        store.create("a1")

    assert refused.value.detail.endswith("Read-only file system")


def test_a_key_where_nobody_may_look_is_not_known_to_be_gone(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or sealing would count as finished while its key still lies there."""

    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)

    assert store.exists("a1") is True


def test_where_the_folder_is_a_file_no_key_is_made_and_the_file_stays(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("catatan")

    with pytest.raises(KeyNotMade) as refused:
        KeyStore(tmp_path / "keys").create("a1")

    assert str(tmp_path / "keys") in refused.value.detail
    assert (tmp_path / "keys").read_text() == "catatan"


def test_a_key_that_another_process_removes_while_it_is_destroyed_is_gone(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create("a1")
    other = store.create("b2")

    def flush_and_lose(file: object) -> None:
        (store.folder / "a1.key").unlink()

    monkeypatch.setattr(module, "flush_to_disk", flush_and_lose)

    store.destroy("a1")

    assert store.key_names() == ["b2"]
    assert store.load_key("b2") == other


def test_two_that_make_one_key_at_once_leave_the_first(
    store: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: list[CycleKey] = []
    link = Path.hardlink_to

    def another_is_faster(path: Path, target: Path) -> None:
        if not first:
            first.append(CycleKey.derive(b"w" * 32))
            path.write_bytes(b"w" * 32)
        link(path, target)

    monkeypatch.setattr(Path, "hardlink_to", another_is_faster)

    with pytest.raises(FileExistsError):
        store.create("a1")

    assert store.load_key("a1") == first[0]
    assert [path.name for path in store.folder.iterdir()] == ["a1.key"]


def test_a_wiped_key_is_told_apart_from_a_missing_one(store: KeyStore) -> None:
    store.create("a1")
    (store.folder / "a1.key").write_bytes(WIPED)

    with pytest.raises(KeyWiped):
        store.load_key("a1")
    with pytest.raises(KeyMissing) as missing:
        store.load_key("b2")
    assert not isinstance(missing.value, KeyWiped)
    assert bytes(32) == WIPED
    assert store.exists("a1")


def test_only_keys_are_listed_and_protected_in_the_order_of_their_names(store: KeyStore) -> None:
    for name in ("b2", "a1", "c3"):
        store.create(name)
    (store.folder / "notes.txt").write_text("x")
    (store.folder / "notes.txt").chmod(0o666)
    (store.folder / "b2.key").chmod(0o604)

    assert store.key_names() == ["a1", "b2", "c3"]
    assert store.protect() == [store.folder / "b2.key"]
    assert KeyStore(store.folder / "none").protect() == []
    assert KeyStore(store.folder / "none").key_names() == []


@pytest.mark.parametrize("name", ["", "a-1", "a.1", "a/1", "a 1", ".."])
@pytest.mark.parametrize("act", ["create", "load_key", "exists", "destroy"])
def test_no_way_to_a_key_takes_a_name_that_is_not_letters_and_digits(
    store: KeyStore, act: str, name: str
) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        getattr(store, act)(name)


def test_of_two_cycles_each_knows_its_own_key_alone(store: KeyStore) -> None:
    made = {name: store.create(name) for name in ("a1", "b2")}

    for name, key in made.items():
        assert store.key_of(SimpleNamespace(key_name=name, key_fingerprint=key.fingerprint)) == key
        for other in made:
            mark = made[other].fingerprint if other != name else key.fingerprint.upper()
            with pytest.raises(KeyForeign) as refused:
                store.key_of(SimpleNamespace(key_name=name, key_fingerprint=mark))
            assert f"{name}.key" in refused.value.detail
        with pytest.raises(KeyUnproven) as unproven:
            store.key_of(SimpleNamespace(key_name=name, key_fingerprint=None))
        assert f"{name}.key" in unproven.value.detail


def test_the_three_values_of_a_key_are_unlike_each_other_and_those_of_another() -> None:
    first, second = CycleKey.derive(b"a" * 32), CycleKey.derive(b"b" * 32)
    parts = [
        part
        for key in (first, second)
        for part in (key.handle_key, key.box_key, bytes.fromhex(key.fingerprint))
    ]

    assert len(set(parts)) == 6
    assert {len(part) for part in parts} == {32}


@pytest.mark.parametrize("size", [0, 1, 11, 12, 13, 27])
def test_what_is_too_short_to_be_a_box_is_a_damaged_one(size: int) -> None:
    key = CycleKey.derive(b"k" * 32)

    with pytest.raises(BoxDamaged):
        key.decrypt(b"x" * size, b"h" * 32)


@pytest.mark.parametrize("place", [0, 11, 12, 500, 907, 908, 923])
def test_one_changed_bit_anywhere_in_a_box_is_noticed(place: int) -> None:
    key = CycleKey.derive(b"k" * 32)
    box = bytearray(key.encrypt(b"isi", b"h" * 32))
    assert len(box) == 924
    box[place] ^= 1

    with pytest.raises(BoxDamaged):
        key.decrypt(bytes(box), b"h" * 32)


@pytest.mark.parametrize(
    ("content", "size"), [(0, 924), (892, 924), (893, 1820), (1788, 1820), (1789, 2716)]
)
def test_a_box_grows_by_whole_steps_exactly_where_its_content_no_longer_fits(
    content: int, size: int
) -> None:
    key, words = CycleKey.derive(b"k" * 32), secrets.token_bytes(content)

    box = key.encrypt(words, b"h" * 32)

    assert len(box) == size
    assert key.decrypt(box, b"h" * 32) == words


def test_no_two_boxes_of_the_same_words_are_alike() -> None:
    key = CycleKey.derive(b"k" * 32)

    boxes = {key.encrypt(b"isi", b"h" * 32) for _ in range(20)}

    assert len(boxes) == len({box[:12] for box in boxes}) == 20
