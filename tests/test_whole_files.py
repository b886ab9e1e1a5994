"""Files come into place whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from berakhlak import disk


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_file_is_in_place_only_when_it_is_whole(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "deeper" / "file.txt"
    if before is not None:
        disk.write_whole(path, before)

    with disk.whole_file(path) as torn:
        torn.write_bytes(b"new")
        assert (path.read_bytes() if path.exists() else None) == before

    assert path.read_bytes() == b"new"
    assert [each.name for each in path.parent.iterdir()] == ["file.txt"]


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_failure_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, before: bytes | None
) -> None:
    path = tmp_path / "file.txt"
    if before is not None:
        path.write_bytes(before)

    with pytest.raises(FileNotFoundError), disk.whole_file(path) as torn:
        torn.write_bytes((tmp_path / "absent").read_bytes())

    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == (
        {} if before is None else {"file.txt": before}
    )


@pytest.mark.parametrize(("mode", "granted"), [(0o600, 0o600), (disk.FOR_ALL, 0o640)])
def test_who_may_read_is_the_mode_narrowed_by_the_umask(
    tmp_path: Path, mode: int, granted: int
) -> None:
    before = os.umask(0o027)
    try:
        disk.write_whole(tmp_path / "file", b"", mode=mode)
    finally:
        os.umask(before)

    assert (tmp_path / "file").stat().st_mode & 0o777 == granted


def test_nobody_else_may_read_unless_the_caller_says_so(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        disk.write_whole(tmp_path / "written", b"")
        with disk.whole_file(tmp_path / "made"):
            pass
    finally:
        os.umask(before)

    assert {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()} == {0o600}


def test_a_failure_is_told_even_where_the_torn_file_is_gone(tmp_path: Path) -> None:
    def lose_it() -> None:
        with disk.whole_file(tmp_path / "file") as torn:
            torn.unlink()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lose_it()

    assert list(tmp_path.iterdir()) == []


def test_names_and_bytes_are_on_the_disk_before_anybody_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_ino))

    disk.write_whole(tmp_path / "file", b"x")

    assert synced == [(tmp_path / "file").stat().st_ino, tmp_path.stat().st_ino]
