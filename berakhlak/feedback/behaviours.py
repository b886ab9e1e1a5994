"""The official behaviours that feedback may be about, whatever an agency asks in its cycles."""

from __future__ import annotations

from functools import cache

from berakhlak.instrument.catalogue import Instrument, parse_instrument, reference_source


@cache
def _reference() -> Instrument:
    return parse_instrument(reference_source())


def behaviour_choices(language: str) -> list[tuple[str, str]]:
    """(Code, value and behaviour) in their order."""
    return [
        (each.code, f"{value.name.in_language(language)}: {each.text.in_language(language)}")
        for value in _reference().values
        for each in value.behaviours
    ]


def behaviour_words(code: str, language: str) -> str:
    """Value and behaviour in words; the code itself where no version knows it any more."""
    return dict(behaviour_choices(language)).get(code, code)
