"""The language of a run of a command, also before there is an application.

Pages speak the language of their reader; see `berakhlak.web.language`.
"""

from __future__ import annotations

import gettext
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from berakhlak.languages import SOURCE

PACKAGE = Path(__file__).resolve().parent
CATALOGUES = PACKAGE / "translations"
CLICK_DOMAIN, CLICK_WORDS = "click", PACKAGE / "cli" / "words"


@dataclass
class _Run:
    language: str = SOURCE


_run = _Run()


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogue; it is put into words later."""
    return sentence


def gettext_in(language: str, sentence: str, **values: object) -> str:
    """A sentence in that language, with its blanks filled in."""
    spoken = _catalogue(language).gettext(sentence)
    return spoken % values if values else spoken


def operator_gettext(sentence: str, **values: object) -> str:
    """A sentence for operators, in the language of the run; also where there is no application."""
    return gettext_in(_run.language, sentence, **values)


def set_run_language(language: str) -> None:
    """From here on, what operators are told is in that language, click's own words too.

    Click asks the standard library, which looks at LANGUAGE at each sentence.
    """
    _run.language = language
    os.environ.update(LANGUAGE=language)
    gettext.bindtextdomain(CLICK_DOMAIN, str(CLICK_WORDS))
    gettext.textdomain(CLICK_DOMAIN)


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(CATALOGUES, [language])
