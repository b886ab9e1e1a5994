"""What lies anywhere in files, as somebody finds it who reads them without the database."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K", bound=Hashable)
HEAD = 8
"""Bytes of a needle that are looked for first, at every place at once."""


class Needles(Generic[K]):
    """Byte strings of at least HEAD bytes each, by name, made ready to be looked for."""

    def __init__(self, needles: Mapping[K, bytes]) -> None:
        self._needles = needles
        self._heads: dict[int, list[K]] = {}
        for name, needle in needles.items():
            self._heads.setdefault(int.from_bytes(needle[:HEAD], "little"), []).append(name)
        self._wanted = np.array(sorted(self._heads), "<u8")
        self._known = np.zeros(1 << 20, np.bool_)
        self._known[_mixed(self._wanted)] = True

    def carved(self, raw: bytes) -> set[K]:
        """Names of those that occur in `raw`, at any offset."""
        whole = np.frombuffer(raw, np.uint8)
        return {
            name
            for shift in range(HEAD)
            for place, head in self._places(whole[shift:])
            for name in self._heads[head]
            if raw.startswith(self._needles[name], shift + HEAD * place)
        }

    def _places(self, whole: NDArray[np.uint8]) -> list[tuple[int, int]]:
        """Where words of eight bytes begin a needle. Cheap looks first: most do not."""
        words = whole[: len(whole) // HEAD * HEAD].view("<u8")
        place = np.flatnonzero(self._known[_mixed(words)])
        if not place.size:
            return []
        place = place[np.isin(words[place], self._wanted)]
        return [(int(at), int(words[at])) for at in place]


def carved(raw: bytes, needles: Mapping[K, bytes]) -> set[K]:
    """Names of the needles that occur in `raw`, at any offset."""
    return Needles(needles).carved(raw)


def files_below(folder: Path) -> list[Path]:
    """Every file of a folder and the folders in it."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def carved_files(files: Iterable[Path], needles: Mapping[K, bytes]) -> dict[Path, set[K]]:
    """The files that hold a needle, with what each holds."""
    wanted = Needles(needles)
    found = {file: wanted.carved(_content(file)) for file in files}
    return {file: names for file, names in found.items() if names}


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Twenty bits of each word, which depend on all of its bytes."""
    return (words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(44)


def _content(file: Path) -> bytes:
    """What a file holds; a server may take one away at any time."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
