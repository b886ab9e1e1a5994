"""What a rater is told of the choice of three strengths and one thing to develop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from berakhlak.instrument.extra_questions import chosen_values, is_whole_choice


def unfinished_choice(strengths: int, develop: int) -> str:
    """So many were chosen; how to mend it."""
    words: str = _(
        "Pilih tepat tiga kekuatan dan satu untuk dikembangkan. Sekarang: %(strengths)s kekuatan "
        "dan %(develop)s untuk dikembangkan. Atau pilih “Bukan keduanya” pada semuanya; bagian ini "
        "boleh dilewati.",
        strengths=strengths,
        develop=develop,
    )
    return words


def choice_hints(answers: Mapping[str, int]) -> Iterator[str]:
    """Before sending: a choice that was begun and does not count as it stands."""
    strengths, develop = chosen_values(answers)
    if (strengths or develop) and not is_whole_choice(answers):
        yield unfinished_choice(len(strengths), len(develop))
