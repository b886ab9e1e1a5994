"""The sentences of profiles published under rules version 1, which keep their words.

They go by categories alone. `narrative_verdicts` holds those of later rules.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.documents.wording import (
    cells_of_others,
    format_score,
    format_signed,
    group_name,
    level_words,
    value_name,
)
from berakhlak.instrument.wording import dimension_words
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import BehaviourFigures, OfficerFigures, ValueFigures
from berakhlak.text import within_sentence

Z95 = 1.959964
CLOSE_VIEWS = 0.5


def value_sentence(source: ProfileSource, value: ValueFigures, language: str) -> str:
    """How others see a value that they rated, and how that stands to the officer's own view."""
    words = {"level": level_words(source, value.others or 0, language)}
    if value.gap is None:
        return str(_("Terlihat %(level)s; penilaian diri tidak ada.", **words))
    if value.category == "in_agreement_good":
        return str(_("Terlihat %(level)s, sejalan dengan penilaian diri.", **words))
    if value.category == "in_agreement_poor":
        return str(
            _(
                "Terlihat %(level)s, sejalan dengan penilaian diri; masih ada ruang berkembang.",
                **words,
            )
        )
    doubtful = is_within_interval(value)
    if value.category == "over_estimator":
        if doubtful:
            return str(_("Terlihat %(level)s; penilaian diri mungkin lebih tinggi.", **words))
        return str(_("Terlihat %(level)s; penilaian diri lebih tinggi.", **words))
    if doubtful:
        return str(_("Terlihat %(level)s; penilaian diri mungkin lebih rendah.", **words))
    return str(_("Terlihat %(level)s; penilaian diri lebih rendah.", **words))


def is_within_interval(value: ValueFigures) -> bool:
    """Whether the self figure lies inside the 95 % interval of the others' figure."""
    return value.gap is not None and value.sem is not None and abs(value.gap) <= Z95 * value.sem


def own_view(figures: OfficerFigures, threshold: float) -> str:
    """How the officer's own view stands to that of others, overall."""
    if figures.gap is None:
        return str(_("Penilaian diri tidak ada, sehingga tidak dapat dibandingkan."))
    difference = format_score(abs(figures.gap))
    if figures.gap >= threshold:
        return str(_("Penilaian diri lebih tinggi, dengan selisih %(d)s.", d=difference))
    if figures.gap <= -threshold:
        return str(_("Penilaian diri lebih rendah, dengan selisih %(d)s.", d=difference))
    return str(
        _("Penilaian diri sejalan dengan penilaian orang lain (selisih %(d)s).", d=difference)
    )


def self_finding(source: ProfileSource, language: str) -> str:
    """The finding of the drawing of self against others."""
    values = [value for value in source.figures.values if value.gap is not None]
    if not values:
        return str(_("Penilaian diri dan orang lain belum dapat dibandingkan."))
    over = [value for value in values if value.category == "over_estimator"]
    under = [value for value in values if value.category == "under_estimator"]
    if not over and not under:
        return str(
            ngettext(
                "Penilaian diri sejalan dengan orang lain pada %(dimension)s yang dapat "
                "dibandingkan.",
                "Penilaian diri sejalan dengan orang lain pada semua %(num)s %(dimensions)s.",
                len(values),
                **dimension_words(source.instrument),
            )
        )
    parts = []
    if over:
        farthest = max(over, key=lambda value: value.gap or 0)
        parts.append(_apart(source, _("lebih tinggi"), len(over), farthest, language))
    if under:
        farthest = min(under, key=lambda value: value.gap or 0)
        parts.append(_apart(source, _("lebih rendah"), len(under), farthest, language))
    return str(_("Penilaian diri %(parts)s.", parts=str(_("; ")).join(parts)))


def _apart(
    source: ProfileSource, direction: str, count: int, farthest: ValueFigures, language: str
) -> str:
    return str(
        _(
            "%(direction)s pada %(count)s %(dimensions)s, paling jauh pada %(value)s (%(gap)s)",
            **dimension_words(source.instrument),
            direction=direction,
            count=count,
            value=value_name(source.instrument, farthest.code, language),
            gap=format_signed(farthest.gap),
        )
    )


def groups_finding(source: ProfileSource, language: str) -> str:
    """Where the groups differ most."""
    widest: tuple[float, str, str, str] | None = None
    for value in source.figures.values:
        shown = cells_of_others(source.policy, value.cells).items()
        means = {group: cell.mean for group, cell in shown if cell.mean is not None}
        if len(means) < 2:
            continue
        high = max(means, key=lambda group: means[group])
        low = min(means, key=lambda group: means[group])
        spread = means[high] - means[low]
        if widest is None or spread > widest[0]:
            name = value_name(source.instrument, value.code, language)
            widest = (
                spread,
                name,
                f"{group_name(source.policy, high)} {format_score(means[high])}",
                f"{group_name(source.policy, low)} {format_score(means[low])}",
            )
    if widest is None:
        return str(_("Belum ada dua kelompok penilai lain yang angkanya dapat dibandingkan."))
    spread, name, high_words, low_words = widest
    words = {"value": name, "high": high_words, "low": low_words}
    if spread < CLOSE_VIEWS:
        return str(
            _(
                "Semua kelompok melihat hal yang mirip; beda terbesar ada pada %(value)s "
                "(%(high)s, %(low)s).",
                **words,
            )
        )
    return str(
        _(
            "Pandangan kelompok paling berbeda pada %(value)s: %(high)s, %(low)s.",
            **words,
        )
    )


def behaviours_finding(_source: ProfileSource, ranked: list[tuple[BehaviourFigures, str]]) -> str:
    """The strongest and the weakest behaviour; `ranked` goes from high to low with wordings."""
    if len(ranked) < 2:
        return str(_("Belum cukup perilaku yang angkanya dapat ditampilkan."))
    (best, best_text), (last, last_text) = ranked[0], ranked[-1]
    return str(
        _(
            "Tertinggi: %(best)s (%(high)s); terendah: %(last)s (%(low)s).",
            best=within_sentence(best_text),
            high=format_score(best.others),
            last=within_sentence(last_text),
            low=format_score(last.others),
        )
    )
