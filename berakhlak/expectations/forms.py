"""Texts about one officer as a form: one for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from berakhlak.expectations.models import LONGEST
from berakhlak.instrument.catalogue import CoreValue, Instrument
from berakhlak.web.forms import BaseForm, LongTextField

PREFIX = "ekspektasi-"


class ExpectationsForm(BaseForm):
    """Fields by value; made by `expectations_form`."""

    codes: Sequence[str] = ()

    @property
    def texts(self) -> dict[str, str]:
        """Value code -> what was typed."""
        return {code: self[PREFIX + code].data or "" for code in self.codes}


def expectations_form(instrument: Instrument, known: Mapping[str, str]) -> ExpectationsForm:
    """The form of an instrument, holding what is known."""
    form = _form_class(instrument, str(get_locale()))
    return form(data={PREFIX + code: words for code, words in known.items()})


@lru_cache(maxsize=32)
def _form_class(instrument: Instrument, language: str) -> type[ExpectationsForm]:
    fields = {PREFIX + value.code: _field(value, language) for value in instrument.values}
    codes = tuple(value.code for value in instrument.values)
    return type("ExpectationsOfInstrument", (ExpectationsForm,), {**fields, "codes": codes})


def _field(value: CoreValue, language: str) -> LongTextField:
    name = value.name.in_language(language)
    return LongTextField(
        name,
        thing=_("ekspektasi tentang %(value)s", value=name),
        required=False,
        max_length=LONGEST,
        rows=2,
        hint=value.definition.in_language(language),
    )
