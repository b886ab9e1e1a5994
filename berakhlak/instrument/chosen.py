"""A few behaviours of an instrument as a questionnaire of their own."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from berakhlak.instrument.catalogue import CoreValue, Instrument
from berakhlak.instrument.models import cached_instrument


# Of 21 behaviours, 1,561 ways to choose up to three.
@lru_cache(maxsize=2048)
def cached_choice(source: str, codes: tuple[str, ...]) -> Instrument:
    """These behaviours of a stored text, in its order; the same object for the same choice.

    Values of which none is chosen are left out.
    """
    whole = cached_instrument(source)
    chosen = (_with(value, codes) for value in whole.values)
    return replace(whole, values=tuple(value for value in chosen if value.behaviours))


def _with(value: CoreValue, codes: tuple[str, ...]) -> CoreValue:
    kept = tuple(each for each in value.behaviours if each.code in codes)
    return replace(value, behaviours=kept)
