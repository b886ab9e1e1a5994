"""Questionnaires as form fields: one scale, in the reader's language, for staff and citizens."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale

from berakhlak.instrument.catalogue import Behaviour, BilingualText, Instrument
from berakhlak.web.forms import ScaleField


def in_reader_language(text: BilingualText) -> str:
    """A wording in the language of this request."""
    return text.in_language(str(get_locale()))


def scale_field(instrument: Instrument, behaviour: Behaviour, number: int) -> Any:
    """The field that rates one behaviour; `number` is its place in the form, from 1.

    It may be left out: whether an answer is owed is for the operations to say.
    """
    wording = in_reader_language(behaviour.text)
    return ScaleField(
        wording,
        steps=[(step.score, in_reader_language(step.label)) for step in instrument.steps],
        cannot=in_reader_language(instrument.cannot_rate),
        thing=f"{number}. {wording}",
        required=False,
    )
