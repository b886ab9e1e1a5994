"""Comments as they are stored: shuffled, flagged and numbered for HR before anybody waits."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from berakhlak.comments.flags import comment_flags, name_keys
from berakhlak.comments.models import Comment, CommentState, CommentTally
from berakhlak.comments.queries import drawn_order
from berakhlak.cycles.models import Cycle
from berakhlak.engines import insert_rows
from berakhlak.people.queries import names_of_agency
from berakhlak.sealing.linking import LinkedCycle

COLUMNS = ("id", "cycle_id", "ratee_id", "value_code", "text", "state", "in_bulk", "flags", "place")
TALLY = ("cycle_id", "state", "is_flagged", "in_bulk", "number")
PENDING = CommentState.PENDING.value
Said = tuple[int, str, str]
"""Whom it is about, the code of the value, the words."""


@dataclass(frozen=True)
class CommentRows:
    """Of one cycle. `said` comes in the order of `ids`, which are random; so are `places`."""

    cycle_id: int
    ids: Sequence[bytes]
    said: Sequence[Said]
    flags: Sequence[str]
    places: Mapping[int, int]

    def __len__(self) -> int:
        return len(self.ids)

    def with_keys(self, cycle_id: int, people: Mapping[int, int]) -> CommentRows:
        """The same as rows of another cycle, by its own ids of officers."""
        said = [(people[ratee], *words) for ratee, *words in self.said]
        places = {people[ratee]: place for ratee, place in self.places.items()}
        return replace(self, cycle_id=cycle_id, said=said, places=places)  # type: ignore[arg-type]

    def write(self, session: Session, written: Callable[[int], None] = lambda _count: None) -> None:
        """Statements alone: everybody waits for it. What is counted is written with them. `written`
        as in `insert_rows`."""
        insert_rows(session, Comment, COLUMNS, self._rows(), written)
        insert_rows(session, CommentTally, TALLY, self._counts(), written)

    def _rows(self) -> Iterator[tuple[object, ...]]:
        for one, (ratee, code, text), flags in zip(self.ids, self.said, self.flags, strict=True):
            place = self.places[ratee]
            yield one, self.cycle_id, ratee, code, text, PENDING, False, flags, place

    def _counts(self) -> Iterator[tuple[object, ...]]:
        for is_flagged, number in Counter(bool(each) for each in self.flags).items():
            yield self.cycle_id, PENDING, is_flagged, False, number


def comment_rows(session: Session, cycle: Cycle, linked: LinkedCycle) -> CommentRows:
    """Those that may be shown, in the order of fresh random ids, which is no order at all."""
    sizes = group_sizes(linked, len(cycle.policy.codes))
    rows = shuffled(_kept(cycle, linked, sizes))
    names = name_keys(names_of_agency(session, cycle.agency_id)) if rows else frozenset()
    return CommentRows(
        cycle_id=cycle.id,
        ids=[one for one, _said in rows],
        said=[said for _one, said in rows],
        flags=[" ".join(comment_flags(said[2], names)) for _one, said in rows],
        places=drawn_order({said[0] for _one, said in rows}),
    )


def group_sizes(
    linked: LinkedCycle, groups: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Submitted sheets per officer and group; shape (officers, groups)."""
    sizes = np.zeros((len(linked.officers), groups), np.int64)
    np.add.at(sizes, (linked.officer, linked.group), 1)
    return sizes


def _kept(
    cycle: Cycle, linked: LinkedCycle, sizes: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
) -> Iterator[Said]:
    policy = cycle.policy
    if cycle.is_pulse:  # None was asked, and HR would read which value it is about.
        return
    for comment in linked.comments:
        size = int(sizes[comment.officer, policy.codes.index(comment.group)])
        if policy.shows_comments(comment.group, size):
            yield linked.officers[comment.officer].id, comment.value_code, comment.text


def shuffled(said: Iterable[Said]) -> list[tuple[bytes, Said]]:
    """Each with an id of 16 random bytes, by these ids."""
    return sorted((secrets.token_bytes(16), each) for each in said)
