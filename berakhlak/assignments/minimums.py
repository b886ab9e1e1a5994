"""Where raters have little room: whoever has too few peers gets them from who has more. Pure.

Paths as in matching: an officer takes a rater from another, who finds a third, and so on, until a
rater is reached who has room, or an officer who has more than the minimum.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence


class Minimums:
    """`invited` (officer -> raters) and `load` (rater -> officers) are changed in place.

    `room`: how many a rater can bear; `circle`: whom an officer may be given.
    """

    def __init__(
        self,
        invited: dict[int, set[int]],
        load: Counter[int],
        room: Callable[[int], float],
        least: int,
        circle: Callable[[int], Sequence[int]],
    ) -> None:
        self.invited, self.load, self.room, self.least = invited, load, room, least
        self._circle, self._circles = circle, dict[int, Sequence[int]]()
        self.rated_by: dict[int, set[int]] = defaultdict(set)
        for officer, raters in invited.items():
            for rater in raters:
                self.rated_by[rater].add(officer)
        # From whom no path leads on: none ever will, so each is tried once.
        self.spent: set[int] = set()

    def fill(self, officers: Iterable[int]) -> None:
        """Give each officer the minimum, where there is a way."""
        for officer in officers:
            while len(self.invited[officer]) < self.least and (path := self._path(officer)):
                self._follow(path)

    def _has_room(self, rater: int) -> bool:
        return self.load[rater] < self.room(rater)

    def _path(self, start: int) -> list[tuple[int, int]]:
        """Steps (officer, rater to be given), the last one first; empty where there is none."""
        wanting: dict[int, int] = {}  # Rater -> the officer who would get them.
        losing: dict[int, int] = {}  # Officer -> the rater whom they would give away.
        waiting = deque([start])
        while waiting:
            officer = waiting.popleft()
            for rater in self._untried(officer, wanting):
                wanting[rater] = officer
                if self._has_room(rater) or self._richer(rater, start) is not None:
                    return self._steps(rater, wanting, losing)
                for other in self.rated_by[rater]:
                    if other != start and other not in losing:
                        losing[other] = rater
                        waiting.append(other)
        self.spent.update(wanting)
        return []

    def _untried(self, officer: int, wanting: dict[int, int]) -> list[int]:
        if officer not in self._circles:
            self._circles[officer] = self._circle(officer)
        known = self.invited[officer]
        return [
            rater
            for rater in self._circles[officer]
            if rater not in wanting and rater not in self.spent and rater not in known
        ]

    def _richer(self, rater: int, start: int) -> int | None:
        """An officer of this rater who has more than the minimum."""
        rich = (each for each in self.rated_by[rater] if len(self.invited[each]) > self.least)
        return next((each for each in rich if each != start), None)

    @staticmethod
    def _steps(
        rater: int, wanting: dict[int, int], losing: dict[int, int]
    ) -> list[tuple[int, int]]:
        steps = [(wanting[rater], rater)]
        while (officer := steps[-1][0]) in losing:
            given = losing[officer]
            steps.append((wanting[given], given))
        return steps

    def _follow(self, path: list[tuple[int, int]]) -> None:
        last = path[0][1]
        if self._has_room(last):
            self.load[last] += 1
        else:
            richer = self._richer(last, path[-1][0])
            assert richer is not None
            self._take(richer, last)
        for place, (officer, rater) in enumerate(path):
            if place + 1 < len(path):
                self._take(officer, path[place + 1][1])
            self.invited[officer].add(rater)
            self.rated_by[rater].add(officer)

    def _take(self, officer: int, rater: int) -> None:
        self.invited[officer].remove(rater)
        self.rated_by[rater].remove(officer)
