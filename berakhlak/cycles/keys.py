"""The cycle key: the only thing that can tell whose sheet is whose while a cycle is open.

It lies outside the database (`secret_stores`). Handles (which row is mine) and boxes (what it says)
use two keys derived from it by HKDF. Destroying it ends both for ever.

A third value derived from it, the fingerprint, is kept with the cycle. It tells whether a key is
the cycle's own and, having a label of its own, nothing else about it. `KeyStore.key_of` is the one
way to a key: no other may be used to read or lock an answer.
"""

from __future__ import annotations

import hmac
import secrets
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

from berakhlak.cycles.key_errors import (
    KeyAbsent,
    KeyForeign,
    KeyMissing,
    KeyNotMade,
    KeyUnproven,
    KeyUnusable,
    KeyWiped,
)
from berakhlak.cycles.secret_stores import KEY_BYTES, WIPED, SecretFolder, SecretStore
from berakhlak.errors import ServiceUnavailable
from berakhlak.run_language import N_, operator_gettext

__all__ = [
    "BOX_STEP",
    "KEY_BYTES",
    "NONCE_BYTES",
    "WIPED",
    "BoxDamaged",
    "CycleKey",
    "KeyAbsent",
    "KeyForeign",
    "KeyMissing",
    "KeyNotMade",
    "KeyStore",
    "KeyUnproven",
    "KeyUnusable",
    "KeyWiped",
    "KeyedCycle",
]
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


class KeyStore:
    """The one way to the keys of cycles, wherever their secrets lie.

    Given a folder, they lie in files there; it must not lie inside what a database backup copies.
    """

    def __init__(self, secrets: Path | SecretStore) -> None:
        self.secrets = SecretFolder(secrets) if isinstance(secrets, Path) else secrets

    @property
    def is_folder(self) -> bool:
        """Whether secrets are files, beside which other keys can lie."""
        return isinstance(self.secrets, SecretFolder)

    @property
    def folder(self) -> Path:
        """Where the files of keys lie. Raises LookupError where they are no files."""
        if isinstance(self.secrets, SecretFolder):
            return self.secrets.folder
        raise LookupError("these keys lie in no folder")

    def create(self, name: str) -> CycleKey:
        """Make a new random key, kept for good before any sheet can depend on it.

        Raises FileExistsError, KeyNotMade.
        """
        return CycleKey.derive(self.secrets.make(_proper(name)))

    def require_makeable(self, name: str) -> None:
        """Whether a key of this name is there or could be made. Raises KeyNotMade, KeyMissing."""
        if self.exists(name):
            self.load_key(name)
        else:
            self.secrets.require_makeable(name)

    def exists(self, name: str) -> bool:
        """Whether the key is there; where nobody may look, it is not known to be gone."""
        return self.secrets.exists(_proper(name))

    def key_names(self) -> list[str]:
        """Names of all keys in the store, in alphabetical order."""
        return self.secrets.names()

    def place_of(self, name: str) -> str:
        """Where a key lies, as operators are told of it."""
        return self.secrets.place_of(_proper(name))

    def key_of(self, cycle: KeyedCycle) -> CycleKey:
        """The cycle's own key. Raises KeyMissing, KeyForeign, KeyUnproven."""
        key = self.load_key(cycle.key_name)
        if cycle.key_fingerprint is None:
            raise KeyUnproven(
                operator_gettext(
                    N_("pastikan %(path)s dengan: %(command)s"),
                    path=self.place_of(cycle.key_name),
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
                    path=self.place_of(cycle.key_name),
                )
            )
        return key

    def load_key(self, name: str) -> CycleKey:
        """Whatever key lies under a name, be it the cycle's or not. Raises KeyMissing."""
        return CycleKey.derive(self.secrets.read(_proper(name)))

    def protect(self) -> list[Path]:
        """Close files of keys to everybody but their owner; returns what was open."""
        return self.secrets.protect() if isinstance(self.secrets, SecretFolder) else []

    def wipe(self, name: str) -> None:
        """Make the key useless; a file stays as a proof. Raises FileNotFoundError."""
        self.secrets.wipe(_proper(name))

    def destroy(self, name: str) -> None:
        """Destroy the key for ever; doing it twice is no error."""
        self.secrets.destroy(_proper(name))


def _proper(name: str) -> str:
    """A key's name, which is part of a path. Raises ValueError."""
    if not name.isalnum():
        raise ValueError("key names are letters and digits")
    return name


def _expand(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"berakhlak:" + purpose).derive(
        secret
    )
