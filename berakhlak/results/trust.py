"""Plain sentences on the spread of officers, the answering of sheets, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.cycles.policy import Policy
from berakhlak.documents.wording import group_name
from berakhlak.formats import format_number, format_percent
from berakhlak.results.report import ResultsSource
from berakhlak.results.rules import is_frozen_with_verdicts
from berakhlak.results.wording import unit_suppression_reason
from berakhlak.statistics.frozen_result import CycleFigures
from berakhlak.statistics.group_answering import (
    AnsweringQuality,
    CycleReliability,
    OverallDistribution,
)
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.rules import ScoringRules

GroupName = TypeVar("GroupName", bound=str)
CUSTOMARY_RELIABILITY = 0.7
"""A convention: above this share of one-answer sheets a group is worth a second look."""


def spread_finding(found: OverallDistribution | None, source: ResultsSource) -> str:
    """Where most officers are, and how many reach the policy's line of strength."""
    if found is None or not sum(found.officers):
        return str(
            _(
                "Sebaran tidak ditampilkan: %(why)s.",
                why=unit_suppression_reason(source),
            )
        )
    total, line = sum(found.officers), source.policy.strength_threshold
    said = _most_officers(found, total)
    if line not in found.edges:
        return said
    reached = sum(found.officers[found.edges.index(line) :])
    return f"{said} " + str(
        ngettext(
            "%(num)s pegawai mencapai %(line)s atau lebih.",
            "%(num)s pegawai mencapai %(line)s atau lebih.",
            reached,
            line=format_number(line, 1),
        )
    )


def _most_officers(found: OverallDistribution, total: int) -> str:
    """The fullest half step; where two are as full, from where to where officers lie."""
    most = max(found.officers)
    if found.officers.count(most) > 1:
        filled = [place for place, officers in enumerate(found.officers) if officers]
        return str(
            _(
                "Angka pegawai berada di antara %(low)s dan %(high)s.",
                low=format_number(found.edges[filled[0]], 1),
                high=format_number(found.edges[filled[-1] + 1], 1),
            )
        )
    place = found.officers.index(most)
    return str(
        _(
            "Paling banyak pegawai (%(n)s dari %(total)s) berada pada angka %(low)s–%(high)s.",
            n=format_number(found.officers[place]),
            total=format_number(total),
            low=format_number(found.edges[place], 1),
            high=format_number(found.edges[place + 1], 1),
        )
    )


def response_share(whole: CycleFigures, group: str) -> float | None:
    """Answered of asked sheets, from 0 to 1; None where nobody was asked by name."""
    asked, answered = whole.n_invited.get(group), whole.n_sheets.get(group)
    return answered / asked if asked and answered is not None else None


def _alone(shares: Mapping[GroupName, float], share: float) -> GroupName | None:
    """The one of several groups with this share as printed; None where more than one has it, or
    there is no other."""
    found = [g for g, each in shares.items() if format_percent(each) == format_percent(share)]
    return found[0] if len(found) == 1 < len(shares) else None


def response_notes(policy: Policy, whole: CycleFigures, labels: Sequence[str]) -> Iterator[str]:
    """Who answered least, and what the shares beside it say; `labels`: words of the scale."""
    known = {group: response_share(whole, group) for group in policy.codes}
    shares = {group: share for group, share in known.items() if share is not None}
    least = _alone(shares, min(shares.values(), default=0))
    if least is not None:
        yield str(
            _(
                "Paling sedikit menjawab: %(group)s (%(share)s dari yang diminta).",
                group=group_name(policy, least),
                share=format_percent(shares[least]),
            )
        )
    many = StatementCutoffs.of_frozen(whole.cutoffs).many_uniform
    yield from quality_notes(policy, whole.quality, many)
    yield from citizen_index_sentences(whole, labels)
    yield str(
        _(
            "Formulir dari kelompok yang terlalu kecil mungkin tidak ikut disebut. Masyarakat "
            "tidak diminta satu per satu, sehingga bagiannya tidak dapat dihitung."
        )
    )


def citizen_index_sentences(whole: CycleFigures, labels: Sequence[str]) -> Iterator[str]:
    """The citizens' index with its interval, its word where the whole interval has one, and what
    it is not; `labels`: words of the scale, lowest first."""
    found = whole.citizen_index
    if found is None:
        return
    said = str(
        _(
            "Menurut masyarakat, rata-rata %(n)s pegawai yang dinilai mereka %(mean)s (rentang "
            "%(low)s–%(high)s; setiap pegawai sama beratnya). Penilaian yang datang sendiri bukan "
            "sampel, berapa pun jumlahnya; angka ini tidak dijumlahkan dengan SKM.",
            n=format_number(found.n),
            mean=format_number(found.mean, 2),
            low=format_number(found.low, 2),
            high=format_number(found.high, 2),
        )
    )
    if found.level is not None:
        word = labels[found.level - 1]
        said += " " + str(_("Seluruh rentang itu paling dekat dengan “%(level)s”.", level=word))
    yield said


def quality_notes(
    policy: Policy, quality: dict[str, AnsweringQuality | None], many: float
) -> Iterator[str]:
    """What is worth a look in the answers, and what the words mean; `many`: share of sheets with
    one answer only that is."""
    known = {group: found for group in policy.others if (found := quality.get(group)) is not None}
    if not known:
        yield str(_("Terlalu sedikit formulir untuk menyebut mutu jawaban."))
        return
    shares = {group: found.cannot_rate or 0 for group, found in known.items()}
    unsure = _alone(shares, max(shares.values()))
    if unsure is not None:
        yield str(
            _(
                "Paling sering tidak dapat menilai: %(group)s (%(share)s dari jawaban).",
                group=group_name(policy, unsure),
                share=format_percent(shares[unsure]),
            )
        )
    uniform = [g for g, found in known.items() if _is_often_uniform(found, many)]
    if uniform:
        yield str(
            _(
                "Lebih dari %(share)s formulir berisi satu jawaban saja pada: %(groups)s.",
                share=format_percent(many),
                groups=", ".join(group_name(policy, group) for group in uniform),
            )
        )
    yield str(
        _(
            "“Satu jawaban saja”: sedikitnya %(n)s perilaku dijawab, semuanya sama. “Ujung "
            "skala”: bagian jawaban terendah dan tertinggi. Keduanya ajakan memeriksa, bukan "
            "bukti menilai asal-asalan.",
            n=format_number(ScoringRules().straightline_min_items),
        )
    )


def _is_often_uniform(found: AnsweringQuality, many: float) -> bool:
    """As frozen; cycles frozen earlier keep the bare share that decided their words."""
    if found.often_uniform is None:
        return (found.straightlined or 0) > many
    return found.often_uniform


def reliability_sentences(whole: CycleFigures) -> Iterator[str]:
    """How far the figures can be trusted, in words anybody can repeat."""
    if is_frozen_with_verdicts(whole):
        yield from _of_the_printed_figure(whole)
    else:
        yield from _of_mean_sheets(whole.reliability)


def _of_the_printed_figure(whole: CycleFigures) -> Iterator[str]:
    found, raters = whole.dependability, whole.reliability
    if found is None:
        yield str(_("Keandalan belum dapat dihitung: terlalu sedikit pegawai atau penilai."))
        return
    if found.coefficient <= 0:
        yield _tells_nobody_apart()
        return
    if raters and raters.one_rater is not None and raters.one_rater > 0:
        yield _one_rater(raters.one_rater)
    yield str(
        _(
            "Angka keseluruhan yang dicetak: sekitar %(share)s dari beda antarpegawai sungguh "
            "berasal dari pegawainya. Angka seorang pegawai wajar meleset sekitar ±%(margin)s.",
            share=format_percent(found.coefficient),
            margin=format_number(whole.cutoffs["z"] * found.standard_error, 2),
        )
    )
    yield _verdict(
        found.coefficient, whole.cutoffs["dependable"], str(_("angka keseluruhan yang dicetak"))
    )


def _of_mean_sheets(found: CycleReliability | None) -> Iterator[str]:
    """The words of rules version 1."""
    if found is None or found.one_rater is None or found.mean_of_raters is None:
        yield str(_("Keandalan belum dapat dihitung: terlalu sedikit pegawai dengan dua penilai."))
        return
    if found.mean_of_raters <= 0 or found.one_rater <= 0:
        yield _tells_nobody_apart()
        return
    yield _one_rater(found.one_rater)
    yield str(
        _(
            "Rata-rata penilai (sekitar %(raters)s orang per pegawai): bagian itu menjadi "
            "sekitar %(share)s.",
            raters=format_number(found.raters_per_officer, 1),
            share=format_percent(found.mean_of_raters),
        )
    )
    yield _verdict(found.mean_of_raters, CUSTOMARY_RELIABILITY, str(_("rata-rata penilai")))


def _tells_nobody_apart() -> str:
    return str(
        _(
            "Perbedaan antarpegawai tidak lebih besar daripada perbedaan antarpenilai. "
            "Angka siklus ini tidak dapat dipakai untuk membedakan pegawai."
        )
    )


def _one_rater(share: float) -> str:
    return str(
        _(
            "Satu penilai saja: sekitar %(share)s dari beda angka antarpegawai sungguh berasal "
            "dari pegawainya; sisanya dari siapa yang kebetulan menilai.",
            share=format_percent(share),
        )
    )


def _verdict(share: float, least: float, figure: str) -> str:
    line = format_percent(least)
    if share >= least:
        return str(
            _(
                "Batas yang lazim ialah %(line)s (kebiasaan, bukan ketentuan): %(figure)s "
                "cukup andal sebagai bahan pertimbangan, pendapat seorang penilai tidak.",
                line=line,
                figure=figure,
            )
        )
    return str(
        _(
            "Di bawah batas yang lazim, %(line)s (kebiasaan, bukan ketentuan): beda kecil "
            "antarpegawai jangan dijadikan dasar keputusan.",
            line=line,
        )
    )
