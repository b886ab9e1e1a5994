"""What lay in boxes that were opened, so that a second look opens those alone that have changed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from berakhlak.cycles.keys import CycleKey
from berakhlak.sealing.asked_sheets import SheetHandles
from berakhlak.sealing.linking_voices import SPOILT_ROW_ERRORS

Comments = tuple[tuple[str, str], ...]  # Value codes and texts, none of which holds "\0".
Said = tuple[bytes, Comments]  # Packed answers and comments of a sheet.
OpenBox = Callable[[bytes, bytes], Said]  # Of a box and its handle.
DIGEST_BYTES = 16


class OpenedSheets:
    """What lay in boxes that were opened before, by a digest of each box; in memory alone.

    Closing opens all of them to refuse damaged ones while answers may still come, and reads them
    again once none do: a box that has not changed since says what it said. It lies in a few long
    buffers, for what a million small objects leave between others would not be given back.
    """

    def __init__(self) -> None:
        self._handles: SheetHandles | None = None
        self.forget()

    def forget(self) -> None:
        """Whoever reads once more opens the boxes anew."""
        self._digests, self._answers, self._comments = bytearray(), bytearray(), bytearray()
        self._ends, self._handles = array("q", [0]), None
        self.begin()

    def begin(self) -> None:
        """Another look begins: what is known by now need not be opened."""
        digests = np.frombuffer(bytes(self._digests), f"S{DIGEST_BYTES}")
        self._order = np.argsort(digests)
        self._sorted = digests[self._order]

    def handles_of(self, ids: NDArray[np.int64], key: CycleKey) -> SheetHandles:
        """The handles of these assignments, derived once."""
        if self._handles is None or not np.array_equal(self._handles.ids, ids):
            self._handles = SheetHandles.derive(ids, key)
        return self._handles

    def said(
        self,
        sealed: Sequence[tuple[bytes, bytes]],
        open_box: OpenBox | Sequence[OpenBox],
    ) -> list[Said | None]:
        """What each box says, of boxes with their handles; None where it does not open, or says
        what the form cannot. `open_box`: by what they are opened, all of them or each."""
        each_by = [open_box] * len(sealed) if callable(open_box) else open_box
        digests = [
            blake2b(box + handle, digest_size=DIGEST_BYTES).digest() for box, handle in sealed
        ]
        known = zip(self._places(digests), digests, sealed, each_by, strict=True)
        return [
            self._kept(place) if place >= 0 else self._opened(digest, *own, by)
            for place, digest, own, by in known
        ]

    def _places(self, digests: list[bytes]) -> list[int]:
        if not len(self._sorted):
            return [-1] * len(digests)
        wanted = np.array(digests, f"S{DIGEST_BYTES}")
        at = np.minimum(np.searchsorted(self._sorted, wanted), len(self._sorted) - 1)
        found: list[int] = np.where(self._sorted[at] == wanted, self._order[at], -1).tolist()
        return found

    def _opened(self, digest: bytes, box: bytes, handle: bytes, open_box: OpenBox) -> Said | None:
        try:
            answers, comments = open_box(box, handle)
        except SPOILT_ROW_ERRORS:
            return None
        self._digests += digest
        self._answers += answers
        written = "\0".join(part for pair in comments for part in pair)
        self._comments += written.encode(errors="surrogatepass")
        self._ends.append(len(self._comments))
        return answers, comments

    def _kept(self, place: int) -> Said:
        width = len(self._answers) // (len(self._ends) - 1)
        answers = bytes(self._answers[place * width : (place + 1) * width])
        written = self._comments[self._ends[place] : self._ends[place + 1]]
        if not written:
            return answers, ()
        parts = written.decode(errors="surrogatepass").split("\0")
        return answers, tuple(zip(parts[::2], parts[1::2], strict=True))
