"""Plain sentences by rules, from the figures alone; the same figures always say the same.

Which words are said depends on the version of the rules that the cycle was frozen under.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from flask_babel import gettext as _

from berakhlak.documents.wording import (
    clean_line,
    format_score,
    group_name,
    is_any_withheld,
    level_words,
)
from berakhlak.instrument.wording import dimension_words
from berakhlak.profiles import narrative_verdicts, narrative_version_1
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import (
    AdjustedFigure,
    BehaviourFigures,
    ValueFigures,
)
from berakhlak.statistics.inference.cutoffs import StatementCutoffs


def value_sentence(source: ProfileSource, value: ValueFigures, language: str) -> str:
    """How others see one value, and how that stands to the officer's own view."""
    if value.others is None:
        return _unseen(value)
    return str(_words(source).value_sentence(source, value, language))


def expectation_sentence(source: ProfileSource, code: str) -> str:
    """What the supervisor especially expected of one value; empty where that is nothing."""
    words = clean_line(source.expectations.get(code, ""))
    return str(_("Ekspektasi khusus pimpinan: %(words)s", words=words)) if words else ""


def self_finding(source: ProfileSource, language: str) -> str:
    """The finding of the drawing of self against others."""
    return str(_words(source).self_finding(source, language))


def groups_finding(source: ProfileSource, language: str) -> str:
    """Where the groups differ."""
    return str(_words(source).groups_finding(source, language))


def behaviours_finding(source: ProfileSource, ranked: list[tuple[BehaviourFigures, str]]) -> str:
    """The behaviours to name; `ranked` goes from high to low with wordings."""
    return str(_words(source).behaviours_finding(source, ranked))


def _words(source: ProfileSource) -> ModuleType:
    return narrative_verdicts if source.guarded else narrative_version_1


def _unseen(value: ValueFigures) -> str:
    if is_any_withheld(value.cells):
        return str(
            _("Ada yang menilai, tetapi terlalu sedikit untuk ditampilkan tanpa membuka siapa.")
        )
    return str(_("Belum ada orang lain yang menilai."))


def summary_sentences(source: ProfileSource, language: str) -> Iterator[str]:
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
            "Secara keseluruhan, orang lain melihat %(subject)s pegawai ini %(level)s.",
            **dimension_words(source.instrument),
            level=level_words(source, figures.overall_others, language),
        )
    )
    if origin := _origin(source):
        yield origin
    yield _words(source).own_view(figures, source.policy.gap_threshold)
    if figures.percentile is not None:
        yield str(
            _(
                "Di antara pegawai lain pada siklus ini, sekitar %(n)s dari 100 memperoleh "
                "angka keseluruhan yang lebih rendah.",
                n=round(figures.percentile),
            )
        )


def _origin(source: ProfileSource) -> str:
    """Which groups the figure of others rests on, where it is not all of them."""
    values, others = source.figures.values, source.policy.others
    used = [group for group in others if any(group in value.groups_used for value in values)]
    if len(used) == len(others):
        return ""
    listed = ", ".join(group_name(source.policy, group) for group in used)
    return str(_("Angka orang lain berasal hanya dari kelompok: %(groups)s.", groups=listed))


def adjusted_sentence(
    adjusted: AdjustedFigure, max_score: int, cutoffs: StatementCutoffs, *, several: bool = False
) -> str:
    """What the severity-adjusted figure says, or why there is none.

    `several`: the cycle falls into parts that no rater links, so that figures of different parts
    have no common measure.
    """
    if adjusted.score is None or adjusted.standard_error is None:
        return _no_adjusted(adjusted.reason)
    said = [_adjusted_range(adjusted.score, cutoffs.z * adjusted.standard_error, max_score)]
    if adjusted.few_sheets:
        said.append(
            str(_("Penilainya sedikit, sehingga angka ini ditarik ke rata-rata pegawai lain."))
        )
    if several:
        said.append(str(_("Angka ini hanya sebanding di dalam unit.")))
    return " ".join(said)


def _adjusted_range(figure: float, margin: float, max_score: int) -> str:
    return str(
        _(
            "Ada penilai yang ketat, ada yang longgar. Andai semua penilai rata-rata sama "
            "ketatnya, angkanya diperkirakan %(score)s; kemungkinan besar antara %(low)s dan "
            "%(high)s.",
            score=format_score(figure),
            low=format_score(max(figure - margin, 1)),
            high=format_score(min(figure + margin, max_score)),
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
