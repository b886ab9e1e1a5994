"""Which people have a word in their names: for searches that read no names of others. Pure.

The words of many names are few. They stand in one text, each once; who bears a word stands in one
array, word behind word. A search looks into the text for signs, as everywhere, and takes from the
array what belongs to the words it finds.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from berakhlak.text import search_key, search_words

_HEAD = struct.Struct("<II")  # Words, and bytes of the text that they stand in.


class NameIndex:
    """Made by `packed_names`."""

    def __init__(self, packed: bytes) -> None:
        words, size = _HEAD.unpack_from(packed)
        self._text = packed[_HEAD.size : _HEAD.size + size].decode()
        numbers = np.frombuffer(packed, "<i4", offset=_HEAD.size + size)
        self._at: list[int] = numbers[:words].tolist()
        self._ends: list[int] = numbers[words : 2 * words].tolist()
        self._numbers = numbers[2 * words :]

    def numbers_of(self, typed: str) -> NDArray[np.int32]:
        """Numbers of those whose name has every word of a search, ascending; none without words.

        The same as `text.has_every_word`: the key of a name has no word that goes on in another.
        """
        found: NDArray[np.int32] | None = None
        for word in search_words(typed):
            borne = [self._borne(place) for place in self._places(word)]
            some = np.unique(np.concatenate(borne)) if borne else self._numbers[:0]
            found = some if found is None else np.intersect1d(found, some)
        return self._numbers[:0] if found is None else found

    def _places(self, signs: str) -> Iterator[int]:
        """Places of the words in which these signs stand."""
        at = self._text.find(signs)
        while at >= 0:
            place = bisect_right(self._at, at) - 1
            yield place
            if place + 1 == len(self._at):
                return
            at = self._text.find(signs, self._at[place + 1])

    def _borne(self, place: int) -> NDArray[np.int32]:
        return self._numbers[self._ends[place - 1] if place else 0 : self._ends[place]]


def packed_names(names: Iterable[tuple[int, str]]) -> bytes:
    """Numbers and names of people as bytes: head, text of words, where each begins in it (in
    signs), where its bearers end, and the bearers."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for number, name in names:
        for word in set(search_key(name).split()):
            bearers[word].append(number)
    words = sorted(bearers)
    begins = np.cumsum([0, *(len(word) + 1 for word in words)])[: len(words)]
    ends = np.cumsum([len(bearers[word]) for word in words])
    whole = [number for word in words for number in bearers[word]]
    text = "\n".join(words).encode()
    text += b"\n" * (-len(text) % 4)  # Numbers lie where a machine reads them at once.
    numbers = np.concatenate([begins, ends, np.array(whole, np.int64)]).astype("<i4")
    return _HEAD.pack(len(words), len(text)) + text + numbers.tobytes()
