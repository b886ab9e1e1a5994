"""The cycle key: the only thing that can tell whose sheet is whose while a cycle is open.

It is a file outside the database. Handles (which row is mine) and boxes (what it says) use two
keys derived from it by HKDF. Destroying the file ends both for ever.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask_babel import lazy_gettext as _

from berakhlak.disk import flush, flush_folder, new_private_file
from berakhlak.errors import Conflict

KEY_BYTES = 32
NONCE_BYTES = 12
# Boxes are padded to a multiple of this, so that their size tells little of who wrote a comment.
# One step fits whole into SQLite's tree of handles (1,002 bytes a row): what does not fit goes to
# pages of its own, which are handed out in the order of answering.
BOX_STEP = 896


class KeyMissing(Conflict):
    """The key file of an open cycle is gone: its answers can no longer be read by anybody.

    `detail` names the file, for operators alone.
    """

    message = _(
        "Kunci siklus ini tidak ada di server, sehingga jawaban di dalamnya tidak dapat dibuka. "
        "Hubungi pengelola sistem."
    )

    def __init__(self, detail: str) -> None:
        super().__init__()
        self.detail = detail


class BoxDamaged(RuntimeError):
    """A box was altered, moved to another handle, or written under another key."""


@dataclass(frozen=True)
class CycleKey:
    """The two working keys of one open cycle."""

    handle_key: bytes
    box_key: bytes

    @classmethod
    def derive(cls, secret: bytes) -> CycleKey:
        return cls(_expand(secret, b"handle"), _expand(secret, b"box"))

    def handle(self, assignment_id: int) -> bytes:
        """HMAC-SHA256 of the assignment id; 32 bytes, the primary key of its open sheet."""
        return hmac.digest(self.handle_key, b"assignment:%d" % assignment_id, sha256)

    def lock(self, content: bytes, handle: bytes) -> bytes:
        """Encrypt (AES-256-GCM), bound to the handle and padded to a multiple of BOX_STEP."""
        size = len(content).to_bytes(4, "big")
        padding = -(len(content) + 4) % BOX_STEP
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.box_key).encrypt(nonce, size + content + bytes(padding), handle)

    def unlock(self, box: bytes, handle: bytes) -> bytes:
        """The content of a box; raises BoxDamaged."""
        try:
            padded = AESGCM(self.box_key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], handle)
        except InvalidTag as error:
            raise BoxDamaged("a box does not open under this cycle's key") from error
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


@dataclass(frozen=True)
class KeyStore:
    """The folder of key files; it must not lie inside what a database backup copies."""

    folder: Path

    def create(self, name: str) -> CycleKey:
        """Make a new random key, flushed to disk before any sheet can depend on it.

        Whole or not at all: a full disk or a kill must leave no file that passes for a key.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = secrets.token_bytes(KEY_BYTES)
        path = self._path(name)
        part = path.with_name(f".{name}.{secrets.token_hex(8)}.part")
        try:
            with new_private_file(part) as file:
                file.write(secret)
                flush(file)
            path.hardlink_to(part)  # Unlike a renamed file, never in the place of another key.
        finally:
            part.unlink(missing_ok=True)
        flush_folder(self.folder)
        return CycleKey.derive(secret)

    def exists(self, name: str) -> bool:
        return self._path(name).exists()

    def names(self) -> list[str]:
        """Names of all keys in the folder, in alphabetical order."""
        return sorted(path.stem for path in self.folder.glob("*.key"))

    def load(self, name: str) -> CycleKey:
        """Raises KeyMissing."""
        try:
            secret = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing(f"no key named {name} in {self.folder}") from error
        if len(secret) != KEY_BYTES:
            raise KeyMissing(f"the key named {name} in {self.folder} is damaged")
        return CycleKey.derive(secret)

    def destroy(self, name: str) -> None:
        """Overwrite and remove the key; doing it twice is no error."""
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                flush(file)
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
