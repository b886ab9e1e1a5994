"""Plain sentences of a report on units, by rules, from the frozen figures alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.aggregation.policy import Rules
from berakhlak.aggregation.result import (
    CellStatus,
    CycleFigures,
    Quality,
    Reliability,
    Spread,
    UnitFigures,
)
from berakhlak.cycles.policy import OTHERS, Group
from berakhlak.profiles.wording import group_name, level, score, signed
from berakhlak.reports.results_document import ResultsSource
from berakhlak.reports.results_rules import (
    ALL,
    ERRORS,
    NOTABLE,
    Compared,
    compared,
    is_shown,
    needs,
    strengths,
)
from berakhlak.web.filters import number, percent

CUSTOMARY_RELIABILITY = 0.7
MANY_UNIFORM = 0.1
"""A convention: above this share of one-answer sheets a group is worth a second look."""


def value_name(source: ResultsSource, code: str, language: str) -> str:
    """The name of a value, or that of all of them."""
    if code == ALL:
        return str(_("semua nilai"))
    return next(
        value.name.in_language(language) for value in source.instrument.values if value.code == code
    )


def with_difference(row: Compared, source: ResultsSource, language: str) -> str:
    """Kolaboratif (+0,25)."""
    return f"{value_name(source, row.code, language)} ({signed(row.difference)})"


def rule() -> str:
    """When a difference is called a strength or a need."""
    return str(
        _(
            "Disebut bila berbeda %(least)s atau lebih dari rata-rata instansi, dan lebih dari "
            "%(errors)s kali galat baku rata-rata unit. Kedua batas itu kebiasaan, bukan "
            "ketentuan.",
            least=score(NOTABLE),
            errors=number(ERRORS),
        )
    )


def too_few(source: ResultsSource) -> str:
    """Why the figures of a unit are withheld."""
    return str(
        _(
            "ditahan: kurang dari %(n)s pegawai yang angkanya dapat ditampilkan",
            n=number(source.policy.min_officers_per_unit),
        )
    )


# The agency


def agency_summary(source: ResultsSource, language: str) -> Iterator[str]:
    """The agency's result in a few sentences."""
    mean = source.whole.overall_mean
    if mean is None:
        yield str(_("Belum ada angka instansi yang dapat ditampilkan."))
        return
    yield str(
        _(
            "Secara keseluruhan, orang lain melihat perilaku BerAKHLAK pegawai %(level)s.",
            level=level(source.instrument, mean, language),
        )
    )
    yield values_finding(source, language)
    shown = sum(any(is_shown(each) for each in unit.figures.values) for unit in source.units)
    if shown < len(source.units):
        yield str(
            _(
                "Angka instansi dan unit berasal dari %(shown)s di antara %(all)s unit; unit "
                "lain terlalu kecil untuk ditampilkan tanpa membuka siapa.",
                shown=number(shown),
                all=number(len(source.units)),
            )
        )


def values_finding(source: ResultsSource, language: str) -> str:
    """The agency's highest and lowest value, and whether they differ enough to matter."""
    means = {code: mean for code, mean in source.whole.value_means.items() if mean is not None}
    if len(means) < 2:
        return str(_("Nilai-nilai belum dapat dibandingkan."))
    best, last = max(means, key=lambda code: means[code]), min(means, key=lambda code: means[code])
    words = {
        "best": value_name(source, best, language),
        "high": score(means[best]),
        "last": value_name(source, last, language),
        "low": score(means[last]),
    }
    if means[best] - means[last] < NOTABLE:
        return str(
            _(
                "Ketujuh nilai hampir sama: tertinggi %(best)s (%(high)s), terendah %(last)s "
                "(%(low)s).",
                **words,
            )
            if len(means) == 7
            else _(
                "Semua nilai hampir sama: tertinggi %(best)s (%(high)s), terendah %(last)s "
                "(%(low)s).",
                **words,
            )
        )
    return str(_("Tertinggi %(best)s (%(high)s), terendah %(last)s (%(low)s).", **words))


def ends(source: ResultsSource, code: str) -> tuple[float | None, float | None]:
    """The lowest and the highest mean of a value among the units shown."""
    means = [
        figure.mean
        for unit in source.units
        for figure in unit.figures.values
        if figure.code == code and is_shown(figure) and figure.mean is not None
    ]
    return (min(means), max(means)) if means else (None, None)


def heat_finding(source: ResultsSource, language: str) -> str:
    """Which unit is farthest from the agency, on which value, where it stands out."""
    codes = [value.code for value in source.instrument.values]
    pairs = [
        (unit, row)
        for unit in source.units
        for row in compared(unit.figures, source.whole, codes)
        if row.stands_out
    ]
    if not pairs:
        return str(_("Tidak ada unit yang berbeda jelas dari rata-rata instansi."))
    unit, row = max(pairs, key=lambda pair: abs(pair[1].difference or 0))
    return str(
        _(
            "Paling jauh dari rata-rata instansi: %(unit)s pada %(value)s.",
            unit=unit.name,
            value=with_difference(row, source, language),
        )
    )


def heat_caption(source: ResultsSource) -> str:
    """What the cells hold, with the reason for those that are withheld."""
    said = str(
        _(
            "Rata-rata angka pegawai (skala 1–%(top)s); di bawahnya selisih dari rata-rata "
            "instansi pada nilai itu",
            top=number(source.instrument.max_score),
        )
    )
    figures = [figure for unit in source.units for figure in unit.figures.values]
    held = any(not is_shown(each) and each.status is not CellStatus.NONE for each in figures)
    return f"{said}; {too_few(source)}" if held else said


# A unit


def unit_summary(figures: UnitFigures, source: ResultsSource, language: str) -> Iterator[str]:
    """A unit's result in a few sentences."""
    codes = [value.code for value in source.instrument.values]
    [overall] = compared(figures, source.whole, [ALL])
    mean = overall.figure.mean if is_shown(overall.figure) else None
    if mean is None:
        yield str(
            _(
                "Angka unit ini ditahan: kurang dari %(n)s pegawai yang angkanya dapat "
                "ditampilkan. Ini melindungi mereka dan para penilainya.",
                n=number(source.policy.min_officers_per_unit),
            )
        )
        return
    yield str(
        _(
            "Secara keseluruhan, orang lain melihat perilaku BerAKHLAK pegawai unit ini %(level)s.",
            level=level(source.instrument, mean, language),
        )
    )
    yield _beside_agency(overall)
    yield unit_finding(compared(figures, source.whole, codes), source, language)


def _beside_agency(overall: Compared) -> str:
    words = {"agency": score(overall.agency), "d": score(abs(overall.difference or 0))}
    if not overall.stands_out:
        return str(_("Rata-ratanya setara dengan instansi (%(agency)s).", **words))
    if (overall.difference or 0) > 0:
        return str(_("Rata-ratanya %(d)s lebih tinggi dari instansi (%(agency)s).", **words))
    return str(_("Rata-ratanya %(d)s lebih rendah dari instansi (%(agency)s).", **words))


def unit_finding(rows: Sequence[Compared], source: ResultsSource, language: str) -> str:
    """Which values stand out, in one sentence."""
    above = [with_difference(row, source, language) for row in strengths(rows)]
    below = [with_difference(row, source, language) for row in needs(rows)]
    if above and below:
        return str(
            _(
                "Lebih tinggi dari instansi: %(above)s; lebih rendah: %(below)s.",
                above=", ".join(above),
                below=", ".join(below),
            )
        )
    if above:
        return str(_("Lebih tinggi dari instansi: %(above)s.", above=", ".join(above)))
    if below:
        return str(_("Lebih rendah dari instansi: %(below)s.", below=", ".join(below)))
    if not any(is_shown(row.figure) for row in rows):
        return str(_("Angka setiap nilai ditahan."))
    return str(_("Tidak ada nilai yang berbeda jelas dari rata-rata instansi."))


def unit_caption(source: ResultsSource, rows: Sequence[Compared]) -> str:
    """What the table of a unit's values holds, with the reason for what is withheld."""
    said = str(_("Rata-rata angka pegawai (skala 1–%(top)s)", top=number(source.instrument.max_score)))
    held = any(row.figure.status is CellStatus.WITHHELD for row in rows)
    return f"{said}; {too_few(source)}" if held else said


# Spread, answering, reliability


def spread_finding(found: Spread | None, source: ResultsSource) -> str:
    """Where most officers are, and how many reach the policy's line of strength."""
    if found is None or not sum(found.officers):
        return str(
            _(
                "Sebaran tidak ditampilkan: %(why)s.",
                why=too_few(source),
            )
        )
    total, line = sum(found.officers), source.policy.strength_threshold
    place = max(range(len(found.officers)), key=lambda each: found.officers[each])
    said = str(
        _(
            "Paling banyak pegawai (%(n)s dari %(total)s) berada pada angka %(low)s–%(high)s.",
            n=number(found.officers[place]),
            total=number(total),
            low=number(found.edges[place], 1),
            high=number(found.edges[place + 1], 1),
        )
    )
    if line not in found.edges:
        return said
    reached = sum(found.officers[found.edges.index(line) :])
    return f"{said} " + str(
        ngettext(
            "%(num)s pegawai mencapai %(line)s atau lebih.",
            "%(num)s pegawai mencapai %(line)s atau lebih.",
            reached,
            line=number(line, 1),
        )
    )


def response_share(whole: CycleFigures, group: Group) -> float | None:
    """Answered of asked sheets, from 0 to 1; None where nobody was asked by name."""
    asked, answered = whole.n_invited.get(group), whole.n_sheets.get(group)
    return answered / asked if asked and answered is not None else None


def response_notes(whole: CycleFigures) -> Iterator[str]:
    """Who answered least, and what the shares beside it say."""
    known = {group: response_share(whole, group) for group in Group}
    shares = {group: share for group, share in known.items() if share is not None}
    if shares:
        least = min(shares, key=lambda group: shares[group])
        yield str(
            _(
                "Paling sedikit menjawab: %(group)s (%(share)s dari yang diminta).",
                group=group_name(least),
                share=percent(shares[least]),
            )
        )
    yield from quality_notes(whole.quality)
    yield str(
        _(
            "Lembar dari kelompok yang terlalu kecil mungkin tidak ikut disebut. Masyarakat "
            "tidak diminta satu per satu, sehingga bagiannya tidak dapat dihitung."
        )
    )


def quality_notes(quality: dict[str, Quality | None]) -> Iterator[str]:
    """What is worth a look in the answers, and what the words mean."""
    known = {group: found for group in OTHERS if (found := quality.get(group)) is not None}
    if not known:
        yield str(_("Terlalu sedikit lembar untuk menyebut mutu jawaban."))
        return
    unsure = max(known, key=lambda group: known[group].cannot_rate or 0)
    yield str(
        _(
            "Paling sering tidak dapat menilai: %(group)s (%(share)s dari jawaban).",
            group=group_name(unsure),
            share=percent(known[unsure].cannot_rate),
        )
    )
    uniform = [g for g, found in known.items() if (found.straightlined or 0) > MANY_UNIFORM]
    if uniform:
        yield str(
            _(
                "Lebih dari %(share)s lembar berisi satu jawaban saja pada: %(groups)s.",
                share=percent(MANY_UNIFORM),
                groups=", ".join(group_name(group) for group in uniform),
            )
        )
    yield str(
        _(
            "“Satu jawaban saja”: sedikitnya %(n)s perilaku dijawab, semuanya sama. “Ujung "
            "skala”: bagian jawaban terendah dan tertinggi. Keduanya ajakan memeriksa, bukan "
            "bukti menilai asal-asalan.",
            n=number(Rules().straightline_min_items),
        )
    )


def reliability(found: Reliability | None) -> Iterator[str]:
    """How far the figures can be trusted, in words anybody can repeat."""
    if found is None or found.one_rater is None or found.mean_of_raters is None:
        yield str(
            _("Keandalan belum dapat dihitung: terlalu sedikit pegawai dengan dua penilai.")
        )
        return
    if found.mean_of_raters <= 0 or found.one_rater <= 0:
        yield str(
            _(
                "Perbedaan antarpegawai tidak lebih besar daripada perbedaan antarpenilai. "
                "Angka siklus ini tidak dapat dipakai untuk membedakan pegawai."
            )
        )
        return
    yield str(
        _(
            "Satu penilai saja: sekitar %(share)s dari beda angka antarpegawai sungguh berasal "
            "dari pegawainya; sisanya dari siapa yang kebetulan menilai.",
            share=percent(found.one_rater),
        )
    )
    yield str(
        _(
            "Rata-rata penilai (sekitar %(raters)s orang per pegawai): bagian itu menjadi "
            "sekitar %(share)s.",
            raters=number(found.raters_per_officer, 1),
            share=percent(found.mean_of_raters),
        )
    )
    yield _verdict(found.mean_of_raters)


def _verdict(share: float) -> str:
    line = percent(CUSTOMARY_RELIABILITY)
    if share >= CUSTOMARY_RELIABILITY:
        return str(
            _(
                "Batas yang lazim ialah %(line)s (kebiasaan, bukan ketentuan): rata-rata penilai "
                "cukup andal sebagai bahan pertimbangan, pendapat seorang penilai tidak.",
                line=line,
            )
        )
    return str(
        _(
            "Di bawah batas yang lazim, %(line)s (kebiasaan, bukan ketentuan): beda kecil "
            "antarpegawai jangan dijadikan dasar keputusan.",
            line=line,
        )
    )
