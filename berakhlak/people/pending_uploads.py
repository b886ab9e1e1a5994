"""Personnel files between upload and confirmation: on disk, for one account, for an hour."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from flask_babel import lazy_gettext as _

from berakhlak.disk import new_private_file
from berakhlak.errors import NotFound

KEPT_SECONDS = 3600
_NAME = re.compile(r"[0-9a-f]{32}")


class UploadGone(NotFound):
    """The file was used, replaced or has been kept for too long."""

    message = _("Berkas yang diunggah sudah tidak tersimpan. Unggah sekali lagi.")


@dataclass(frozen=True)
class UploadFolder:
    """A folder, private to the server's user, with at most one file for each account."""

    folder: Path

    def keep(self, content: bytes, *, owner: int) -> str:
        """Keep a file in place of the owner's earlier one; returns the name to ask for it by."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep(owner)
        name = secrets.token_hex(16)
        with new_private_file(self._path(name, owner)) as file:
            file.write(content)
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
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
