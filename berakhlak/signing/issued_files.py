"""Issued files, so that asking twice gives the same bytes. A cache: losing one costs a new issue.

The files are as personal as the database beside them, and as private: in a folder only the server's
own user may read them, and in the database they are encrypted (`stored_files`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from berakhlak.disk import write_whole
from berakhlak.signing.queries import codes_that_are_over
from berakhlak.stored_files.files import StoredFiles, StoredFileUnreadable
from berakhlak.stored_files.sharing import shared_files
from config import Config

PLACE = "issued"
_ENDING = ".pdf"


@dataclass(frozen=True)
class IssuedFileCache:
    """One file for each code: in a folder, or where hosts share files, in the database, in the
    caller's transaction. What one host takes out is then gone at all of them."""

    folder: Path
    shared: StoredFiles | None = None

    def keep(self, session: Session, code: str, content: bytes) -> None:
        """Put a file into the cache in one step."""
        if self.shared:
            self.shared.keep_within(session, PLACE, _name(code), content)
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self.folder / _name(code), content)

    def read_file(self, code: str, expected_sha256: str) -> bytes | None:
        """The file with this code, None when it is gone or not the very bytes that were issued."""
        content = self._read(_name(code))
        is_it = content is not None and sha256(content).hexdigest() == expected_sha256
        return content if is_it else None

    def forget(self, session: Session, code: str) -> None:
        """Take a file out of the cache; its issue stays on record."""
        if self.shared:
            self.shared.drop_within(session, PLACE, [_name(code)])
        else:
            (self.folder / _name(code)).unlink(missing_ok=True)

    def keep_only(self, session: Session, codes: Collection[str]) -> int:
        """Take out every file of another code; how many that were. The caller commits."""
        kept = {_name(code) for code in codes}
        if self.shared:
            others = [each for each in self.shared.names(PLACE) if each not in kept]
            self.shared.drop_within(session, PLACE, others)
            return len(others) + self._clear_folder(set())
        return self._clear_folder(kept)

    def forget_over(self, session: Session) -> None:
        """Where hosts share files: take out what was withdrawn or deleted, in the caller's
        transaction. A folder has none, and is cleared after it."""
        if self.shared:
            held = [name.removesuffix(_ENDING) for name in self.shared.names(PLACE)]
            over = [_name(code) for code in codes_that_are_over(session, held)]
            self.shared.drop_within(session, PLACE, over)

    def clear_folder_of_host(self, session: Session) -> None:
        """Rid the folder of this host of what another host deleted or withdrew, and of everything
        where files are shared."""
        codes = [] if self.shared else [file.stem for file in self.folder.glob("*.pdf")]
        over = {_name(code) for code in codes_that_are_over(session, codes)}
        self._clear_folder({_name(code) for code in codes} - over)

    def _clear_folder(self, kept: Collection[str]) -> int:
        """Also where files are shared: this host may have a folder from the time before."""
        others = [file for file in self.folder.glob("*.pdf") if file.name not in kept]
        for file in others:
            file.unlink(missing_ok=True)
        return len(others)

    def _read(self, name: str) -> bytes | None:
        try:
            return self.shared.read(PLACE, name) if self.shared else _content(self.folder / name)
        except StoredFileUnreadable:
            return None


def issued_files_of(config: Config) -> IssuedFileCache:
    """Those of this host, or of all where they share files."""
    # Beside the keys, never among them: the folder of the keys is not to be read by backups.
    return IssuedFileCache(config.key_dir.parent / PLACE, shared_files(config))


def _name(code: str) -> str:
    return f"{code}{_ENDING}"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
