"""Opened sheets and voices in columns, and their comments in one text."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LinkedComment:
    """A comment with the officer (place in `officers`) and group it is about and from."""

    officer: int
    group: str
    value_code: str
    text: str


class PackedComments(Sequence[LinkedComment]):
    """Comments behind one another in one buffer; read, each is an object for the moment."""

    def __init__(self, comments: Iterable[LinkedComment] = ()) -> None:
        self._officers, self._kinds, self._ends = array("q"), array("H"), array("q", [0])
        self._texts = bytearray()
        self._places: dict[tuple[str, str], int] = {}
        self._names: list[tuple[str, str]] = []
        for each in comments:
            self.add(each.officer, each.group, each.value_code, each.text)

    def add(self, officer: int, group: str, value_code: str, text: str) -> None:
        kind = (group, value_code)
        if kind not in self._places:
            self._places[kind] = len(self._names)
            self._names.append(kind)
        self._officers.append(officer)
        self._kinds.append(self._places[kind])
        self._texts += text.encode(errors="surrogatepass")
        self._ends.append(len(self._texts))

    def __len__(self) -> int:
        return len(self._officers)

    def __iter__(self) -> Iterator[LinkedComment]:
        return map(self.__getitem__, range(len(self)))

    @overload
    def __getitem__(self, place: int) -> LinkedComment: ...
    @overload
    def __getitem__(self, place: slice) -> PackedComments: ...
    def __getitem__(self, place: int | slice) -> LinkedComment | PackedComments:
        if isinstance(place, slice):
            return PackedComments(self[each] for each in range(len(self))[place])
        at = range(len(self))[place]
        text = self._texts[self._ends[at] : self._ends[at + 1]].decode(errors="surrogatepass")
        return LinkedComment(self._officers[at], *self._names[self._kinds[at]], text)


class SheetColumns:
    """Sheets and voices as they are opened: officer, group (place in `codes`), rater, packed
    answers, and whether a ticket proves a visit; `comments` beside them."""

    def __init__(self, behaviours: int, codes: Sequence[str]) -> None:
        self.comments = PackedComments()
        self._behaviours, self._codes = behaviours, codes
        self._who = {name: array("q") for name in ("officer", "group", "rater")}
        self._answers, self._by_ticket = bytearray(), array("b")

    def __len__(self) -> int:
        return len(self._by_ticket)

    def add(
        self, officer: int, group: int, rater: int, answers: bytes, by_ticket: bool = False
    ) -> None:
        who = self._who
        who["officer"].append(officer)
        who["group"].append(group)
        who["rater"].append(rater)
        self._answers += answers
        self._by_ticket.append(by_ticket)

    def add_comments(self, officer: int, group: int, written: Iterable[tuple[str, str]]) -> None:
        """By value code."""
        for value_code, said in written:
            if text := said.replace("\0", ""):
                self.comments.add(officer, self._codes[group], value_code, text)

    def sorted(self) -> SortedSheets:
        """By officer, group and rater; nobody rates an officer twice."""
        columns = {name: np.array(column, np.int64) for name, column in self._who.items()}
        order = np.lexsort((columns["rater"], columns["group"], columns["officer"]))
        answers = np.frombuffer(bytes(self._answers), np.uint8).reshape(-1, self._behaviours)
        return SortedSheets(
            **{name: column[order] for name, column in columns.items()},
            answers=answers[order],
            by_ticket=np.array(self._by_ticket, bool)[order],
        )


@dataclass(frozen=True)
class SortedSheets:
    """As `LinkedCycle` has them."""

    officer: NDArray[np.int64]
    group: NDArray[np.int64]
    rater: NDArray[np.int64]
    answers: NDArray[np.uint8]
    by_ticket: NDArray[np.bool_]
