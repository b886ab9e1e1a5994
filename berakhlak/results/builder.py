"""From frozen facts to a finished report on the agency or one unit. Pure: no database, no answer.

Nothing is computed from sheets; differences are those of figures that are printed beside them.
"""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from berakhlak.cycles.purposes import Purpose
from berakhlak.documents.layout import PAGE, ChartLayout
from berakhlak.documents.parts import Chart, LabelledText, SentencesWithTable, TitledList
from berakhlak.documents.result_fingerprint import result_fingerprint
from berakhlak.documents.wording import clean_line, format_score, format_signed
from berakhlak.formats import long_date
from berakhlak.instrument.wording import dimension_words
from berakhlak.results import headings, heat_wording, method, tables, trust, wording
from berakhlak.results.change import agency_change_sentences, unit_change_sentence
from berakhlak.results.charts import BESIDE, MAIN, ValueStrip, draw_histogram, draw_value_strips
from berakhlak.results.counters import counters_section
from berakhlak.results.funnel import draw_funnel_plot
from berakhlak.results.key_figures import agency_key_figures, unit_key_figures
from berakhlak.results.outstanding import outstanding_table
from berakhlak.results.report import (
    ResultsDrawings,
    ResultsReport,
    ResultsSource,
    SpreadSection,
    UnitSource,
)
from berakhlak.results.roll_ups import offices_section, subtree_section
from berakhlak.results.rules import (
    ComparedValue,
    compare_with_agency,
    is_figure_shown,
    is_frozen_with_verdicts,
    outstanding_needs,
    outstanding_strengths,
    value_extremes,
)
from berakhlak.statistics import group_answering


def agency_results(
    source: ResultsSource,
    language: str,
    layout: ChartLayout = PAGE,
    most_listed: int | None = None,
) -> ResultsReport:
    """The report on the whole agency in one cycle, in `language` (id or en); `most_listed`: units
    whose strengths and needs it tells one by one, all unless told."""
    with force_locale(language):
        whole, labels = source.whole, _words_for_citizens(source, language)
        return ResultsReport(
            **_frame(source, language, source.agency, headings.agency_title()),
            overview=agency_key_figures(source),
            summary=tuple(wording.agency_summary(source, language)),
            values_chart=_agency_chart(source, layout, language),
            values=tables.agency_values_table(source, language),
            spread=_spread(whole.spread, source, layout),
            quality=SentencesWithTable(
                sentences=tuple(trust.response_notes(source.policy, whole, labels)),
                table=tables.response_table(source.policy, whole),
            ),
            heat=tables.build_unit_heat_map(source, language),
            outstanding=SentencesWithTable(
                sentences=(heat_wording.heat_finding(source, language),),
                table=outstanding_table(source, language, most_listed),
            ),
            reliability=SentencesWithTable(sentences=tuple(trust.reliability_sentences(whole))),
            funnel=draw_funnel_plot(source, layout),
            changes=tuple(agency_change_sentences(source)),
            offices=offices_section(source),
            counters=counters_section(source, language),
        )


def results_drawings(
    source: ResultsSource, unit: UnitSource | None, language: str, layout: ChartLayout
) -> ResultsDrawings:
    """The drawings of a report once more, for a place of another width: all else is the same."""
    with force_locale(language):
        if unit is not None:
            return ResultsDrawings(spread=_spread(unit.figures.spread, source, layout))
        return ResultsDrawings(
            spread=_spread(source.whole.spread, source, layout),
            funnel=draw_funnel_plot(source, layout),
        )


def _words_for_citizens(source: ResultsSource, language: str) -> list[str]:
    """What citizens read at each step: their faces, where they have a form of their own."""
    faces = source.citizen_form.words_in(language).faces if source.citizen_form else {}
    steps = source.instrument.steps
    return [faces.get(str(step.score)) or step.label.in_language(language) for step in steps]


def unit_results(
    source: ResultsSource, unit: UnitSource, language: str, layout: ChartLayout = PAGE
) -> ResultsReport:
    """The report on one unit beside the agency, in `language` (id or en)."""
    with force_locale(language):
        figures, many = unit.figures, source.cutoffs.many_uniform
        rows = compare_with_agency(figures, source.whole, tables.value_codes(source))
        return ResultsReport(
            **_frame(source, language, unit.name, headings.unit_title(source)),
            overview=unit_key_figures(figures, source),
            summary=tuple(wording.unit_summary(figures, source, language)),
            values_chart=_unit_chart(rows, source, layout, language),
            values=tables.unit_values_table(figures, source, language),
            spread=_spread(figures.spread, source, layout),
            quality=SentencesWithTable(
                sentences=tuple(trust.quality_notes(source.policy, figures.quality, many)),
                table=tables.unit_quality_table(source.policy, figures),
            ),
            outstanding_lists=_lists(rows, source, language),
            withheld=not any(is_figure_shown(each) for each in figures.values),
            changes=(changed,) if (changed := unit_change_sentence(source, unit)) else (),
            subtree=subtree_section(source, unit, language),
        )


def _frame(source: ResultsSource, language: str, subject: str, title: str) -> dict[str, Any]:
    return {
        "language": language,
        "words": dimension_words(source.instrument),
        "heading": clean_line(subject),
        "title": title,
        "agency": clean_line(source.agency),
        "cycle": clean_line(source.cycle),
        "standing": headings.standing(source),
        "dated_iso": (source.published_on or source.sealed_on).isoformat(),
        "fingerprint": result_fingerprint(source.sha256, source.root),
        "identity": _identity(source),
        "method": method.build_results_method_note(source, language),
    }


def _identity(source: ResultsSource) -> tuple[LabelledText, ...]:
    purpose = source.policy.purpose
    period = _(
        "%(first)s s.d. %(last)s",
        first=long_date(source.opens_on),
        last=long_date(source.closes_on),
    )
    facts = (
        (_("Masa penilaian"), period),
        (_("Ditutup dan dikunci"), long_date(source.sealed_on)),
        (_("Tanggal terbit"), long_date(source.published_on)),
        *([(_("Tujuan siklus"), purpose.label)] if purpose is not Purpose.UNSTATED else []),
    )
    return tuple(LabelledText(label=str(label), text=str(text)) for label, text in facts)


def _agency_chart(source: ResultsSource, layout: ChartLayout, language: str) -> Chart:
    rows = []
    for value in source.instrument.values:
        mean = source.whole.value_means.get(value.code)
        low, high = value_extremes(source, value.code)
        rows.append(
            ValueStrip(
                label=value.name.in_language(language),
                mean=mean,
                words=format_score(mean),
                low=low,
                high=high,
            )
        )
    return draw_value_strips(
        rows,
        source.instrument,
        layout,
        language,
        keys=[(MAIN, str(_("Instansi; garis: unit terendah hingga tertinggi")))],
        words_head=str(_("Rata-rata")),
        finding=wording.values_finding(source, language),
    )


def _unit_chart(
    rows: tuple[ComparedValue, ...], source: ResultsSource, layout: ChartLayout, language: str
) -> Chart:
    # The difference without the boss is not the distance of the two dots: it stands in the table.
    guarded = is_frozen_with_verdicts(source.whole)
    drawn = [
        ValueStrip(
            label=value.name.in_language(language),
            mean=row.figure.mean if is_figure_shown(row.figure) else None,
            beside=row.agency,
            words=_strip_words(row),
        )
        for value, row in zip(source.instrument.values, rows, strict=True)
    ]
    return draw_value_strips(
        drawn,
        source.instrument,
        layout,
        language,
        keys=[(MAIN, str(_("Unit ini"))), (BESIDE, str(_("Instansi")))],
        words_head=str(_("Unit ini") if guarded else _("Selisih")),
        finding=wording.unit_finding(rows, source, language),
    )


def _strip_words(row: ComparedValue) -> str:
    if not is_figure_shown(row.figure):
        return str(_("ditahan"))
    return format_score(row.figure.mean) if row.guarded else format_signed(row.difference)


def _lists(
    rows: tuple[ComparedValue, ...], source: ResultsSource, language: str
) -> tuple[TitledList, ...]:
    shown = any(is_figure_shown(row.figure) for row in rows)
    words = dimension_words(source.instrument)
    held = _("Angka setiap %(dimension)s ditahan.", **words)
    empty = str(_("Tidak ada yang menonjol.") if shown else held)
    parts = (
        (_("Kekuatan"), _("Lebih tinggi dari rata-rata instansi"), outstanding_strengths(rows)),
        (
            _("Kebutuhan pengembangan kompetensi"),
            _("Lebih rendah dari rata-rata instansi"),
            outstanding_needs(rows),
        ),
    )
    return tuple(
        TitledList(
            title=str(title),
            explanation=str(explanation),
            items=tuple(
                LabelledText(
                    label=wording.value_or_overall_name(source, row.code, language),
                    text=f"{format_score(row.figure.mean)} ({format_signed(row.difference)})",
                )
                for row in found
            ),
            empty=empty,
        )
        for title, explanation, found in parts
    )


def _spread(
    found: group_answering.OverallDistribution | None, source: ResultsSource, layout: ChartLayout
) -> SpreadSection:
    finding = trust.spread_finding(found, source)
    if found is None or not sum(found.officers):
        return SpreadSection(finding=finding)
    return SpreadSection(
        finding=finding, drawing=draw_histogram(found, layout), table=tables.spread_table(found)
    )
