"""Uploaded personal data stays no longer than it must."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from berakhlak.people.pending_uploads import KEPT_SECONDS, UploadFolder, UploadGone


@pytest.fixture
def shelf(tmp_path: Path) -> UploadFolder:
    return UploadFolder(tmp_path / "uploads")


def test_only_the_owner_gets_a_file_back(shelf: UploadFolder) -> None:
    name = shelf.keep(b"isi", owner=1)

    assert shelf.read_file(name, owner=1) == b"isi"
    with pytest.raises(UploadGone):
        shelf.read_file(name, owner=11)


def test_a_new_upload_replaces_the_earlier_one_of_its_owner_alone(shelf: UploadFolder) -> None:
    earlier, other = shelf.keep(b"1", owner=1), shelf.keep(b"2", owner=11)

    shelf.keep(b"3", owner=1)

    assert shelf.read_file(other, owner=11) == b"2"
    with pytest.raises(UploadGone):
        shelf.read_file(earlier, owner=1)


def test_what_nobody_confirmed_is_swept_after_an_hour(shelf: UploadFolder) -> None:
    name = shelf.keep(b"1", owner=1)
    long_ago = time.time() - KEPT_SECONDS - 1
    os.utime(shelf.folder / f"1-{name}", (long_ago, long_ago))

    shelf.keep(b"2", owner=2)

    assert [path.name.split("-")[0] for path in shelf.folder.iterdir()] == ["2"]


def test_the_folder_is_closed_to_others(shelf: UploadFolder) -> None:
    shelf.keep(b"1", owner=1)

    assert shelf.folder.stat().st_mode & 0o777 == 0o700
