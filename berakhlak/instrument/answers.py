"""Packed answers: one byte per behaviour in instrument order, then one per extra question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import repeat

from berakhlak.instrument.catalogue import Instrument
from berakhlak.rating_scale import CANNOT_RATE

NOT_ASKED = 255


def pack_answers(instrument: Instrument, answers: Mapping[str, int]) -> bytes:
    """Bytes for answers by code; a question left out was not asked (255).

    Raises ValueError for an unknown question or a score off the scale.
    """
    packing = instrument.packing
    # Closing packs a million sheets: where all is well, that is one pass.
    if answers.keys() <= packing.keys() and _is_on_every_scale(instrument, answers.values()):
        return bytes(map(answers.get, packing, repeat(NOT_ASKED)))
    packed = bytearray([NOT_ASKED]) * len(packing)
    for code, score in answers.items():
        if code not in packing:
            raise ValueError(f"no behaviour {code} in {instrument.code}")
        place, greatest = packing[code]
        if not CANNOT_RATE <= score <= greatest:
            raise ValueError(f"{code}: {score} is not on the scale")
        packed[place] = score
    return bytes(packed)


def _is_on_every_scale(instrument: Instrument, scores: Collection[int]) -> bool:
    return min(scores, default=0) >= CANNOT_RATE and max(scores, default=0) <= instrument.least_end
