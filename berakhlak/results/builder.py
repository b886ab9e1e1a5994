"""From frozen facts to a finished report on the agency or one unit. Pure: no database, no answer.

Nothing is computed from sheets; differences are those of figures that are printed beside them.
"""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from berakhlak.documents.layout import PAGE, Layout
from berakhlak.documents.parts import Chart, Fact, Listing, Stat
from berakhlak.documents.result_fingerprint import fingerprint
from berakhlak.documents.wording import one_line, score, signed
from berakhlak.formats import long_date, number, percent
from berakhlak.results import method, tables, trust, wording
from berakhlak.results.charts import BESIDE, MAIN, Strip, histogram, strips
from berakhlak.results.funnel import funnel
from berakhlak.results.report import Results, ResultsSource, Spread, Told, UnitSource
from berakhlak.results.rules import ALL, Compared, compared, is_shown, needs, strengths
from berakhlak.statistics import frozen_result, group_answering


def agency_results(source: ResultsSource, language: str, layout: Layout = PAGE) -> Results:
    """The report on the whole agency in one cycle, in `language` (id or en)."""
    with force_locale(language):
        whole = source.whole
        return Results(
            **_frame(source, language, source.agency, str(_("Hasil Penilaian Perilaku 360"))),
            overview=_agency_overview(source),
            summary=tuple(wording.agency_summary(source, language)),
            values_chart=_agency_chart(source, layout, language),
            values=tables.agency_values(source, language),
            spread=_spread(whole.spread, source, layout),
            quality=Told(
                sentences=tuple(trust.response_notes(whole)), table=tables.response(whole)
            ),
            heat=tables.heat_map(source, language),
            outstanding=Told(
                sentences=(wording.heat_finding(source, language),),
                table=tables.outstanding(source, language),
            ),
            reliability=Told(sentences=tuple(trust.reliability(whole))),
            funnel=funnel(source, layout),
        )


def unit_results(
    source: ResultsSource, unit: UnitSource, language: str, layout: Layout = PAGE
) -> Results:
    """The report on one unit beside the agency, in `language` (id or en)."""
    with force_locale(language):
        figures = unit.figures
        rows = compared(figures, source.whole, tables.codes_of(source))
        return Results(
            **_frame(source, language, unit.name, str(_("Hasil Unit Kerja BerAKHLAK"))),
            overview=_unit_overview(figures, source),
            summary=tuple(wording.unit_summary(figures, source, language)),
            values_chart=_unit_chart(rows, source, layout, language),
            values=tables.unit_values(figures, source, language),
            spread=_spread(figures.spread, source, layout),
            quality=Told(
                sentences=tuple(trust.quality_notes(figures.quality, source.cutoffs.many_uniform)),
                table=tables.unit_quality(figures),
            ),
            outstanding_lists=_lists(rows, source, language),
            withheld=not any(is_shown(each) for each in figures.values),
        )


def _frame(source: ResultsSource, language: str, subject: str, title: str) -> dict[str, Any]:
    return {
        "language": language,
        "heading": one_line(subject),
        "title": title,
        "agency": one_line(source.agency),
        "cycle": one_line(source.cycle),
        "standing": _standing(source),
        "dated_iso": (source.published_on or source.sealed_on).isoformat(),
        "fingerprint": fingerprint(source.sha256, source.root),
        "identity": _identity(source),
        "method": method.note(source, language),
    }


def _standing(source: ResultsSource) -> str:
    if source.published_on is None:
        return str(
            _("Belum diterbitkan: untuk pemeriksaan pengelola kepegawaian, jangan diedarkan.")
        )
    return str(_("Bahan pembicaraan dan perencanaan pelatihan; bukan peringkat unit."))


def _identity(source: ResultsSource) -> tuple[Fact, ...]:
    period = _(
        "%(first)s s.d. %(last)s",
        first=long_date(source.opens_on),
        last=long_date(source.closes_on),
    )
    facts = (
        (_("Masa penilaian"), period),
        (_("Ditutup dan dikunci"), long_date(source.sealed_on)),
        (_("Tanggal terbit"), long_date(source.published_on)),
    )
    return tuple(Fact(label=str(label), text=str(text)) for label, text in facts)


def _agency_overview(source: ResultsSource) -> tuple[Stat, ...]:
    whole = source.whole
    shown = sum(any(is_shown(each) for each in unit.figures.values) for unit in source.units)
    asked = sum(whole.n_invited.values())
    answered = sum(whole.n_sheets.get(group, 0) for group in whole.n_invited)
    return (
        _overall(whole.overall_mean, source),
        Stat(
            label=str(_("Pegawai dinilai")),
            figure=number(whole.n_officers),
            note=str(_("termasuk di unit yang ditahan")),
        ),
        Stat(
            label=str(_("Unit ditampilkan")),
            figure=number(shown),
            note=str(_("dari %(all)s unit", all=number(len(source.units)))),
        ),
        Stat(
            label=str(_("Formulir terkirim")),
            figure=percent(answered / asked if asked else None),
            note=str(_("%(n)s dari %(all)s yang diminta", n=number(answered), all=number(asked))),
        ),
    )


def _overall(mean: float | None, source: ResultsSource) -> Stat:
    return Stat(
        label=str(_("Rata-rata semua nilai")),
        figure=score(mean),
        note=str(_("skala 1–%(top)s", top=source.instrument.max_score)),
    )


def _unit_overview(figures: frozen_result.UnitFigures, source: ResultsSource) -> tuple[Stat, ...]:
    [overall] = compared(figures, source.whole, [ALL])
    shown = is_shown(overall.figure)
    held = "" if shown else str(_("ditahan"))
    beside = _("menurut penilai selain atasan") if overall.guarded else _("unit dikurangi instansi")
    return (
        _overall(overall.figure.mean if shown else None, source),
        Stat(
            label=str(_("Instansi")),
            figure=score(overall.agency),
            note=str(_("rata-rata semua nilai")),
        ),
        Stat(
            label=str(_("Selisih")),
            figure=signed(overall.difference),
            note=held or str(beside),
        ),
        Stat(
            label=str(_("Pegawai")),
            figure=number(overall.figure.n_officers if shown else None),
            note=held or str(_("yang angkanya dapat ditampilkan")),
        ),
    )


def _agency_chart(source: ResultsSource, layout: Layout, language: str) -> Chart:
    rows = []
    for value in source.instrument.values:
        mean = source.whole.value_means.get(value.code)
        low, high = wording.ends(source, value.code)
        rows.append(
            Strip(
                label=value.name.in_language(language),
                mean=mean,
                words=score(mean),
                low=low,
                high=high,
            )
        )
    return strips(
        rows,
        source.instrument,
        layout,
        language,
        keys=[(MAIN, str(_("Instansi; garis: unit terendah hingga tertinggi")))],
        words_head=str(_("Rata-rata")),
        finding=wording.values_finding(source, language),
    )


def _unit_chart(
    rows: tuple[Compared, ...], source: ResultsSource, layout: Layout, language: str
) -> Chart:
    drawn = [
        Strip(
            label=value.name.in_language(language),
            mean=row.figure.mean if is_shown(row.figure) else None,
            beside=row.agency,
            words=signed(row.difference) if is_shown(row.figure) else str(_("ditahan")),
        )
        for value, row in zip(source.instrument.values, rows, strict=True)
    ]
    return strips(
        drawn,
        source.instrument,
        layout,
        language,
        keys=[(MAIN, str(_("Unit ini"))), (BESIDE, str(_("Instansi")))],
        words_head=str(_("Selisih")),
        finding=wording.unit_finding(rows, source, language),
    )


def _lists(rows: tuple[Compared, ...], source: ResultsSource, language: str) -> tuple[Listing, ...]:
    shown = any(is_shown(row.figure) for row in rows)
    empty = str(_("Tidak ada yang menonjol.") if shown else _("Angka setiap nilai ditahan."))
    parts = (
        (_("Kekuatan"), _("Lebih tinggi dari rata-rata instansi"), strengths(rows)),
        (
            _("Kebutuhan pengembangan kompetensi"),
            _("Lebih rendah dari rata-rata instansi"),
            needs(rows),
        ),
    )
    return tuple(
        Listing(
            title=str(title),
            explanation=str(explanation),
            items=tuple(
                Fact(
                    label=wording.value_name(source, row.code, language),
                    text=f"{score(row.figure.mean)} ({signed(row.difference)})",
                )
                for row in found
            ),
            empty=empty,
        )
        for title, explanation, found in parts
    )


def _spread(found: group_answering.Spread | None, source: ResultsSource, layout: Layout) -> Spread:
    finding = trust.spread_finding(found, source)
    if found is None or not sum(found.officers):
        return Spread(finding=finding)
    return Spread(finding=finding, drawing=histogram(found, layout), table=tables.spread(found))
