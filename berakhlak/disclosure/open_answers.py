"""Answers that fit what is printed and lie apart: proof that a withheld behaviour stays open.

Found by construction and checked in whole numbers, so that no program need be solved where they
exist. They prove nothing where none are found. Written, as the attacks are, without the code that
withholds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, reduce
from itertools import islice, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from berakhlak.disclosure.attack import RecoveryProblem

Whole = tuple[int, int]
Layout = dict[frozenset[int], int]
"""How many raters answered exactly each set of behaviours."""

LAYOUTS_TRIED = 20  # Of each number of raters of the withheld ones; the first mostly do.


def fitting_answers(given: RecoveryProblem, unit: int) -> Iterator[Whole]:
    """Raters and sum of the last withheld behaviour, of sheets that make all printed figures.

    `unit`: parts of a step in which `given.total` is told. Not all there are, and some twice.
    """
    for numbers in product(range(given.most, 0, -1), repeat=given.hidden):
        answered = (*(n for n, _ in given.shown), *numbers)
        for layout in islice(_layouts({frozenset(): given.raters}, answered), LAYOUTS_TRIED):
            for total in _sums_in(layout, given, unit):
                yield numbers[-1], total


def _layouts(layout: Layout, answered: tuple[int, ...], item: int = 0) -> Iterator[Layout]:
    """Ways in which the raters of a layout answered the behaviours from `item` on, so many each,
    and every rater at least one of all."""
    if not answered:
        yield layout
        return
    number, *later = answered
    rooms = [(0 if own else max(size - sum(later), 0), size) for own, size in layout.items()]
    for taken in _shares(number, rooms):
        yield from _layouts(_split(layout, item, taken), tuple(later), item + 1)


def _split(layout: Layout, item: int, taken: list[int]) -> Layout:
    """So many raters of each set answered one behaviour more."""
    finer = Layout()
    for (own, size), some in zip(layout.items(), taken, strict=True):
        for behaviours, number in ((own | {item}, some), (own, size - some)):
            if number:
                finer[behaviours] = number
    return finer


def _shares(number: int, rooms: list[Whole]) -> Iterator[list[int]]:
    """Ways to take so many out of rooms with a least and a greatest share."""
    if not rooms:
        yield []
        return
    (least, most), *rest = rooms
    most = min(most, number - sum(few for few, _ in rest))
    least = max(least, number - sum(many for _, many in rest))
    for taken in range(most, least - 1, -1):
        for others in _shares(number - taken, rest):
            yield [taken, *others]


def _sums_in(layout: Layout, given: RecoveryProblem, unit: int) -> Iterator[int]:
    """Sums of the last behaviour that go with this layout and everything printed."""
    size = len(given.shown) + given.hidden
    sizes = [
        tuple(
            sum(n for own, n in layout.items() if item in own and len(own) == of)
            for of in range(1, size + 1)
        )
        for item in range(size)
    ]
    left = _window(*given.total)
    for item in range(size - 1):
        n = sum(sizes[item])
        low, high = given.shown[item][1] if item < len(given.shown) else (n, n * given.steps)
        own = _parts_table(sizes[item], given.steps, unit)
        parts = reduce(int.__or__, (own.get(total, 0) for total in range(low, high + 1)), 0)
        left = _taken_off(left, parts)
    for total, parts in _parts_table(sizes[-1], given.steps, unit).items():
        if parts & left:
            yield total


def _window(low: int, high: int) -> int:
    """The numbers from low to high as bits."""
    return ((1 << (high + 1)) - 1) & ~((1 << max(low, 0)) - 1) if high >= 0 else 0


def _taken_off(numbers: int, parts: int) -> int:
    """All differences that are not below zero, as bits."""
    found = 0
    while parts:
        least = parts & -parts
        found |= numbers >> (least.bit_length() - 1)
        parts ^= least
    return found


@lru_cache(maxsize=1 << 13)
def _parts_table(sizes: tuple[int, ...], steps: int, unit: int) -> dict[int, int]:
    """Of each sum of one behaviour's answers what they can add to the value's total, as bits.

    `sizes`: how many of its raters answered one behaviour, two, and so on; an answer adds its
    share of its rater's mean.
    """
    table = {0: 1}
    for of, raters in enumerate(sizes, 1):
        finer = dict[int, int]()
        for total, parts in table.items():
            for more in range(raters, raters * steps + 1):
                shifted = parts << (unit // of * more)
                finer[total + more] = finer.get(total + more, 0) | shifted
        table = finer
    return table
