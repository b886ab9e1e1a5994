"""Drafts of sheets that are sealed when they are sent: each under a key of its own, which goes with
it; see docs/decisions/0232.

The keys lie in a folder beside the cycle's key, under random names. Which key locks a draft stands
at the beginning of its box.
"""

from __future__ import annotations

import hmac
import os
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from flask_babel import lazy_gettext as _

from berakhlak.cycles.keys import BoxDamaged, CycleKey, KeyAbsent, KeyMissing, KeyStore
from berakhlak.disk import flush_folder
from berakhlak.errors import StateConflict

NAME_BYTES = 16
A_DRAFT = 100_000
"""Revisions of one draft: of a later one they begin at another multiple of this."""
DRAFTS = 9_000
AFTER_LOST = A_DRAFT // 2
"""With which a draft begins in the place of one that is lost: beyond every number that the lost one
gave to devices, so that what they still hold overwrites nothing unnoticed."""
GRACE = 3600.0  # Seconds in which a key may wait for the commit of its draft.


class SheetKey(Protocol):
    """What opens and locks what a rater can still change."""

    def handle(self, assignment_id: int) -> bytes: ...

    def encrypt(self, content: bytes, handle: bytes) -> bytes: ...

    def decrypt(self, box: bytes, handle: bytes) -> bytes: ...


class AssignmentRef(Protocol):
    """What a sheet is stored for: an assignment, as mapped or as a plain row."""

    @property
    def id(self) -> int: ...

    @property
    def cycle_id(self) -> int: ...


class SheetSealed(StateConflict):
    """The sheet was sent from here or elsewhere; there is no draft to be changed."""

    message = _(
        "Formulir ini sudah terkirim dan tersegel. Yang baru saja Anda isi tidak tersimpan. Ingin "
        "mengubahnya? Pilih Isi ulang."
    )


class DraftLost(BoxDamaged):
    """The draft is stored, and its key is not among those of the cycle's drafts: it came back with
    a backup, and nobody opens it any more.

    A folder that is not there, a key that cannot be read and a box that was altered are none of
    this: they can be mended, and no draft may be given up for them.
    """

    message = _(
        "Server dipulihkan dari cadangan. Draf Anda dari sebelum pemulihan tidak dapat dibuka lagi."
    )


def draft_handle(key: CycleKey, assignment_id: int) -> bytes:
    """Where the draft of a sheet lies that is sealed when it is sent; 32 bytes."""
    return hmac.digest(key.handle_key, b"draft:%d" % assignment_id, sha256)


def draft_number(revision: int) -> int:
    """Which draft of a sheet a revision belongs to: 0 for the first, else a random one."""
    return revision // A_DRAFT


def beginning_of(revision: int) -> int:
    """With which the draft of a revision began that took the place of another."""
    return draft_number(revision) * A_DRAFT or AFTER_LOST


def first_revision() -> int:
    """With which a draft begins that is to take the place of what was sent."""
    return A_DRAFT * (1 + secrets.randbelow(DRAFTS - 1))


def draft_keys(keys: KeyStore, cycle_key_name: str) -> KeyStore:
    """Where the keys of a cycle's drafts lie; on every host that serves raters the same folder.

    Raises LookupError where keys lie in a token: such a cycle opens without holders.
    """
    return KeyStore(keys.folder / f"{cycle_key_name}.drafts")


@dataclass
class DraftKey:
    """Opens and locks the drafts that one request is about; makes a key for a new one."""

    cycle_key: CycleKey
    keys: KeyStore
    _names: dict[bytes, str] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)

    def handle(self, assignment_id: int) -> bytes:
        return draft_handle(self.cycle_key, assignment_id)

    def decrypt(self, box: bytes, handle: bytes) -> bytes:
        """Raises DraftLost where the key alone is gone, else BoxDamaged."""
        name, locked = box[:NAME_BYTES].hex(), box[NAME_BYTES:]
        content = self._key_of_draft(name).decrypt(locked, handle)
        if self._names.get(handle, name) != name:  # Another device was faster.
            self.destroy_made()
        self._names[handle] = name
        return content

    def _key_of_draft(self, name: str) -> CycleKey:
        """Looked for once more where it is gone: a mount may have come back between both looks."""
        try:
            return self._present_key(name)
        except DraftLost:
            return self._present_key(name)

    def _present_key(self, name: str) -> CycleKey:
        """Gone is only what is absent from a folder that is there."""
        try:
            return self.keys.load_key(name)
        except KeyAbsent as error:
            raise (DraftLost if self.keys.folder.is_dir() else BoxDamaged) from error
        except KeyMissing as error:
            raise BoxDamaged from error

    def is_lost(self, box: bytes, handle: bytes) -> bool:
        """Whether nobody opens this draft any more. Raises BoxDamaged where that is not known."""
        try:
            self.decrypt(box, handle)
        except DraftLost:
            return True
        return False

    def encrypt(self, content: bytes, handle: bytes) -> bytes:
        """Raises KeyNotMade where the folder takes no new key."""
        name = self._names.get(handle)
        if name is None:
            name = self._names[handle] = secrets.token_hex(NAME_BYTES)
            is_first = not self.keys.folder.exists()
            key = self.keys.create(name)
            self._made.add(name)
            if is_first:
                flush_folder(self.keys.folder.parent)
            forget_times(self.keys, name)
        else:
            key = self.keys.load_key(name)
        return bytes.fromhex(name) + key.encrypt(content, handle)

    def destroy(self, handle: bytes) -> None:
        """Once the draft is deleted and committed: nothing that was kept of it can be read."""
        if name := self._names.pop(handle, None):
            destroy_draft_key(self.keys, name)

    def destroy_made(self) -> None:
        """Where what was locked is not going to be committed: it lies in the database's files all
        the same, and where a form comes late it is what has been sent."""
        for name in self._made:
            destroy_draft_key(self.keys, name)
        self._names = {each: name for each, name in self._names.items() if name not in self._made}
        self._made.clear()


def destroy_draft_key(keys: KeyStore, name: str) -> None:
    """For ever; neither is it anybody's business when a draft was sent."""
    keys.destroy(name)
    forget_times(keys, name)


def forget_times(keys: KeyStore, name: str) -> None:
    """When a draft was begun is nobody's business."""
    for path in (keys.folder / f"{name}.key", keys.folder):
        with suppress(OSError):
            os.utime(path, (0, 0))


def sweep_draft_keys(keys: KeyStore, boxes: Iterable[bytes], *, grace: float = GRACE) -> int:
    """Destroy the keys that lock none of these boxes; returns how many.

    Not what is so young that its draft may not be committed yet.
    """
    needed, gone = {box[:NAME_BYTES].hex() for box in boxes}, 0
    for name in keys.key_names():
        path = keys.folder / f"{name}.key"
        with suppress(FileNotFoundError):
            if name not in needed and path.stat().st_ctime <= time.time() - grace:
                destroy_draft_key(keys, name)
                gone += 1
    return gone


def destroy_draft_keys(keys: KeyStore) -> None:
    """Once the cycle has closed: every key, and the folder."""
    for name in keys.key_names():
        keys.destroy(name)
    with suppress(OSError):  # Not there, or something else lies in it.
        keys.folder.rmdir()
