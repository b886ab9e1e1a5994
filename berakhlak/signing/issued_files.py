"""Issued files, so that asking twice gives the same bytes. A cache: losing one costs a new issue.

The files are as personal as the database beside them, and as private: only the server's own user
may read them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from berakhlak.disk import write_whole


@dataclass(frozen=True)
class IssuedFileCache:
    """One folder with one file for each code."""

    folder: Path

    def keep(self, code: str, content: bytes) -> None:
        """Put a file into the cache in one step."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._path(code), content)

    def read_file(self, code: str, expected_sha256: str) -> bytes | None:
        """The file with this code, None when it is gone or not the very bytes that were issued."""
        try:
            content = self._path(code).read_bytes()
        except FileNotFoundError:
            return None
        return content if sha256(content).hexdigest() == expected_sha256 else None

    def forget(self, code: str) -> None:
        """Take a file out of the cache; its issue stays on record."""
        self._path(code).unlink(missing_ok=True)

    def keep_only(self, codes: Collection[str]) -> int:
        """Take out every file of another code; how many that were."""
        others = [file for file in self.folder.glob("*.pdf") if file.stem not in codes]
        for file in others:
            file.unlink(missing_ok=True)
        return len(others)

    def _path(self, code: str) -> Path:
        return self.folder / f"{code}.pdf"
