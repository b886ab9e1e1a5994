"""Many long texts that are written once and read again, packed, beside the memory of the process.

The figures of a large agency are more than everything that they are computed from. They lie in a
file without a name: it is gone with the process, however that ends.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile, gettempdir
from weakref import finalize

from berakhlak.packed_text import pack, unpack

MEMORY = "/tmp"  # noqa: S108  What Python takes where nothing is asked for.
LASTING = "/var/tmp"  # noqa: S108  On a disk even where /tmp is memory; the file has no name.


class SpooledTexts(Mapping[int, str]):
    """Texts by numbers, in the order in which they came."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        """Raises OSError where there is no room for them."""
        self._file = file = TemporaryFile(dir=_folder())  # noqa: SIM115  Closed just below.
        finalize(self, file.close)
        self._ends = array("q", [0])
        self._places: dict[int, int] = {}
        for place, (number, text) in enumerate(texts):
            written = self._file.write(pack(text))
            self._ends.append(self._ends[-1] + written)
            self._places[number] = place
        self._file.flush()

    def __getitem__(self, number: int) -> str:
        return str(unpack(self.packed(number)))

    def packed(self, number: int) -> bytes:
        """The text as SQLite keeps it."""
        place = self._places[number]
        start, end = self._ends[place], self._ends[place + 1]
        return os.pread(self._file.fileno(), end - start, start)

    def __iter__(self) -> Iterator[int]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _folder() -> str | None:
    """Where SQLite puts such files, too: what is asked for, else a disk."""
    is_asked_for = gettempdir() != MEMORY
    return None if is_asked_for or not os.access(LASTING, os.W_OK) else LASTING
