"""Files for their owner alone, and on the disk before anybody relies on them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from berakhlak.disk import (
    close_to_others,
    flush_folder,
    flush_to_disk,
    is_open_to_others,
    new_private_file,
)


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.usefixtures("no_umask")
def test_a_new_file_is_its_owners_alone_and_never_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "baru"

    with new_private_file(path) as file:
        file.write(b"\x00isi\r\n")

    assert path.read_bytes() == b"\x00isi\r\n"
    assert mode(path) == 0o600
    with pytest.raises(FileExistsError):
        new_private_file(path)
    assert path.read_bytes() == b"\x00isi\r\n"


def test_what_was_written_has_left_the_program_before_the_disk_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    with (tmp_path / "a").open("wb") as file:
        file.write(b"isi")
        number = file.fileno()
        monkeypatch.setattr(
            os, "fsync", lambda fd: seen.append((fd, (tmp_path / "a").read_bytes()))
        )

        flush_to_disk(file)

    assert seen == [(number, b"isi")]


def test_a_folder_is_waited_for_and_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    before = open_files()
    monkeypatch.setattr(os, "fsync", lambda fd: seen.append(os.readlink(f"/proc/self/fd/{fd}")))

    flush_folder(tmp_path)

    assert seen == [str(tmp_path.resolve())]
    assert open_files() == before

    def full(_descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="Input/output"):
        flush_folder(tmp_path)
    assert open_files() == before


@pytest.mark.parametrize("right", [0o001, 0o002, 0o004, 0o010, 0o020, 0o040, 0o077])
def test_every_right_of_others_is_seen_and_taken(tmp_path: Path, right: int) -> None:
    path = tmp_path / "a"
    for own in (0o600, 0o400, 0o700):
        path.touch()
        path.chmod(own | right)
        assert is_open_to_others(path)

        assert close_to_others(path) is True

        assert mode(path) == own
        assert not is_open_to_others(path)
        assert close_to_others(path) is False


def test_what_is_not_ours_to_change_stays_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.touch()
    path.chmod(0o644)

    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)

    assert close_to_others(path) is False
    assert mode(path) == 0o644
