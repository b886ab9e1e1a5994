"""What lies anywhere in files, as somebody finds it who reads them without the database."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K", bound=Hashable)
HEAD = 8
"""Bytes of a needle that are looked for first, at every place at once."""


def carved(raw: bytes, needles: Mapping[K, bytes]) -> set[K]:
    """Names of the needles (at least HEAD bytes each) that occur in `raw`, at any offset."""
    heads: dict[int, list[K]] = {}
    for name, needle in needles.items():
        heads.setdefault(int.from_bytes(needle[:HEAD], "little"), []).append(name)
    wanted = np.array(sorted(heads), "<u8")
    whole = np.frombuffer(raw, np.uint8)
    return {
        name
        for shift in range(HEAD)
        for place, head in _places(whole[shift:], wanted)
        for name in heads[head]
        if raw.startswith(needles[name], shift + HEAD * place)
    }


def files_below(folder: Path) -> list[Path]:
    """Every file of a folder and the folders in it."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def carved_files(files: Iterable[Path], needles: Mapping[K, bytes]) -> dict[Path, set[K]]:
    """The files that hold a needle, with what each holds."""
    found = {file: carved(_content(file), needles) for file in files}
    return {file: names for file, names in found.items() if names}


def _places(whole: NDArray[np.uint8], wanted: NDArray[np.uint64]) -> list[tuple[int, int]]:
    """Where words of eight bytes are among the wanted ones. Cheap looks first: most are not."""
    words = whole[: len(whole) // HEAD * HEAD].view("<u8")
    known = np.zeros(1 << 20, np.bool_)
    known[_mixed(wanted)] = True
    place = np.flatnonzero(known[_mixed(words)])
    place = place[np.isin(words[place], wanted)]
    return [(int(at), int(words[at])) for at in place]


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Twenty bits of each word, which depend on all of its bytes."""
    return (words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(44)


def _content(file: Path) -> bytes:
    """What a file holds; a server may take one away at any time."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
