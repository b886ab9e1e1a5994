"""Personnel files between upload and confirmation: for one account, for an hour."""

from __future__ import annotations

import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from flask_babel import lazy_gettext as _

from berakhlak import clock
from berakhlak.disk import write_whole
from berakhlak.errors import NotFound
from berakhlak.stored_files.files import UPLOADS, StoredFiles, StoredFileUnreadable
from berakhlak.stored_files.sharing import shared_files
from config import Config

KEPT_SECONDS = 3600
_NAME = re.compile(r"[0-9a-f]{32}")


class UploadGone(NotFound):
    """The file was used, replaced or has been kept for too long."""

    message = _("Berkas yang diunggah sudah tidak tersimpan. Unggah sekali lagi.")


class PendingUploads(Protocol):
    """At most one file for each account."""

    def keep(self, content: bytes, *, owner: int) -> str:
        """Keep a file in place of the owner's earlier one; returns the name to ask for it by."""

    def read_file(self, name: str, *, owner: int) -> bytes:
        """The file that this owner keeps under this name. Raises UploadGone."""

    def forget(self, owner: int) -> None:
        """Delete what the owner keeps."""


def pending_uploads(config: Config, kind: str) -> PendingUploads:
    """Of one kind ("uploads"), where all hosts find them."""
    if shared := shared_files(config):
        return SharedUploads(shared, kind)
    # Beside the keys, never among them.
    return UploadFolder(config.key_dir.parent / kind)


@dataclass(frozen=True)
class SharedUploads:
    """In the database, for hosts that have no folder in common."""

    files: StoredFiles
    kind: str

    def keep(self, content: bytes, *, owner: int) -> str:
        self.forget(owner)
        oldest = clock.utc_now() - timedelta(seconds=KEPT_SECONDS)
        self.files.drop_older(UPLOADS, oldest)
        name = secrets.token_hex(16)
        self.files.keep(self._place(owner), name, content)
        return name

    def read_file(self, name: str, *, owner: int) -> bytes:
        try:
            found = self.files.read(self._place(owner), name)
        except StoredFileUnreadable as error:
            raise UploadGone from error
        if found is None:
            raise UploadGone
        return found

    def forget(self, owner: int) -> None:
        self.files.drop(self._place(owner))

    def _place(self, owner: int) -> str:
        return f"{UPLOADS}{self.kind}/{owner}"


@dataclass(frozen=True)
class UploadFolder:
    """A folder, private to the server's user, with at most one file for each account."""

    folder: Path

    def keep(self, content: bytes, *, owner: int) -> str:
        """Keep a file in place of the owner's earlier one; returns the name to ask for it by."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep(owner)
        name = secrets.token_hex(16)
        write_whole(self._path(name, owner), content)
        return name

    def read_file(self, name: str, *, owner: int) -> bytes:
        """The file that this owner keeps under this name. Raises UploadGone."""
        if not _NAME.fullmatch(name):
            raise UploadGone
        try:
            return self._path(name, owner).read_bytes()
        except FileNotFoundError as error:
            raise UploadGone from error

    def forget(self, owner: int) -> None:
        """Delete what the owner keeps."""
        for path in self.folder.glob(f"{owner}-*"):
            path.unlink(missing_ok=True)

    def _path(self, name: str, owner: int) -> Path:
        return self.folder / f"{owner}-{name}"

    def _sweep(self, owner: int) -> None:
        self.forget(owner)
        oldest = time.time() - KEPT_SECONDS
        for path in self.folder.iterdir():
            with suppress(FileNotFoundError):  # Another request was first.
                if path.stat().st_mtime < oldest:
                    path.unlink()
