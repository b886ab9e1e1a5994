"""The order in which behaviours are asked: by value, or mixed over values.

What is stored is stored by code, so an order changes no figure of the same answers; it may change
answers. See docs/decisions/0249.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest

from berakhlak.instrument.catalogue import Instrument


class ItemOrder(StrEnum):
    """How a cycle orders behaviours: `MIXED` alike for everybody, `ROTATED` begins elsewhere for
    each rater."""

    BY_VALUE = "value"
    MIXED = "mixed"
    ROTATED = "rotated"


def can_mix(instrument: Instrument) -> bool:
    """Whether there are values to mix, on one scale."""
    return len(instrument.parts) == 1 and len(instrument.values) > 1


def ordered(instrument: Instrument, order: ItemOrder, rater: int) -> Instrument:
    """The questionnaire as this rater is asked; the same object for the same order.

    Where a rater begins follows from their number in the cycle, which ends with the link at
    closing; no row says it. They meet everybody in the same order, so that they compare alike.
    """
    if order is ItemOrder.BY_VALUE or not can_mix(instrument):
        return instrument
    begin = rater % len(instrument.behaviours) if order is ItemOrder.ROTATED else 0
    return _beginning_at(instrument, begin)


# Of 21 beginnings for each of 21 half forms.
@lru_cache(maxsize=1024)
def _beginning_at(instrument: Instrument, begin: int) -> Instrument:
    codes = mixed_codes(instrument)
    turned = codes[begin:] + codes[:begin]
    size = -(-len(codes) // len(instrument.values))
    blocks = tuple(turned[n : n + size] for n in range(0, len(turned), size))
    return replace(instrument, blocks=blocks)


def mixed_codes(instrument: Instrument) -> tuple[str, ...]:
    """The first behaviour of every value, then the second ones: neighbours are of other values."""
    columns = [[each.code for each in value.behaviours] for value in instrument.values]
    return tuple(code for row in zip_longest(*columns) for code in row if code is not None)
