"""Questionnaires as plain, validated data: values, their behaviours, and a scale with words.

The reference instrument `berakhlak-2021` takes its behaviours from PermenPANRB 6/2022 article
10(3); UU 20/2023 article 4(2) words five of them slightly differently (see the TOML file).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from berakhlak.instrument.dimension import CORE_VALUES, BilingualText, Dimension
from berakhlak.languages import LANGUAGES
from berakhlak.run_language import N_, operator_gettext

REFERENCE_CODE = "berakhlak-2021"
DATA_FOLDER = Path(__file__).parent / "data"
REQUIRED_LEVELS = (
    "jpt_utama",
    "jpt_madya",
    "jpt_pratama",
    "administrator",
    "pengawas",
    "fungsional",
    "pelaksana",
)
"""Kinds of post that an instrument may require a level of, as `people` calls them."""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")


class InstrumentInvalid(ValueError):
    """The data of an instrument break a rule; the message names the place and the mend."""


@dataclass(frozen=True)
class Behaviour:
    """One rated behaviour; `for_citizens` marks those that the short public form asks."""

    code: str
    text: BilingualText
    for_citizens: bool


@dataclass(frozen=True)
class CoreValue:
    """One core value, competence or pillar with its definition and behaviours in form order.

    `required`: the step of the scale that a kind of post asks for, where the instrument says so.
    """

    code: str
    name: BilingualText
    definition: BilingualText
    behaviours: tuple[Behaviour, ...]
    required: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ScaleStep:
    """One step of the scale, from 1 upwards."""

    score: int
    label: BilingualText
    meaning: BilingualText


@dataclass(frozen=True)
class ExtraQuestion:
    """What a cycle asks beside the behaviours; its code is none that a behaviour could have.

    `steps`: numbers from 1 with their words; 0 is "no answer". `of_value`: the value that a choice
    is about.
    """

    code: str
    text: BilingualText
    steps: tuple[BilingualText, ...]
    none: BilingualText
    of_value: str = ""


@dataclass(frozen=True, eq=False)
class Instrument:
    """A version of a questionnaire. Behaviour order is the byte order of packed answers.

    `own_wording`: its behaviours were worded by whoever made it, not taken from a regulation.
    `asks_level`: its steps tell how well something is done, not how often it is seen.
    `extras`: asked after the behaviours where the cycle asks them; never part of a figure of these.
    `relabels`: the version that this one is but for the words of its scale; 0 for one of its own.
    `blocks`: behaviours in the order in which they are asked, where a cycle mixes them over values.

    Known by identity: comparing all its texts would be slow, and `cached_instrument` gives the same
    object for the same source.
    """

    code: str
    version: int
    title: BilingualText
    source: str
    cannot_rate: BilingualText
    steps: tuple[ScaleStep, ...]
    values: tuple[CoreValue, ...]
    dimension: Dimension = CORE_VALUES
    own_wording: bool = False
    asks_level: bool = False
    extras: tuple[ExtraQuestion, ...] = ()
    relabels: int = 0
    blocks: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def behaviours(self) -> tuple[Behaviour, ...]:
        return tuple(behaviour for value in self.values for behaviour in value.behaviours)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Behaviour code -> its byte in packed answers."""
        return {behaviour.code: place for place, behaviour in enumerate(self.behaviours)}

    @cached_property
    def greatest_scores(self) -> dict[str, int]:
        """Behaviour code -> the end of the scale that it is rated on."""
        return {code: self.part_with(code).max_score for code in self.positions}

    @cached_property
    def packing(self) -> dict[str, tuple[int, int]]:
        """Code -> its byte in packed answers and its greatest one: behaviours, then extras, in the
        order of their bytes."""
        known = {code: (n, self.greatest_scores[code]) for code, n in self.positions.items()}
        begin = len(known)
        extras = enumerate(self.extras, start=begin)
        return known | {each.code: (n, len(each.steps)) for n, each in extras}

    @cached_property
    def least_end(self) -> int:
        """The score that stands on the scale of every question."""
        return min((greatest for _place, greatest in self.packing.values()), default=0)

    @property
    def max_score(self) -> int:
        return len(self.steps)

    @property
    def parts(self) -> tuple[Instrument, ...]:
        """The instruments that it is made of: itself, or a pair."""
        return (self,)

    def part_with(self, code: str) -> Instrument:
        """The part that asks this value or behaviour, on its own scale."""
        return self


def reference_source() -> str:
    """The TOML text of the reference instrument."""
    return (DATA_FOLDER / f"{REFERENCE_CODE}.toml").read_text(encoding="utf-8")


def parse_instrument(source: str) -> Instrument:
    """Parse and validate TOML text; raises InstrumentInvalid naming the first broken rule."""
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise InstrumentInvalid(
            operator_gettext(N_("bukan TOML yang sah: %(why)s"), why=error)
        ) from error
    instrument = Instrument(
        code=_code(data, "instrument"),
        version=_whole(data, "version", "instrument"),
        title=_text(data, "title", "instrument"),
        source=str(data.get("source", "")),
        cannot_rate=_text(data, "cannot_rate", "instrument"),
        steps=tuple(_step(step, place) for place, step in enumerate(_rows(data, "step"), start=1)),
        values=tuple(_value(value, data) for value in _rows(data, "value")),
        dimension=_dimension(data),
        own_wording=_flag(data, "own_wording", "instrument"),
        asks_level=_flag(data, "asks_level", "instrument"),
        relabels=_whole(data, "relabels", "instrument") if "relabels" in data else 0,
    )
    _check_whole(instrument)
    return instrument


def _broken(where: str, sentence: str, **values: object) -> InstrumentInvalid:
    return InstrumentInvalid(f"{where}: {operator_gettext(sentence, **values)}")


def _dimension(data: dict[str, Any]) -> Dimension:
    given = data.get("dimension")
    if given is None:
        return CORE_VALUES
    keys = ("one", "many", "scope", "subject", "title")
    return Dimension(*(_text(given, key, "dimension") for key in keys))


def _value(data: dict[str, Any], whole: dict[str, Any]) -> CoreValue:
    code = _code(data, "value")
    where = operator_gettext(N_("nilai %(code)s"), code=code)
    return CoreValue(
        code=code,
        name=_text(data, "name", where),
        definition=_text(data, "definition", where),
        behaviours=tuple(_behaviour(row, where) for row in _rows(data, "behaviour", where)),
        required={**_required(whole, "instrument"), **_required(data, where)},
    )


def _required(data: dict[str, Any], where: str) -> dict[str, int]:
    given = data.get("required", {})
    if not isinstance(given, dict) or not set(given) <= set(REQUIRED_LEVELS):
        known = N_("required hanya mengenal %(kinds)s")
        raise _broken(where, known, kinds=", ".join(REQUIRED_LEVELS))
    return {kind: _whole(given, kind, where) for kind in given}


def _behaviour(data: dict[str, Any], where: str) -> Behaviour:
    code = _code(data, operator_gettext(N_("perilaku dari %(where)s"), where=where))
    place = operator_gettext(N_("perilaku %(code)s"), code=code)
    return Behaviour(code, _text(data, "text", place), _flag(data, "for_citizens", place))


def _flag(data: dict[str, Any], key: str, where: str) -> bool:
    given = data.get(key, False)
    if not isinstance(given, bool):
        raise _broken(where, N_("%(key)s harus true atau false"), key=key)
    return given


def _step(data: dict[str, Any], place: int) -> ScaleStep:
    where = operator_gettext(N_("tingkat %(place)s"), place=place)
    if data.get("score") != place:
        unlike = N_("score harus %(place)s; tingkat naik dari 1 tanpa sela")
        raise _broken(where, unlike, place=place)
    return ScaleStep(place, _text(data, "label", where), _text(data, "meaning", where))


def _check_whole(instrument: Instrument) -> None:
    if not 2 <= len(instrument.steps) <= 10:
        raise InstrumentInvalid(operator_gettext(N_("skala memerlukan 2 sampai 10 tingkat")))
    if not instrument.values:
        raise InstrumentInvalid(
            operator_gettext(N_("kuesioner memerlukan paling sedikit satu [[value]]"))
        )
    _check_required(instrument)
    codes = [value.code for value in instrument.values]
    codes += [behaviour.code for behaviour in instrument.behaviours]
    for code in codes:
        if codes.count(code) > 1:
            twice = N_("kode %(code)s dipakai dua kali; tiap kode harus berbeda")
            raise InstrumentInvalid(operator_gettext(twice, code=code))


def _check_required(instrument: Instrument) -> None:
    for value in instrument.values:
        if max(value.required.values(), default=1) > instrument.max_score:
            above = N_("nilai %(code)s: required melampaui skala")
            raise InstrumentInvalid(operator_gettext(above, code=value.code))


def _code(data: dict[str, Any], where: str) -> str:
    code = data.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        unfit = N_("code diawali huruf dan berisi paling banyak 20 huruf, angka, - atau _")
        raise _broken(where, unfit)
    return code


def _whole(data: dict[str, Any], key: str, where: str) -> int:
    number = data.get(key)
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise _broken(where, N_("%(key)s harus bilangan bulat, paling kecil 1"), key=key)
    return number


def _text(data: dict[str, Any], key: str, where: str) -> BilingualText:
    given = data.get(key)
    wordings = [given.get(language) if isinstance(given, dict) else None for language in LANGUAGES]
    if not all(isinstance(wording, str) and wording.strip() for wording in wordings):
        both = N_('%(key)s memerlukan kata dalam dua bahasa: { id = "…", en = "…" }')
        raise _broken(where, both, key=key)
    return BilingualText(*(str(wording).strip() for wording in wordings))


def _rows(data: dict[str, Any], key: str, where: str = "instrument") -> list[dict[str, Any]]:
    rows = data.get(key)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise _broken(where, N_("memerlukan paling sedikit satu tabel [[…%(key)s]]"), key=key)
    return rows
