"""The cycle key: the only thing that can tell whose sheet is whose while a cycle is open.

It is a file outside the database. Handles (which row is mine) and boxes (what it says) use two
keys derived from it by HKDF. Destroying the file ends both for ever.

A third value derived from it, the fingerprint, is kept with the cycle. It tells whether a key is
the cycle's own and, having a label of its own, nothing else about it. `KeyStore.key_of` is the one
way to a key: no other may be used to read or lock an answer.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask_babel import lazy_gettext as _

from berakhlak.disk import close_to_others, flush_folder, flush_to_disk, new_private_file
from berakhlak.errors import ServiceUnavailable
from berakhlak.run_language import N_, operator_gettext

KEY_BYTES = 32
WIPED = bytes(KEY_BYTES)  # What a key is overwritten with before its file is removed.
NONCE_BYTES = 12
# Boxes are padded to a multiple of this, so that their size tells little of who wrote a comment.
# One step fits whole into SQLite's tree of handles (1,002 bytes a row): what does not fit goes to
# pages of its own, which are handed out in the order of answering.
BOX_STEP = 896


class KeyedCycle(Protocol):
    """An opened cycle, as mapped or as a plain row."""

    @property
    def key_name(self) -> str: ...

    @property
    def key_fingerprint(self) -> str | None: ...


class KeyUnusable(ServiceUnavailable):
    """Answers of the cycle can neither be opened nor kept here until an operator has acted.

    `detail` names the file and the remedy.
    """


class KeyMissing(KeyUnusable):
    """The key file is not there, cannot be read, or is cut short."""

    message = _(
        "Kunci siklus ini tidak ada di server ini. Jawaban yang sudah tersimpan tidak berubah, "
        "tetapi tidak dapat dibuka, dan jawaban baru tidak diterima sampai kuncinya kembali. "
        "Hubungi pengelola sistem."
    )


class KeyWiped(KeyMissing):
    """Destroying the key was cut short between its two steps; only a wiped file is left."""


class KeyForeign(KeyUnusable):
    """Another key lies in the place of the cycle's own."""

    message = _(
        "Kunci di server ini bukan kunci siklus ini. Jawaban yang sudah tersimpan tidak berubah, "
        "tetapi tidak dapat dibuka, dan jawaban baru tidak diterima sampai kunci yang benar "
        "kembali. Hubungi pengelola sistem."
    )


class KeyUnproven(KeyUnusable):
    """The cycle was opened before fingerprints were kept, and its key has not been proven yet."""

    message = _(
        "Kunci siklus ini belum dipastikan. Jawaban yang sudah tersimpan tidak berubah, tetapi "
        "jawaban baru belum diterima. Hubungi pengelola sistem."
    )


class KeyNotMade(ServiceUnavailable):
    """The key folder takes no new file; `detail` says why."""

    message = _(
        "Kunci siklus tidak dapat dibuat di server ini, sehingga siklus belum dibuka. "
        "Hubungi pengelola sistem."
    )


class BoxDamaged(ServiceUnavailable):
    """A box was altered, moved to another handle, or written under another key."""

    message = _(
        "Jawaban yang tersimpan untuk penilaian ini rusak di server dan tidak dapat dibuka. "
        "Penilaian Anda yang lain tidak terpengaruh. Hubungi pengelola sistem."
    )


@dataclass(frozen=True)
class CycleKey:
    """The two working keys of one open cycle, and by which the cycle knows them for its own."""

    handle_key: bytes
    box_key: bytes
    fingerprint: str

    @classmethod
    def derive(cls, secret: bytes) -> CycleKey:
        fingerprint = _expand(secret, b"fingerprint").hex()
        return cls(_expand(secret, b"handle"), _expand(secret, b"box"), fingerprint)

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.box_key)

    def handle(self, assignment_id: int) -> bytes:
        """HMAC-SHA256 of the assignment id; 32 bytes, the primary key of its open sheet."""
        return hmac.digest(self.handle_key, b"assignment:%d" % assignment_id, sha256)

    def encrypt(self, content: bytes, handle: bytes) -> bytes:
        """Encrypt (AES-256-GCM), bound to the handle and padded to a multiple of BOX_STEP."""
        size = len(content).to_bytes(4, "big")
        padding = -(len(content) + 4) % BOX_STEP
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, size + content + bytes(padding), handle)

    def decrypt(self, box: bytes, handle: bytes) -> bytes:
        """The content of a box; raises BoxDamaged."""
        try:
            padded = self._cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], handle)
        except (InvalidTag, ValueError) as error:  # ValueError: too short to hold anything.
            raise BoxDamaged from error
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


@dataclass(frozen=True)
class KeyStore:
    """The folder of key files; it must not lie inside what a database backup copies."""

    folder: Path

    def create(self, name: str) -> CycleKey:
        """Make a new random key, flushed to disk before any sheet can depend on it.

        Whole or not at all: a full disk or a kill must leave no file that passes for a key.
        Raises FileExistsError, KeyNotMade.
        """
        secret = secrets.token_bytes(KEY_BYTES)
        try:
            self._write(self._path(name), secret)
        except OSError as error:
            if isinstance(error, FileExistsError) and self.exists(name):
                raise
            raise KeyNotMade(f"{self.folder}: {error.strerror}") from error
        return CycleKey.derive(secret)

    def require_makeable(self, name: str) -> None:
        """Whether a key of this name is there or could be made, tried out with a file that is no
        key and goes at once. Raises KeyNotMade, KeyMissing."""
        if self.exists(name):
            self.load_key(name)
            return
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
        """Whether the key is there; where nobody may look, it is not known to be gone."""
        try:
            return self._path(name).exists()
        except PermissionError:
            return True

    def key_names(self) -> list[str]:
        """Names of all keys in the folder, in alphabetical order."""
        return sorted(path.stem for path in self.folder.glob("*.key"))

    def key_of(self, cycle: KeyedCycle) -> CycleKey:
        """The cycle's own key. Raises KeyMissing, KeyForeign, KeyUnproven."""
        key = self.load_key(cycle.key_name)
        if cycle.key_fingerprint is None:
            raise KeyUnproven(
                operator_gettext(
                    N_("pastikan %(path)s dengan: %(command)s"),
                    path=self._path(cycle.key_name),
                    command="cycle adopt-key",
                )
            )
        if not hmac.compare_digest(key.fingerprint, cycle.key_fingerprint):
            raise KeyForeign(
                operator_gettext(
                    N_(
                        "%(path)s bukan kunci siklus ini; simpan berkas itu di tempat lain, lalu "
                        "letakkan kunci yang benar dari salinan atau server yang membuka siklus"
                    ),
                    path=self._path(cycle.key_name),
                )
            )
        return key

    def load_key(self, name: str) -> CycleKey:
        """Whatever key lies under a name, be it the cycle's or not. Raises KeyMissing."""
        path = self._path(name)
        try:
            secret = path.read_bytes()
        except FileNotFoundError as error:
            absent = N_(
                "%(path)s tidak ada; kembalikan dari salinan atau server yang membuka siklus"
            )
            raise KeyMissing(operator_gettext(absent, path=path)) from error
        except OSError as error:
            unread = N_("%(path)s tidak dapat dibaca: %(why)s")
            raise KeyMissing(operator_gettext(unread, path=path, why=error.strerror)) from error
        if len(secret) != KEY_BYTES:
            broken = N_("%(path)s rusak (%(size)s byte); kembalikan dari salinan")
            raise KeyMissing(operator_gettext(broken, path=path, size=len(secret)))
        if secret == WIPED:
            wiped = N_("%(path)s sudah dimusnahkan; tuntaskan dengan: %(command)s")
            raise KeyWiped(operator_gettext(wiped, path=path, command="cycle close"))
        return CycleKey.derive(secret)

    def protect(self) -> list[Path]:
        """Close the folder and its keys to everybody but their owner; returns what was open."""
        if not self.folder.is_dir():
            return []
        return [path for path in (self.folder, *self.folder.glob("*.key")) if close_to_others(path)]

    def wipe(self, name: str) -> None:
        """Overwrite the key; its file stays as a proof. Raises FileNotFoundError."""
        with self._path(name).open("r+b") as file:
            file.write(WIPED)
            flush_to_disk(file)

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key; doing it twice is no error."""
        path = self._path(name)
        try:
            self.wipe(name)
        except FileNotFoundError:
            return
        path.unlink(missing_ok=True)
        flush_folder(self.folder)

    def _path(self, name: str) -> Path:
        if not name.isalnum():
            raise ValueError("key names are letters and digits")
        return self.folder / f"{name}.key"


def _expand(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"berakhlak:" + purpose).derive(
        secret
    )
