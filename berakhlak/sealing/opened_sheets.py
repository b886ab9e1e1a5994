"""What lay in boxes that were opened, so that a second look opens those alone that have changed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from berakhlak.cycles.keys import CycleKey
from berakhlak.sealing.asked_sheets import SheetHandles
from berakhlak.sealing.linking_voices import SPOILT_ROW_ERRORS

Comments = tuple[tuple[str, str], ...]  # Value codes and texts.
Said = tuple[bytes, Comments]  # Packed answers and comments of a sheet.
NO_COMMENTS: Comments = ()


class OpenedSheets:
    """What lay in boxes that were opened before, by a digest of each box; in memory alone.

    Closing opens all of them to refuse damaged ones while answers may still come, and reads them
    again once none do: a box that has not changed since says what it said. Most have no comments;
    of these the answers alone are kept.
    """

    def __init__(self) -> None:
        self._said: dict[bytes, Said | bytes | None] = {}
        self._handles: SheetHandles | None = None

    def handles_of(self, ids: NDArray[np.int64], key: CycleKey) -> SheetHandles:
        """The handles of these assignments, derived once."""
        if self._handles is None or not np.array_equal(self._handles.ids, ids):
            self._handles = SheetHandles.derive(ids, key)
        return self._handles

    def said(
        self, box: bytes, handle: bytes, open_box: Callable[[bytes, bytes], Said]
    ) -> Said | None:
        """What the box says; None where it does not open, or says what the form cannot."""
        known = blake2b(box + handle, digest_size=16).digest()
        if known not in self._said:
            try:
                answers, comments = open_box(box, handle)
                self._said[known] = (answers, comments) if comments else answers
            except SPOILT_ROW_ERRORS:
                self._said[known] = None
        said = self._said[known]
        return (said, NO_COMMENTS) if isinstance(said, bytes) else said

    def forget(self) -> None:
        """Whoever reads once more opens the boxes anew."""
        self._said.clear()
        self._handles = None
