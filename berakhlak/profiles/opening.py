"""The first two lines of a profile: what to keep, and one thing to try. Pure.

They name what the frozen verdicts chose and nothing else; where these chose nothing, a kind
sentence leads to what the profile can show.
"""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.documents.wording import level_words
from berakhlak.profiles import guidance
from berakhlak.profiles.profile import ProfileOpening, ProfileSource


def build_opening(source: ProfileSource, language: str) -> ProfileOpening | None:
    """The first lines; None under rules version 1, whose profiles keep their words."""
    if not source.guarded:
        return None
    kept = guidance.strength_advice(source, language)
    tried = guidance.priority_advice(source, language)
    keep = kept[0].behaviour.rstrip(".") if kept else ""
    if not tried:
        return ProfileOpening(keep=keep, kindly=_kindly(source, language, kept=bool(kept)))
    return ProfileOpening(
        keep=keep,
        level="" if kept else _level(source, language),
        attempt=tried[0].behaviour.rstrip("."),
        suggestion=tried[0].suggestion,
        question=tried[0].question,
    )


def _level(source: ProfileSource, language: str) -> str:
    """Instead of a behaviour to keep: that none can be singled out, and how others see all."""
    if source.figures.overall_others is None:
        return ""
    seen = level_words(source, source.figures.overall_others, language)
    return str(
        _(
            "Orang lain melihat perilaku Anda %(level)s. Belum dapat dikatakan perilaku mana yang "
            "menonjol; itu wajar, dan bukan penilaian buruk.",
            level=seen,
        )
    )


def _kindly(source: ProfileSource, language: str, *, kept: bool) -> str:
    if source.figures.overall_others is None:
        return str(
            _(
                "Belum ada angka orang lain yang dapat ditampilkan tentang Anda. Itu bukan "
                "penilaian buruk: jawabannya terlalu sedikit untuk melindungi yang menjawab. "
                "Pilihlah bersama atasan satu perilaku yang ingin Anda kembangkan."
            )
        )
    if kept:
        return str(
            _(
                "Belum ada satu hal yang dapat disarankan dengan yakin. Lihatlah gambar dan "
                "komentar, lalu pilih bersama atasan satu hal yang ingin Anda kembangkan."
            )
        )
    return (
        _level(source, language)
        + " "
        + str(
            _(
                "Lihatlah letak angka Anda, perilaku demi perilaku, dan komentar, lalu pilih "
                "bersama atasan satu hal yang ingin Anda kembangkan."
            )
        )
    )
