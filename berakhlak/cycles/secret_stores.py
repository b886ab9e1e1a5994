"""Where the secrets of cycles lie, outside of the database: here, in a folder of files.

`token_secrets` keeps them in a PKCS#11 token. Hosts that serve the same database share one store: a
folder by a mount, a token by its network. Nothing of a secret is kept in memory between two uses,
so that a key that one host destroys is gone for all at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from berakhlak.cycles.key_errors import KeyAbsent, KeyMissing, KeyNotMade, KeyWiped
from berakhlak.disk import close_to_others, flush_folder, flush_to_disk, new_private_file
from berakhlak.run_language import N_, operator_gettext

KEY_BYTES = 32
WIPED = bytes(KEY_BYTES)  # What a key is overwritten with before its file is removed.


class SecretStore(Protocol):
    """Secrets of 32 bytes by name; names are letters and digits."""

    def make(self, name: str) -> bytes:
        """A new random secret, kept for good before it is returned, whole or not at all.

        Raises FileExistsError, KeyNotMade.
        """

    def require_makeable(self, name: str) -> None:
        """Whether a secret could be made now; leaves nothing. Raises KeyNotMade."""

    def read(self, name: str) -> bytes:
        """The secret. Raises KeyMissing, whose detail says how to mend it."""

    def exists(self, name: str) -> bool:
        """Whether it is there; where nobody can look, it is not known to be gone: True."""

    def names(self) -> list[str]:
        """Of all secrets, in alphabetical order."""

    def wipe(self, name: str) -> None:
        """Make it useless for ever, and leave a proof where the store can hold one.

        Raises FileNotFoundError.
        """

    def destroy(self, name: str) -> None:
        """For ever and for every host; twice is no error. Raises where it is not destroyed."""

    def place_of(self, name: str) -> str:
        """Where it lies, as operators are told of it."""

    @property
    def place(self) -> str:
        """Where all of them lie."""

    def removal_of(self, name: str) -> str:
        """The command by which an operator removes one that belongs to nothing."""


@dataclass(frozen=True)
class SecretFolder:
    """A file for each secret; the folder must not lie inside what a database backup copies."""

    folder: Path

    def make(self, name: str) -> bytes:
        """Flushed to disk. A full disk or a kill must leave no file that passes for a key."""
        secret = secrets.token_bytes(KEY_BYTES)
        try:
            self._write(self._path(name), secret)
        except OSError as error:
            if isinstance(error, FileExistsError) and self.exists(name):
                raise
            raise KeyNotMade(f"{self.folder}: {error.strerror}") from error
        return secret

    def require_makeable(self, name: str) -> None:
        """Tried out with a file that is no key and goes at once."""
        try:
            with self._written_part(self._path(name), WIPED):
                pass
        except OSError as error:
            raise KeyNotMade(f"{self.folder}: {error.strerror}") from error

    def _write(self, path: Path, secret: bytes) -> None:
        with self._written_part(path, secret) as part:
            path.hardlink_to(part)  # Unlike a renamed file, never in the place of another key.
        flush_folder(self.folder)

    @contextmanager
    def _written_part(self, path: Path, secret: bytes) -> Iterator[Path]:
        """A file beside the key's place that is removed afterwards."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        close_to_others(self.folder)
        part = path.with_name(f".{path.stem}.{secrets.token_hex(8)}.part")
        try:
            with new_private_file(part) as file:
                file.write(secret)
                flush_to_disk(file)
            yield part
        finally:
            part.unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        try:
            return self._path(name).exists()
        except PermissionError:
            return True

    def names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.key"))

    def read(self, name: str) -> bytes:
        path = self._path(name)
        try:
            secret = path.read_bytes()
        except FileNotFoundError as error:
            absent = N_(
                "%(path)s tidak ada; kembalikan dari salinan atau server yang membuka siklus"
            )
            raise KeyAbsent(operator_gettext(absent, path=path)) from error
        except OSError as error:
            unread = N_("%(path)s tidak dapat dibaca: %(why)s")
            raise KeyMissing(operator_gettext(unread, path=path, why=error.strerror)) from error
        if len(secret) != KEY_BYTES:
            broken = N_("%(path)s rusak (%(size)s byte); kembalikan dari salinan")
            raise KeyMissing(operator_gettext(broken, path=path, size=len(secret)))
        if secret == WIPED:
            wiped = N_("%(path)s sudah dimusnahkan; tuntaskan dengan: %(command)s")
            raise KeyWiped(operator_gettext(wiped, path=path, command="cycle close"))
        return secret

    def protect(self) -> list[Path]:
        """Close the folder and its files to everybody but their owner; returns what was open."""
        if not self.folder.is_dir():
            return []
        return [path for path in (self.folder, *self.folder.glob("*.key")) if close_to_others(path)]

    def wipe(self, name: str) -> None:
        """Overwritten; the file stays."""
        with self._path(name).open("r+b") as file:
            file.write(WIPED)
            flush_to_disk(file)

    def destroy(self, name: str) -> None:
        """Overwritten, then removed."""
        try:
            self.wipe(name)
        except FileNotFoundError:
            return
        self._path(name).unlink(missing_ok=True)
        flush_folder(self.folder)

    def place_of(self, name: str) -> str:
        return str(self._path(name))

    @property
    def place(self) -> str:
        return str(self.folder)

    def removal_of(self, name: str) -> str:
        return f"shred -u {self._path(name)}"

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.key"
