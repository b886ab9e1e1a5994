"""Sign-ins wait for each other alone, and the watch is answered whatever else is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest

from berakhlak.cli.lanes import Lanes

SOON = 10.0  # Seconds; what is right takes none of them.


@dataclass
class Asked:
    """A request that is answered once `may_end` is set."""

    command: str
    path: str
    may_end: Event
    is_begun: Event = field(default_factory=Event)

    @property
    def requests(self) -> list[Asked]:
        return [self]

    def service(self) -> None:
        self.is_begun.set()
        self.may_end.wait(SOON)

    def cancel(self) -> None:
        """What waits when the server is told to end is given up, as waitress does."""


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    made = Lanes(threads=1, processes=1)
    yield made
    made.shutdown(timeout=1)


@pytest.mark.parametrize("busy", [("POST", "/masuk"), ("GET", "/tugas")])
def test_whoever_watches_and_the_other_lane_are_served_beside_a_crowd(lanes, busy):
    end = Event()
    crowd = [Asked(*busy, end) for _each in range(20)]
    beside = [Asked("GET", "/healthz", end)]
    beside += [
        Asked(command, path, end)
        for command, path in (("POST", "/masuk"), ("GET", "/tugas"))
        if (command, path) != busy
    ]
    for each in crowd:
        lanes.add_task(each)

    for each in beside:
        lanes.add_task(each)
        assert each.is_begun.wait(SOON), each.path
    assert not all(each.is_begun.is_set() for each in crowd)
    end.set()


def test_a_request_that_could_not_be_read_is_answered_too(lanes):
    end = Event()
    broken = Asked("", "", end)
    end.set()

    lanes.add_task(broken)

    assert broken.is_begun.wait(SOON)
