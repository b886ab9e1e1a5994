"""Many counters at once: found by words, chosen by number, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import close_counter, reopen_counter
from berakhlak.citizens.queries import counters_of, names_of_counters
from berakhlak.cycles.models import Cycle
from berakhlak.permissions import Reach
from berakhlak.text import search_key


@dataclass(frozen=True)
class ChangedCounters:
    """What became of those that were chosen: changed now, or so already."""

    changed: int
    unchanged: int

    @property
    def chosen(self) -> int:
        return self.changed + self.unchanged


def find_counters(session: Session, cycle: Cycle, reach: Reach, words: str) -> Sequence[Counter]:
    """Those whose name has each of the words, by name; all of them without words."""
    has_words = _names_with(words)
    return [each for each in counters_of(session, cycle, reach) if has_words(each.name)]


def find_numbers(session: Session, cycle: Cycle, reach: Reach, words: str) -> list[int]:
    """The same by their numbers: names alone are read, and a page reads the counters it shows."""
    has_words = _names_with(words)
    return [number for number, name in names_of_counters(session, cycle, reach) if has_words(name)]


def _names_with(words: str) -> Callable[[str], bool]:
    keys = search_key(words).split()
    return lambda name: all(key in search_key(name) for key in keys)


def chosen_counters(
    session: Session, cycle: Cycle, reach: Reach, numbers: Collection[int]
) -> Sequence[Counter]:
    """Those of these numbers that a role reaches, by name."""
    return [each for each in counters_of(session, cycle, reach) if each.id in numbers]


def close_counters(
    session: Session, counters: Sequence[Counter], *, by: Actor | None, at: datetime
) -> ChangedCounters:
    """Take no more voices at any of them; each is recorded. Raises CounterNotEditable."""
    return _change(counters, lambda each: close_counter(session, each, by=by, at=at))


def reopen_counters(
    session: Session, counters: Sequence[Counter], *, by: Actor | None, at: datetime
) -> ChangedCounters:
    """Take voices again, behind the same codes. Raises CounterNotEditable."""
    return _change(counters, lambda each: reopen_counter(session, each, by=by, at=at))


def _change(counters: Sequence[Counter], act: Callable[[Counter], None]) -> ChangedCounters:
    changed = 0
    for each in counters:
        before = each.closed_at
        act(each)
        changed += each.closed_at != before
    return ChangedCounters(changed, len(counters) - changed)
