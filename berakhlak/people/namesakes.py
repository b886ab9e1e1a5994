"""Telling people of one name apart: what is shown beside a name that several have. Pure.

The rule: the post where it differs, else the unit, else both, else as much of the end of the NIP as
is needed, and no more, because a NIP tells age and sex.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from berakhlak.text import label_key, search_key

LEAST_DIGITS = 3  # As much of a NIP as other pages show of it.


class Namesake(NamedTuple):
    """What may tell somebody from a namesake; `id` is theirs in whatever list is shown."""

    id: int
    name: str
    position: str
    unit: str
    nip: str


def namesake_marks(people: Iterable[Namesake]) -> dict[int, str]:
    """Id -> what tells this person from the others of the same name; "" where nobody has it.

    Names are the same as a search takes them: without case, accents and dots.
    """
    by_name: dict[str, list[Namesake]] = defaultdict(list)
    for each in people:
        by_name[search_key(each.name)].append(each)
    return {
        each.id: mark
        for namesakes in by_name.values()
        for each, mark in zip(namesakes, _marks(namesakes), strict=True)
    }


def name_with_mark(name: str, mark: str) -> str:
    """A name as it is shown, with its mark where it has one."""
    return f"{name} ({mark})" if mark else name


def _marks(namesakes: list[Namesake]) -> list[str]:
    if len(namesakes) == 1:
        return [""]
    ways: tuple[Callable[[Namesake], tuple[str, ...]], ...] = (
        lambda each: (each.position,),
        lambda each: (each.unit,),
        lambda each: (each.position, each.unit),
    )
    for way in ways:
        parts = [way(each) for each in namesakes]
        keys = {tuple(map(label_key, part)) for part in parts}
        if len(keys) == len(namesakes) and all(all(part) for part in parts):
            return [", ".join(part) for part in parts]
    return _ends([each.nip for each in namesakes])


def _ends(numbers: list[str]) -> list[str]:
    """The shortest ends of the numbers that differ from each other."""
    longest = max(len(number) for number in numbers)
    for digits in range(LEAST_DIGITS, longest):
        ends = [number[-digits:] for number in numbers]
        if len(set(ends)) == len(numbers):
            return [f"NIP …{end}" for end in ends]
    return [f"NIP {number}" for number in numbers]
