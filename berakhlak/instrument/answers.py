"""Packed answers: one byte per behaviour in instrument order."""

from __future__ import annotations

from collections.abc import Mapping

from berakhlak.instrument.catalogue import Instrument
from berakhlak.rating_scale import CANNOT_RATE

NOT_ASKED = 255


def pack_answers(instrument: Instrument, answers: Mapping[str, int]) -> bytes:
    """Bytes for answers by behaviour code; a behaviour left out was not asked (255).

    Raises ValueError for an unknown behaviour or a score off the scale.
    """
    packed = bytearray([NOT_ASKED]) * len(instrument.behaviours)
    places, greatest = instrument.positions, instrument.greatest_scores
    for code, score in answers.items():
        if code not in places:
            raise ValueError(f"no behaviour {code} in {instrument.code}")
        if not CANNOT_RATE <= score <= greatest[code]:
            raise ValueError(f"{code}: {score} is not on the scale")
        packed[places[code]] = score
    return bytes(packed)
