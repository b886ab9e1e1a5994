"""What citizens are asked at a counter: one face, a few reasons, and a plain question for each
behaviour. Data, checked when read; docs/decisions/0174 says how taps become answers.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from berakhlak.instrument.catalogue import Instrument, InstrumentInvalid
from berakhlak.instrument.citizen_words import FormWords, languages, words_from
from berakhlak.languages import SOURCE
from berakhlak.rating_scale import CANNOT_RATE
from berakhlak.run_language import N_, operator_gettext

FOLDER = Path(__file__).parent / "citizen_forms"


@dataclass(frozen=True)
class Reason:
    """What a face may be about, and the behaviour that it then answers."""

    code: str
    behaviour: str


@dataclass(frozen=True)
class PlainQuestion:
    """A behaviour in plain words; `choices` are (score, code) where they are not the faces."""

    behaviour: str
    choices: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, eq=False)
class CitizenForm:
    """The form of one instrument; `overall` is the behaviour that a face alone answers."""

    code: str
    version: int
    instrument: str
    overall: str
    faces: tuple[int, ...]
    reasons: tuple[Reason, ...]
    questions: tuple[PlainQuestion, ...]
    words: Mapping[str, FormWords]
    source: str

    def words_in(self, language: str) -> FormWords:
        """Its words; a language that came after the cycle had opened reads as Indonesian."""
        return self.words.get(language) or self.words[SOURCE]

    @property
    def rates_counters(self) -> bool:
        """Whether it can be said of a counter, too; forms kept by older versions cannot."""
        return bool(self.words[SOURCE].counter)

    def counter_in(self, language: str) -> str:
        """What this counter is called among those who may be rated."""
        return self.words_in(language).counter or self.words[SOURCE].counter

    def answers(
        self, face: int | None, reasons: Collection[str], plain: Mapping[str, int]
    ) -> dict[str, int]:
        """Scores by behaviour. A face answers the behaviours of its reasons, else `overall`; what a
        plain question was answered goes before."""
        about = [each.behaviour for each in self.reasons if each.code in reasons]
        said = {} if face is None else dict.fromkeys(about or [self.overall], face)
        return said | dict(plain)

    def to_text(self) -> str:
        """All that it asks in every language, as one text that never changes for the same form."""
        words = {language: each.as_data() for language, each in sorted(self.words.items())}
        return json.dumps({"form": self.source, "words": words}, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=8)
def form_from_text(text: str) -> CitizenForm:
    """The form that `to_text` wrote."""
    data = json.loads(text)
    words = {language: words_from(each) for language, each in data["words"].items()}
    return _parse(data["form"], words)


@lru_cache(maxsize=8)
def shipped_form(instrument: str) -> CitizenForm | None:
    """The present form for instruments of this code; None where nobody has written one. Raises
    InstrumentInvalid."""
    path = FOLDER / f"{instrument}.toml"
    if not path.is_file():
        return None
    return parse_citizen_form(path.read_text(encoding="utf-8"))


def parse_citizen_form(source: str) -> CitizenForm:
    """TOML text with the words of every language that has all of them. Raises InstrumentInvalid."""
    bare = _parse(source, {})
    codes = [each.code for each in bare.reasons]
    asked = [each.behaviour for each in bare.questions]
    own = [code for each in bare.questions for _score, code in each.choices]
    found = {
        language.code: language.form
        for language in languages()
        if language.has_words_for(faces=bare.faces, reasons=codes, questions=asked, choices=own)
    }
    return _parse(source, found)


def form_for(instrument: Instrument) -> CitizenForm | None:
    """The present form for an instrument; None where there is none, or this version asks citizens
    about other behaviours."""
    form = shipped_form(instrument.code)
    if form is None:
        return None
    asked = {each.code for each in instrument.behaviours if each.for_citizens}
    told = {form.overall, *(each.behaviour for each in form.reasons)}
    complete = [each.behaviour for each in form.questions]
    scores = {score for each in form.questions for score, _code in each.choices}
    on_scale = max(*form.faces, *scores) <= instrument.max_score
    fits = told <= asked and sorted(complete) == sorted(asked) and on_scale
    return form if fits else None


def _parse(source: str, words: Mapping[str, FormWords]) -> CitizenForm:
    try:
        data = tomllib.loads(source)
        form = CitizenForm(
            code=str(data["code"]),
            version=int(data["version"]),
            instrument=str(data["instrument"]),
            overall=str(data["overall"]),
            faces=tuple(int(each) for each in data["faces"]),
            reasons=tuple(Reason(each["code"], each["behaviour"]) for each in data["reason"]),
            questions=tuple(_question(each) for each in data["question"]),
            words=words,
            source=source,
        )
    except KeyError as error:
        raise _broken(N_("tidak memuat %(what)s"), what=error.args[0]) from error
    except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
        raise _broken(N_("bukan TOML yang sah: %(why)s"), why=error) from error
    _check(form)
    return form


def _question(data: Mapping[str, Any]) -> PlainQuestion:
    own = tuple((int(each["score"]), str(each["code"])) for each in data.get("choices", ()))
    return PlainQuestion(data["behaviour"], own)


def _check(form: CitizenForm) -> None:
    own = [[score for score, _code in each.choices] for each in form.questions]
    for scores in (form.faces, *own):
        if len(set(scores)) != len(scores) or any(score <= CANNOT_RATE for score in scores):
            raise _broken(N_("tiap wajah dan jawaban memerlukan angka sendiri, paling kecil 1"))
    codes = [each.code for each in form.reasons]
    asked = [each.behaviour for each in form.questions]
    for each in (*codes, *asked):
        if codes.count(each) > 1 or asked.count(each) > 1:
            raise _broken(N_("kode %(code)s dipakai dua kali; tiap kode harus berbeda"), code=each)
    for each in (form.overall, *(reason.behaviour for reason in form.reasons)):
        if each not in asked:
            raise _broken(N_("perilaku %(code)s tidak punya pertanyaan"), code=each)


def _broken(sentence: str, **values: object) -> InstrumentInvalid:
    return InstrumentInvalid(operator_gettext(sentence, **values))
