"""Plain sentences of a report on units, by rules, from the frozen figures alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from berakhlak.documents.wording import format_score, format_signed, level_words
from berakhlak.formats import format_number, format_percent
from berakhlak.instrument.wording import all_of_them, by_scale, dimension_words
from berakhlak.results.report import ResultsSource
from berakhlak.results.rules import (
    ALL,
    ERRORS,
    NOTABLE,
    ComparedValue,
    compare_with_agency,
    is_figure_shown,
    is_frozen_with_verdicts,
    outstanding_needs,
    outstanding_strengths,
)
from berakhlak.statistics.frozen_result import CellStatus, CycleFigures, UnitFigures


def value_or_overall_name(source: ResultsSource, code: str, language: str) -> str:
    """The name of a value, or that of all of them."""
    if code == ALL:
        return str(_("semua %(dimensions)s", **dimension_words(source.instrument)))
    return next(
        value.name.in_language(language) for value in source.instrument.values if value.code == code
    )


def value_with_difference(row: ComparedValue, source: ResultsSource, language: str) -> str:
    """Kolaboratif (+0,25)."""
    return f"{value_or_overall_name(source, row.code, language)} ({format_signed(row.difference)})"


def difference_label(*, guarded: bool) -> str:
    """What a difference from the agency is called; without the boss it is not the difference of the
    two means beside it, and must say so."""
    return str(_("Selisih tanpa atasan") if guarded else _("Selisih"))


def difference_rule_sentence(whole: CycleFigures) -> str:
    """When a difference is called a strength or a need."""
    if is_frozen_with_verdicts(whole):
        return str(
            _(
                "Disebut hanya bila kemungkinannya sedikitnya %(share)s bahwa beda yang "
                "sebenarnya lebih dari %(floor)s. Bedanya menurut semua penilai selain atasan, "
                "sebab satu atasan menilai seluruh unitnya. Selain itu: belum dapat dibedakan, "
                "yang tidak berarti sama.",
                share=format_percent(whole.cutoffs["unit_probability"]),
                floor=format_score(whole.cutoffs["unit_floor"]),
            )
        )
    return str(
        _(
            "Disebut bila berbeda %(least)s atau lebih dari rata-rata instansi, dan lebih dari "
            "%(errors)s kali galat baku rata-rata unit. Kedua batas itu kebiasaan, bukan "
            "ketentuan.",
            least=format_score(NOTABLE),
            errors=format_number(ERRORS),
        )
    )


def unit_suppression_reason(source: ResultsSource) -> str:
    """Why the figures of a unit are withheld."""
    return str(
        _(
            "ditahan: kurang dari %(n)s pegawai yang angkanya dapat ditampilkan",
            n=format_number(source.policy.min_officers_per_unit),
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
            "Secara keseluruhan, orang lain melihat %(subject)s pegawai %(level)s.",
            **dimension_words(source.instrument),
            level=level_words(source, mean, language),
        )
    )
    yield values_finding(source, language)
    shown = sum(any(is_figure_shown(each) for each in unit.figures.values) for unit in source.units)
    if shown < len(source.units):
        yield str(
            _(
                "Angka instansi dan unit berasal dari %(shown)s di antara %(all)s unit; unit "
                "lain terlalu kecil untuk ditampilkan tanpa membuka siapa.",
                shown=format_number(shown),
                all=format_number(len(source.units)),
            )
        )


def values_finding(source: ResultsSource, language: str) -> str:
    """The agency's highest and lowest value, named where that is likely true."""
    if len(source.instrument.values) == 1:
        mean = format_score(source.whole.overall_mean)
        return str(_("Rata-rata instansi: %(mean)s.", mean=mean))
    if is_frozen_with_verdicts(source.whole):
        return _likely_ends(source, language)
    means = {code: mean for code, mean in source.whole.value_means.items() if mean is not None}
    if len(means) < 2:
        return str(
            _(
                "%(Several)s belum dapat dibandingkan.",
                **dimension_words(source.instrument),
            )
        )
    best, last = max(means, key=lambda code: means[code]), min(means, key=lambda code: means[code])
    words = _ends_in_words(source, best, last, language)
    if means[best] - means[last] < source.cutoffs.values_apart:
        return str(
            _(
                "%(all)s hampir sama: tertinggi %(best)s (%(high)s), terendah %(last)s (%(low)s).",
                all=all_of_them(source.instrument, len(means)),
                **words,
            )
        )
    return str(_("Tertinggi %(best)s (%(high)s), terendah %(last)s (%(low)s).", **words))


def _likely_ends(source: ResultsSource, language: str) -> str:
    """By the frozen verdict alone; what is not decided is never called alike."""
    ends = source.whole.value_ends
    if ends is None:
        known = dimension_words(source.instrument)
        return by_scale(
            source.instrument,
            often=_(
                "%(Which)s yang paling sering atau paling jarang terlihat belum dapat "
                "dikatakan; itu tidak berarti semuanya sama.",
                **known,
            ),
            well=_(
                "%(Which)s yang paling tinggi atau paling rendah belum dapat dikatakan; itu "
                "tidak berarti semuanya sama.",
                **known,
            ),
        )
    words = _ends_in_words(source, ends.highest, ends.lowest, language)
    return str(_("Tertinggi %(best)s (%(high)s), terendah %(last)s (%(low)s).", **words))


def _ends_in_words(source: ResultsSource, best: str, last: str, language: str) -> dict[str, str]:
    means = source.whole.value_means
    return {
        "best": value_or_overall_name(source, best, language),
        "high": format_score(means[best]),
        "last": value_or_overall_name(source, last, language),
        "low": format_score(means[last]),
    }


# A unit


def unit_summary(figures: UnitFigures, source: ResultsSource, language: str) -> Iterator[str]:
    """A unit's result in a few sentences."""
    codes = [value.code for value in source.instrument.values]
    [overall] = compare_with_agency(figures, source.whole, [ALL])
    mean = overall.figure.mean if is_figure_shown(overall.figure) else None
    if mean is None:
        yield str(
            _(
                "Angka unit ini ditahan: kurang dari %(n)s pegawai yang angkanya dapat "
                "ditampilkan. Ini melindungi mereka dan para penilainya.",
                n=format_number(source.policy.min_officers_per_unit),
            )
        )
        return
    yield str(
        _(
            "Secara keseluruhan, orang lain melihat %(subject)s pegawai unit ini %(level)s.",
            **dimension_words(source.instrument),
            level=level_words(source, mean, language),
        )
    )
    yield _beside_agency(overall)
    yield unit_finding(compare_with_agency(figures, source.whole, codes), source, language)


def _beside_agency(overall: ComparedValue) -> str:
    words = {
        "agency": format_score(overall.agency),
        "d": format_score(abs(overall.difference or 0)),
    }
    if overall.guarded:
        return _told_apart(overall)
    if not overall.stands_out:
        return str(_("Rata-ratanya setara dengan instansi (%(agency)s).", **words))
    if (overall.difference or 0) > 0:
        return str(_("Rata-ratanya %(d)s lebih tinggi dari instansi (%(agency)s).", **words))
    return str(_("Rata-ratanya %(d)s lebih rendah dari instansi (%(agency)s).", **words))


def _told_apart(overall: ComparedValue) -> str:
    words = {"d": format_score(abs(overall.difference or 0))}
    if not overall.stands_out:
        return str(_("Unit ini belum dapat dibedakan dari instansi."))
    if overall.verdict == "higher":
        return str(_("Menurut penilai selain atasan, %(d)s lebih tinggi dari instansi.", **words))
    return str(_("Menurut penilai selain atasan, %(d)s lebih rendah dari instansi.", **words))


def unit_finding(rows: Sequence[ComparedValue], source: ResultsSource, language: str) -> str:
    """Which values stand out, in one sentence."""
    above = [value_with_difference(row, source, language) for row in outstanding_strengths(rows)]
    below = [value_with_difference(row, source, language) for row in outstanding_needs(rows)]
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
    words = dimension_words(source.instrument)
    if not any(is_figure_shown(row.figure) for row in rows):
        return str(_("Angka setiap %(dimension)s ditahan.", **words))
    if any(row.guarded for row in rows):
        return str(_("Belum ada %(dimension)s yang dapat dibedakan dari instansi.", **words))
    return str(_("Tidak ada %(dimension)s yang berbeda jelas dari rata-rata instansi.", **words))


def unit_caption(source: ResultsSource, rows: Sequence[ComparedValue]) -> str:
    """What the table of a unit's values holds, with the reason for what is withheld."""
    said = str(
        _(
            "Rata-rata angka pegawai (skala 1–%(top)s)",
            top=format_number(source.instrument.max_score),
        )
    )
    if is_frozen_with_verdicts(source.whole):
        said += str(_("; selisih dari instansi menurut semua penilai selain atasan"))
    said += str(_("; sebaran: jarak pegawai yang lazim dari rata-rata unit"))
    held = any(row.figure.status is CellStatus.SUPPRESSED for row in rows)
    return f"{said}; {unit_suppression_reason(source)}" if held else said
