"""The whole disk of an open cycle: database files, a backup, KEY_DIR and SECRET_KEY. The attack.

It looks for the handles of all assignments, of sheets and of drafts, at every place of every file,
and tries every key that lies in KEY_DIR on what follows. It needs no row to be there still.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from berakhlak.cycles.keys import BoxDamaged, CycleKey, KeyStore
from berakhlak.ratings.drafts import NAME_BYTES, draft_handle
from tests.support.carving import Needles

# Between the handle of a row and its box lie two columns and what an engine writes between them.
GAP = 28
BOX = 924  # Bytes of a box whose comments are short.


@dataclass(frozen=True)
class Thief:
    """What lies in KEY_DIR, and which assignments there are."""

    key: CycleKey
    drafts: dict[bytes, CycleKey]
    handles: dict[bytes, int]

    @classmethod
    def of(
        cls, keys: KeyStore, key: CycleKey, folders: Iterable[Path], ids: Iterable[int]
    ) -> Thief:
        """`folders`: every place where keys of drafts lie or lay, copies of KEY_DIR included."""
        handles = {}
        for number in ids:
            handles |= {key.handle(number): number, draft_handle(key, number): number}
        drafts = {
            bytes.fromhex(name): KeyStore(folder).load_key(name)
            for folder in folders
            for name in KeyStore(folder).key_names()
        }
        return cls(key, drafts, handles)

    def read(self, files: Iterable[Path]) -> set[int]:
        """Assignments of which some file gives the answers away."""
        needles = Needles({handle: handle for handle in self.handles})
        found = set()
        for file in files:
            with suppress(FileNotFoundError):
                raw = file.read_bytes()
                for handle in needles.carved(raw):
                    if any(map(has_answers, self._opened(raw, handle))):
                        found.add(self.handles[handle])
        return found

    def _opened(self, raw: bytes, handle: bytes) -> Iterator[bytes]:
        at = raw.find(handle)
        while at >= 0:
            for start in range(at + len(handle), at + len(handle) + GAP):
                yield from self._tried(raw[start : start + BOX], handle, self.key)
                name = raw[start : start + NAME_BYTES]
                if own := self.drafts.get(name):
                    box = raw[start + NAME_BYTES : start + NAME_BYTES + BOX]
                    yield from self._tried(box, handle, own)
            at = raw.find(handle, at + 1)

    def _tried(self, box: bytes, handle: bytes, key: CycleKey) -> Iterator[bytes]:
        with suppress(BoxDamaged):
            yield key.decrypt(box, handle)


def has_answers(content: bytes) -> bool:
    """Whether this is what a rater answered, in plain words."""
    try:
        return bool(json.loads(content)["a"])
    except (ValueError, KeyError, TypeError):
        return False
