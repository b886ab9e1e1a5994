"""Quiet questions before a sheet is sent, from its answers alone. Nothing of this is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.forms import in_reader_language
from berakhlak.rating_scale import CANNOT_RATE

# Below this many rated behaviours, equal answers are no pattern.
ENOUGH = 10
MANY = 0.8
"""Of the answers, at the top of the scale."""


def answer_hints(instrument: Instrument, answers: Mapping[str, int]) -> list[str]:
    """Sentences for the rater; they never stand in the way of sending."""
    alike = [
        hint
        for part in instrument.parts
        for hint in _of_part(
            part, {code: score for code, score in answers.items() if code in part.positions}
        )
    ]
    rated = {code: score for code, score in answers.items() if code in instrument.positions}
    return [*alike, *_hardly_known(rated)]


def _of_part(part: Instrument, answers: Mapping[str, int]) -> Iterator[str]:
    yield from _all_alike(part, answers)
    yield from _mostly_at_the_top(part, answers)


def _all_alike(instrument: Instrument, answers: Mapping[str, int]) -> Iterator[str]:
    rated = [score for score in answers.values() if score != CANNOT_RATE]
    if len(rated) >= ENOUGH and len({*rated}) == 1:
        step = in_reader_language(instrument.steps[rated[0] - 1].label)
        yield _(
            "Semua jawaban sama: “%(step)s”. Bila memang begitu, kirim saja; bila ada yang "
            "berbeda menurut Anda, masih dapat diubah.",
            step=step,
        )


def _mostly_at_the_top(part: Instrument, answers: Mapping[str, int]) -> Iterator[str]:
    rated = [score for score in answers.values() if score != CANNOT_RATE]
    top = rated.count(part.max_score)
    if len(rated) >= ENOUGH and MANY * len(rated) <= top < len(rated):
        yield _(
            "%(top)s dari %(total)s jawaban ada di puncak skala. Bila itu yang terlihat, kirim "
            "saja; bila karena sungkan, masih dapat diubah.",
            top=top,
            total=len(rated),
        )


def _hardly_known(answers: Mapping[str, int]) -> Iterator[str]:
    unknown = sum(score == CANNOT_RATE for score in answers.values())
    if unknown > len(answers) / 2:
        yield _(
            "Pada %(unknown)s dari %(total)s perilaku Anda memilih “Tidak dapat menilai”. Itu "
            "jawaban yang sah. Bila Anda hampir tidak mengenalnya, boleh juga memilih “Saya tidak "
            "bisa menilai orang ini”.",
            unknown=unknown,
            total=len(answers),
        )
