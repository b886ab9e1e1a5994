"""Languages of citizens' pages: one TOML file each, which anybody may add; 0175 says how.

A file that is broken or lacks words is left out, and the log says why: a page must not fail because
of a language that few asked for.
"""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from berakhlak.instrument.catalogue import InstrumentInvalid
from berakhlak.languages import LANGUAGES
from berakhlak.rating_scale import CANNOT_RATE
from berakhlak.run_language import N_, operator_gettext

FOLDER = Path(__file__).parent / "citizen_forms" / "languages"
_CODE = re.compile(r"[a-z]{2,3}")
_BLANK = re.compile(r"%(?:\(\w{1,40}\)s)?")
log = logging.getLogger(__name__)


class LanguageInvalid(InstrumentInvalid):
    """A file of words breaks a rule; the message names what is missing."""


@dataclass(frozen=True)
class FormWords:
    """The words of the form: headings, and what stands for each score, reason and behaviour.

    `face` asks how the visit was; `bad`, `good` and `either` head the reasons of such a face.
    `counter`: who is rated where no officer was recognised; empty in files without a word for it.
    """

    face: str
    bad: str
    good: str
    either: str
    faces: Mapping[str, str]
    reasons: Mapping[str, str]
    questions: Mapping[str, str]
    choices: Mapping[str, str]
    counter: str = ""

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class CitizenLanguage:
    """One language; `name` in its own words, `sentences` by their Indonesian wording."""

    code: str
    name: str
    form: FormWords
    sentences: Mapping[str, str]

    def has_words_for(
        self,
        *,
        faces: Collection[int],
        reasons: Collection[str],
        questions: Collection[str],
        choices: Collection[str],
    ) -> bool:
        """Whether it has words for all of these; else the log names the first that is missing.

        Without those of the product there is no form: raises LanguageInvalid.
        """
        scores = [str(score) for score in (CANNOT_RATE, *faces)]
        needed = {
            "faces": scores,
            "reasons": reasons,
            "questions": questions,
            "choices": choices,
        }
        for table, codes in needed.items():
            for code in codes:
                if code not in getattr(self.form, table):
                    why = LanguageInvalid(_missing(f"{self.code}.toml: [{table}] {code}"))
                    if self.code in LANGUAGES:
                        raise why
                    _leave_out(f"{self.code}.toml", why)
                    return False
        return True


@lru_cache(maxsize=1)
def languages() -> tuple[CitizenLanguage, ...]:
    """Every language with a sound file: those of the product first, then by code."""
    return languages_in(FOLDER)


def languages_in(folder: Path) -> tuple[CitizenLanguage, ...]:
    """The languages of a folder. Raises LanguageInvalid where one of the product is missing."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path.stem] = parse_language(path.stem, path.read_text(encoding="utf-8"))
        except LanguageInvalid as error:
            _leave_out(path.name, error)
    for code in LANGUAGES:
        if code not in found:
            raise LanguageInvalid(_missing(f"{code}.toml"))
    return (*(found.pop(code) for code in LANGUAGES), *found.values())


def parse_language(code: str, text: str) -> CitizenLanguage:
    """The language of a file named after its code. Raises LanguageInvalid."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LanguageInvalid(
            operator_gettext(N_("bukan TOML yang sah: %(why)s"), why=error)
        ) from error
    if not _CODE.fullmatch(code):
        raise LanguageInvalid(
            operator_gettext(N_("nama berkas harus kode bahasa, misalnya jv.toml"))
        )
    sentences = _table(data, "sentences")
    for source, words in sentences.items():
        _require_same_blanks(source, words)
    return CitizenLanguage(code, _word(data, "name"), words_from(data), sentences)


def words_from(data: Mapping[str, Any]) -> FormWords:
    """The words of a form. Raises LanguageInvalid."""
    headings = {key: _word(data, key) for key in ("face", "bad", "good", "either")}
    tables = {key: _table(data, key) for key in ("faces", "reasons", "questions", "choices")}
    headings["counter"] = _word(data, "counter") if data.get("counter") else ""
    return FormWords(**headings, **tables)  # type: ignore[arg-type]  # Two dicts of two types.


def _word(data: Mapping[str, Any], key: str) -> str:
    given = data.get(key)
    if not isinstance(given, str) or not given.strip():
        raise LanguageInvalid(_missing(key))
    return given.strip()


def _table(data: Mapping[str, Any], key: str) -> dict[str, str]:
    given = data.get(key, {})
    if not isinstance(given, dict):
        raise LanguageInvalid(_missing(f"[{key}]"))
    return {code: _word(given, code) for code in given}


def _require_same_blanks(source: str, words: str) -> None:
    # A blank that nobody fills would make the page fail.
    if sorted(_BLANK.findall(source)) != sorted(_BLANK.findall(words)):
        unlike = N_("isian %%(…)s berbeda dari kalimat asalnya: %(source)s")
        raise LanguageInvalid(operator_gettext(unlike, source=source))


def _missing(what: str) -> str:
    return operator_gettext(N_("tidak memuat %(what)s"), what=what)


def _leave_out(file: str, why: LanguageInvalid) -> None:
    log.error("%s is left out of the languages of citizens' pages: %s", file, why)
