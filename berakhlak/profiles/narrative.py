"""Plain sentences by rules, from the figures alone; the same figures always say the same."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.aggregation.result import (
    Adjusted,
    BehaviourFigures,
    CellStatus,
    OfficerFigures,
    ValueFigures,
)
from berakhlak.cycles.policy import OTHERS
from berakhlak.profiles.document import Source
from berakhlak.profiles.wording import group_name, level, of_others, score, signed

Z95 = 1.959964
CLOSE_VIEWS = 0.5


def value_sentence(source: Source, value: ValueFigures, language: str) -> str:
    """How others see one value, and how that stands to the officer's own view."""
    if value.others is None:
        return _unseen(value)
    words = {"level": level(source.instrument, value.others, language)}
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
    doubtful = within_uncertainty(value)
    if value.category == "over_estimator":
        if doubtful:
            return str(_("Terlihat %(level)s; penilaian diri mungkin lebih tinggi.", **words))
        return str(_("Terlihat %(level)s; penilaian diri lebih tinggi.", **words))
    if doubtful:
        return str(_("Terlihat %(level)s; penilaian diri mungkin lebih rendah.", **words))
    return str(_("Terlihat %(level)s; penilaian diri lebih rendah.", **words))


def within_uncertainty(value: ValueFigures) -> bool:
    """Whether the self figure lies inside the 95 % interval of the others' figure."""
    return value.gap is not None and value.sem is not None and abs(value.gap) <= Z95 * value.sem


def _unseen(value: ValueFigures) -> str:
    answered = any(cell.status is CellStatus.WITHHELD for cell in of_others(value.cells).values())
    if answered:
        return str(
            _("Ada yang menilai, tetapi terlalu sedikit untuk ditampilkan tanpa membuka siapa.")
        )
    return str(_("Belum ada orang lain yang menilai."))


def summary(source: Source, language: str) -> Iterator[str]:
    """The overview in two or three sentences."""
    figures = source.figures
    if figures.overall_others is None:
        yield str(
            _(
                "Belum ada angka dari orang lain yang dapat ditampilkan. Profil ini memuat "
                "penilaian diri bila ada, dan menjelaskan apa yang ditahan serta sebabnya."
            )
        )
        return
    yield str(
        _(
            "Secara keseluruhan, orang lain melihat perilaku BerAKHLAK pegawai ini %(level)s.",
            level=level(source.instrument, figures.overall_others, language),
        )
    )
    if origin := _origin(source):
        yield origin
    yield _own_view(figures, source.policy.gap_threshold)
    if figures.percentile is not None:
        yield str(
            _(
                "Di antara pegawai lain pada siklus ini, sekitar %(n)s dari 100 memperoleh "
                "angka keseluruhan yang lebih rendah.",
                n=round(figures.percentile),
            )
        )


def _origin(source: Source) -> str:
    """Which groups the figure of others rests on, where it is not all of them."""
    values = source.figures.values
    used = [group for group in OTHERS if any(group in value.groups_used for value in values)]
    if len(used) == len(OTHERS):
        return ""
    listed = ", ".join(group_name(group) for group in used)
    return str(_("Angka orang lain berasal hanya dari kelompok: %(groups)s.", groups=listed))


def _own_view(figures: OfficerFigures, threshold: float) -> str:
    if figures.gap is None:
        return str(_("Penilaian diri tidak ada, sehingga tidak dapat dibandingkan."))
    difference = score(abs(figures.gap))
    if figures.gap >= threshold:
        return str(_("Penilaian diri lebih tinggi, dengan selisih %(d)s.", d=difference))
    if figures.gap <= -threshold:
        return str(_("Penilaian diri lebih rendah, dengan selisih %(d)s.", d=difference))
    return str(
        _("Penilaian diri sejalan dengan penilaian orang lain (selisih %(d)s).", d=difference)
    )


def adjusted_sentence(adjusted: Adjusted, max_score: int) -> str:
    """What the severity-adjusted figure says, or why there is none."""
    if adjusted.score is None or adjusted.standard_error is None:
        return _no_adjusted(adjusted.reason)
    margin = Z95 * adjusted.standard_error
    return str(
        _(
            "Ada penilai yang ketat, ada yang longgar. Andai semua penilai rata-rata sama "
            "ketatnya, angkanya diperkirakan %(score)s; kemungkinan besar antara %(low)s dan "
            "%(high)s.",
            score=score(adjusted.score),
            low=score(max(adjusted.score - margin, 1)),
            high=score(min(adjusted.score + margin, max_score)),
        )
    )


def _no_adjusted(reason: str | None) -> str:
    known = {
        "no_sheets": _("belum ada yang menilai"),
        "single_rater": _("hanya ada satu penilai"),
        "isolated": _(
            "para penilainya tidak menilai pegawai lain, "
            "sehingga ketat atau longgarnya tidak dapat diketahui"
        ),
        "too_few_linked": _("terlalu sedikit penilainya yang juga menilai pegawai lain"),
        "not_estimable": _("jawaban pada siklus ini belum cukup untuk memperkirakannya"),
    }
    why = known.get(reason or "", _("untuk melindungi jawaban penilai"))
    return str(_("Angka disesuaikan tidak ditampilkan: %(why)s.", why=why))


def self_finding(source: Source, language: str) -> str:
    """The finding of the drawing of self against others."""
    values = [value for value in source.figures.values if value.gap is not None]
    if not values:
        return str(_("Penilaian diri dan orang lain belum dapat dibandingkan."))
    over = [value for value in values if value.category == "over_estimator"]
    under = [value for value in values if value.category == "under_estimator"]
    if not over and not under:
        return str(
            ngettext(
                "Penilaian diri sejalan dengan orang lain pada nilai yang dapat dibandingkan.",
                "Penilaian diri sejalan dengan orang lain pada semua %(num)s nilai.",
                len(values),
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
    source: Source, direction: str, count: int, farthest: ValueFigures, language: str
) -> str:
    return str(
        _(
            "%(direction)s pada %(count)s nilai, paling jauh pada %(value)s (%(gap)s)",
            direction=direction,
            count=count,
            value=_value_name(source, farthest.code, language),
            gap=signed(farthest.gap),
        )
    )


def groups_finding(source: Source, language: str) -> str:
    """Where the groups differ most."""
    widest: tuple[float, str, str, str] | None = None
    for value in source.figures.values:
        shown = of_others(value.cells).items()
        means = {group: cell.mean for group, cell in shown if cell.mean is not None}
        if len(means) < 2:
            continue
        high = max(means, key=lambda group: means[group])
        low = min(means, key=lambda group: means[group])
        spread = means[high] - means[low]
        if widest is None or spread > widest[0]:
            name = _value_name(source, value.code, language)
            widest = (
                spread,
                name,
                f"{group_name(high)} {score(means[high])}",
                f"{group_name(low)} {score(means[low])}",
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


def behaviours_finding(ranked: list[tuple[BehaviourFigures, str]]) -> str:
    """The strongest and the weakest behaviour; `ranked` goes from high to low with wordings."""
    if len(ranked) < 2:
        return str(_("Belum cukup perilaku yang angkanya dapat ditampilkan."))
    (best, best_text), (last, last_text) = ranked[0], ranked[-1]
    return str(
        _(
            "Tertinggi: %(best)s (%(high)s); terendah: %(last)s (%(low)s).",
            best=_lowered(best_text),
            high=score(best.others),
            last=_lowered(last_text),
            low=score(last.others),
        )
    )


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _value_name(source: Source, code: str, language: str) -> str:
    return next(
        value.name.in_language(language) for value in source.instrument.values if value.code == code
    )
