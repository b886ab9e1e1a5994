"""Planned missingness: each rater is asked about half of the behaviours, in forms that rotate.

Every form asks every value, and over all forms each behaviour of a value equally often: then a
rater's mean over what was asked is, over the forms, the mean over all (a simple random sample of
the value's behaviours), and only its error grows. See docs/decisions/0229.
"""

from __future__ import annotations

import math
from functools import lru_cache

from berakhlak.instrument.catalogue import Instrument


@lru_cache(maxsize=1024)
def form_codes(instrument: Instrument, number: int) -> tuple[str, ...]:
    """Codes of the behaviours that one form asks; any number of a rater gives one of the forms."""
    sizes = [len(value.behaviours) for value in instrument.values]
    odd = [place for place, size in enumerate(sizes) if size % 2 and size > 1]
    turns = max(len(odd), 1)
    turn, start = number % turns, number % turns + number // turns
    codes = []
    for place, value in enumerate(instrument.values):
        size = sizes[place]
        longer = place in odd and (odd.index(place) + turn) % turns < (turns + 1) // 2
        asked = max(size // 2 + longer, 1)
        first = start + place
        taken = {(first + step) % size for step in range(asked)}
        codes += [each.code for n, each in enumerate(value.behaviours) if n in taken]
    return tuple(codes)


def number_of_forms(instrument: Instrument) -> int:
    """After so many the forms come again."""
    sizes = [len(value.behaviours) for value in instrument.values]
    return max(sum(size % 2 for size in sizes if size > 1), 1) * math.lcm(*sizes)
