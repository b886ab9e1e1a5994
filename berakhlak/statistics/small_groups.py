"""Units that are too small to be told of alone are told of together. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5
"""Officers of whom a figure of a unit tells, at least."""


def split_by_size(sizes: Sequence[int], least: int = LEAST) -> tuple[list[int], list[int]]:
    """(Places of units that are told of alone, places of those told of as one). Each place is in
    one of the two, unless all units together are too few: then both are empty.

    Units below `least` go together, with the smallest other one where they are still too few, so
    that no difference of printed counts tells of fewer.
    """
    by_size = sorted(range(len(sizes)), key=lambda place: (sizes[place], place))
    few = [place for place in by_size if sizes[place] < least]
    alone = by_size[len(few) :]
    while few and alone and sum(sizes[place] for place in few) < least:
        few.append(alone.pop(0))
    if sum(sizes[place] for place in few) < least:
        few = []
    return sorted(alone), sorted(few)
