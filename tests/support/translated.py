"""What a page says, by its Indonesian sentence, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from babel.support import NullTranslations, Translations

from config import ROOT

Say = Callable[..., str]


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == "id":  # The language in which the product is written.
        return NullTranslations()
    found = Translations.load(str(ROOT / "berakhlak" / "translations"), [language])
    assert found.files, f"no catalogue of {language!r}; `make translations` makes one"
    return found


def translator(language: str) -> Say:
    """`say(sentence, day=…)`: the sentence with its values, in this language; `num` counts."""

    def say(sentence: str, *, num: int | None = None, **values: object) -> str:
        if num is None:
            words = _catalogue(language).ugettext(sentence)
        else:
            words = _catalogue(language).ungettext(sentence, sentence, num)
            values["num"] = num
        return words % values if values else words

    return say
