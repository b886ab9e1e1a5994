"""Questionnaires as form fields: one scale, in the reader's language, for staff and citizens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale

from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.dimension import BilingualText
from berakhlak.rating_scale import CANNOT_RATE
from berakhlak.web.forms import ScaleField


def in_reader_language(text: BilingualText) -> str:
    """A wording in the language of this request."""
    return text.in_language(str(get_locale()))


def scale_choices(instrument: Instrument, language: str) -> Sequence[tuple[int, str]]:
    """Every step with its words, and "cannot rate" last."""
    steps = [(step.score, step.label.in_language(language)) for step in instrument.steps]
    return (*steps, (CANNOT_RATE, instrument.cannot_rate.in_language(language)))


def scale_field(number: int, wording: str, choices: Sequence[tuple[int, str]]) -> Any:
    """The field that rates one behaviour; `number` is its place in the form, from 1.

    `choices` as `scale_choices` gives them. It may be left out: whether an answer is owed is for
    the operations to say.
    """
    *steps, (_score, cannot) = choices
    return ScaleField(
        wording, steps=steps, cannot=cannot, thing=f"{number}. {wording}", required=False
    )
