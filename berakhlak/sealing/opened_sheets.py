"""What lay in boxes that were opened, so that a second look opens those alone that have changed."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from berakhlak.sealing.linking_voices import SPOILT_ROW_ERRORS

Said = tuple[bytes, dict[str, str]]  # Packed answers and comments of a sheet.


class OpenedSheets:
    """What lay in boxes that were opened before, by a digest of each box; in memory alone.

    Closing opens all of them to refuse damaged ones while answers may still come, and reads them
    again once none do: a box that has not changed since says what it said.
    """

    def __init__(self) -> None:
        self._said: dict[bytes, Said | None] = {}

    def said(self, box: bytes, handle: bytes, open_box: Callable[[], Said]) -> Said | None:
        """What the box says; None where it does not open, or says what the form cannot."""
        known = blake2b(box + handle, digest_size=16).digest()
        if known not in self._said:
            try:
                self._said[known] = open_box()
            except SPOILT_ROW_ERRORS:
                self._said[known] = None
        return self._said[known]

    def forget(self) -> None:
        """Whoever reads once more opens the boxes anew."""
        self._said.clear()
