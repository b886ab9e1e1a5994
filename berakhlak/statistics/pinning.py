"""Whether what is printed of a value gives away a withheld behaviour beside it: an exact search.

The mean of a value is made of its behaviours. So a shown value beside shown behaviours may leave
only one possibility for a behaviour that too few raters answered. All ways in which the raters may
have answered are tried, from printed figures alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

DECIMALS = 2  # Of every printed mean.
TIGHT = 0.05  # A mean known to within less than this is as good as printed.
SEARCH_LIMIT = 20_000  # Ways of answering that are tried before a block counts as unsafe.
EPS = 1e-9

Interval = tuple[int, int]
Pattern = tuple[int, ...]


@dataclass(frozen=True)
class PrintedBlock:
    """What is printed of one value of one officer by one group, beside withheld behaviours.

    `n`, `total`: raters, and the sum of their value scores in `unit` parts of a step (an interval,
    as rounding leaves it). `shown`: n and sum of each shown behaviour, sorted. `hidden`: number of
    withheld behaviours, each answered by 1..`most` raters. Answers run from 1 to `steps`.
    """

    n: int
    total: Interval
    shown: tuple[tuple[int, Interval], ...]
    hidden: int
    most: int
    steps: int

    @property
    def unit(self) -> int:
        return whole_parts_of_step(len(self.shown) + self.hidden)


def whole_parts_of_step(behaviours: int) -> int:
    """Parts of a step in which every mean of up to so many answers is whole."""
    return math.lcm(*range(1, behaviours + 1))


def sums_printed_as(mean: float, parts: int, decimals: int = DECIMALS) -> Interval:
    """The whole sums whose `parts`-th part prints as `mean`; lowest and highest."""
    half = 0.5 * 10**-decimals + EPS
    return math.ceil((mean - half) * parts), math.floor((mean + half) * parts)


def printed_block(
    n: int, mean: float, shown: list[tuple[int, float]], hidden: int, most: int, steps: int
) -> PrintedBlock:
    """A block from the means as printed."""
    unit = whole_parts_of_step(len(shown) + hidden)
    sums = sorted((count, sums_printed_as(figure, count)) for count, figure in shown)
    return PrintedBlock(n, sums_printed_as(mean, n * unit), tuple(sums), hidden, most, steps)


@lru_cache(maxsize=1 << 16)
def discloses_suppressed(block: PrintedBlock) -> bool:
    """Whether the block leaves a withheld behaviour only one mean (within TIGHT) or only one n.

    Tries the ways in which raters may have answered until two lie apart. A block too large to
    search counts as pinned.
    """
    low, high = math.inf, -math.inf
    counts = set()
    for way in _ways(block, SEARCH_LIMIT):
        n = sum(way[-1])
        for total in _hidden_sums(block, way):
            low, high = min(low, total / n), max(high, total / n)
            counts.add(n)
        if high - low >= TIGHT and len(counts) >= min(block.most, 2):
            return False
    return True


def _hidden_sums(block: PrintedBlock, counts: tuple[Pattern, ...]) -> Iterator[int]:
    """Possible sums of the last behaviour, given how many raters answered how much."""
    low, high = block.total
    window = ((1 << (high - low + 1)) - 1) << low
    rest = 1
    tables = [_contributions(pattern, block.steps, block.unit) for pattern in counts]
    for table, (_, (least, greatest)) in zip(tables, block.shown, strict=False):
        rest = _sums(rest, _united(table[s] for s in range(least, greatest + 1) if s in table))
    for table in tables[len(block.shown) : -1]:
        rest = _sums(rest, _united(iter(table.values())))
    for total, parts in tables[-1].items():
        if _sums(rest, parts) & window:
            yield total


def _ways(block: PrintedBlock, limit: int | None = None) -> Iterator[tuple[Pattern, ...]]:
    """Ways of answering: for each behaviour, how many of its raters answered 1, 2 ... behaviours.

    Shown behaviours first, then the withheld ones. A rater is described by the set of behaviours
    answered; only its size matters to a score.
    """
    size = len(block.shown) + block.hidden
    sets = [tuple(i for i in range(size) if mask >> i & 1) for mask in range(1, 1 << size)]
    sets.sort(key=len, reverse=True)
    room = [n for n, _ in block.shown] + [block.most] * block.hidden
    seen = set()
    for chosen in islice(_fillings(sets, block.n, room), limit):
        counts = [[0] * size for _ in range(size)]
        for behaviours, raters in chosen:
            for i in behaviours:
                counts[i][len(behaviours) - 1] += raters
        way = tuple(map(tuple, counts))
        if way not in seen and _fits(way, block):
            seen.add(way)
            yield way


def _fits(way: tuple[Pattern, ...], block: PrintedBlock) -> bool:
    found = [sum(pattern) for pattern in way]
    exact = all(n == wanted for n, (wanted, _) in zip(found, block.shown, strict=False))
    return exact and all(found[len(block.shown) :])


def _fillings(
    sets: list[tuple[int, ...]], raters: int, room: list[int]
) -> Iterator[list[tuple[tuple[int, ...], int]]]:
    """Distribute `raters` over sets of behaviours, each behaviour taken at most `room` times."""
    first, rest = sets[0], sets[1:]
    most = min(raters, *(room[i] for i in first))
    if not rest:
        if most == raters:
            yield [(first, raters)]
        return
    for count in range(most, -1, -1):
        left = [free - count * (i in first) for i, free in enumerate(room)]
        for others in _fillings(rest, raters - count, left):
            yield [(first, count), *others] if count else others


@lru_cache(maxsize=1 << 14)
def _contributions(pattern: Pattern, steps: int, unit: int) -> dict[int, int]:
    """Sum of a behaviour's answers -> what it may add to the total, as a set of bits.

    `pattern[s - 1]` of its raters answered s behaviours; an answer of theirs counts unit / s.
    """
    table = {0: 1}
    for size, raters in enumerate(pattern, start=1):
        grown: dict[int, int] = {}
        for total, bits in table.items():
            for part in range(raters, steps * raters + 1):
                shifted = bits << (unit // size * part)
                grown[total + part] = grown.get(total + part, 0) | shifted
        table = grown
    return table


def _united(parts: Iterator[int]) -> int:
    whole = 0
    for part in parts:
        whole |= part
    return whole


def _sums(first: int, second: int) -> int:
    """All sums of a member of one set of bits and a member of the other."""
    found, place = 0, 0
    while second:
        skip = (second & -second).bit_length() - 1
        place, second = place + skip, second >> (skip + 1)
        found |= first << place
        place += 1
    return found
