"""Issued files, so that asking twice gives the same bytes. A cache: losing one costs a new issue.

The files are as personal as the database beside them, and as private: only the server's own user
may read them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True)
class IssuedShelf:
    """One folder with one file for each code."""

    folder: Path

    def keep(self, code: str, content: bytes) -> None:
        """Put a file on the shelf in one step."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        torn = self._path(code).with_suffix(".part")
        handle = os.open(torn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        torn.replace(self._path(code))

    def content(self, code: str, expected_sha256: str) -> bytes | None:
        """The file with this code, None when it is gone or not the very bytes that were issued."""
        try:
            content = self._path(code).read_bytes()
        except FileNotFoundError:
            return None
        return content if sha256(content).hexdigest() == expected_sha256 else None

    def forget(self, code: str) -> None:
        """Take a file off the shelf; its issue stays on record."""
        self._path(code).unlink(missing_ok=True)

    def _path(self, code: str) -> Path:
        return self.folder / f"{code}.pdf"
