"""More languages for the pages that citizens see; docs/decisions/0175 says how they are added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from berakhlak.instrument.citizen_words import languages
from berakhlak.web.language import LANGUAGE_NAMES, speaks_also

View = TypeVar("View", bound=Callable[..., Any])


class _LocalLanguages:
    """Those that have a file of words, besides those of the product."""

    def names(self) -> Mapping[str, str]:
        return {each.code: each.name for each in languages() if each.code not in LANGUAGE_NAMES}

    def sentences(self, language: str) -> Mapping[str, str]:
        return next(each.sentences for each in languages() if each.code == language)


def also_in_local_languages(view: View) -> View:
    """Declare that citizens may read the page of this view in every language that has words."""
    return speaks_also(_LocalLanguages())(view)
