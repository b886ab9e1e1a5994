"""The few figures that stand at the head of a report."""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.documents.parts import KeyFigure
from berakhlak.documents.wording import format_score, format_signed
from berakhlak.formats import format_number, format_percent
from berakhlak.instrument.wording import dimension_words
from berakhlak.results import wording
from berakhlak.results.report import ResultsSource
from berakhlak.results.rules import ALL, compare_with_agency, is_figure_shown
from berakhlak.statistics import frozen_result


def agency_key_figures(source: ResultsSource) -> tuple[KeyFigure, ...]:
    """How many were rated and shown, the mean of all, and how many forms came back."""
    whole = source.whole
    shown = sum(any(is_figure_shown(each) for each in unit.figures.values) for unit in source.units)
    asked = sum(whole.n_invited.values())
    answered = sum(whole.n_sheets.get(group, 0) for group in whole.n_invited)
    return (
        _overall(whole.overall_mean, source),
        KeyFigure(
            label=str(_("Pegawai dinilai")),
            figure=format_number(whole.n_officers),
            note=str(_("termasuk di unit yang ditahan")),
        ),
        KeyFigure(
            label=str(_("Unit ditampilkan")),
            figure=format_number(shown),
            note=str(_("dari %(all)s unit", all=format_number(len(source.units)))),
        ),
        KeyFigure(
            label=str(_("Formulir terkirim")),
            figure=format_percent(answered / asked if asked else None),
            note=str(
                _(
                    "%(n)s dari %(all)s yang diminta",
                    n=format_number(answered),
                    all=format_number(asked),
                )
            ),
        ),
    )


def _overall(mean: float | None, source: ResultsSource) -> KeyFigure:
    return KeyFigure(
        label=str(_("Rata-rata semua %(dimensions)s", **dimension_words(source.instrument))),
        figure=format_score(mean),
        note=str(_("skala 1–%(top)s", top=source.instrument.max_score)),
    )


def unit_key_figures(
    figures: frozen_result.UnitFigures, source: ResultsSource
) -> tuple[KeyFigure, ...]:
    """The unit beside the agency; withheld where its own figure is."""
    [overall] = compare_with_agency(figures, source.whole, [ALL])
    shown = is_figure_shown(overall.figure)
    held = "" if shown else str(_("ditahan"))
    beside = (
        _("dari instansi, menurut penilai lain")
        if overall.guarded
        else _("unit dikurangi instansi")
    )
    return (
        _overall(overall.figure.mean if shown else None, source),
        KeyFigure(
            label=str(_("Instansi")),
            figure=format_score(overall.agency),
            note=str(_("rata-rata semua %(dimensions)s", **dimension_words(source.instrument))),
        ),
        KeyFigure(
            label=wording.difference_label(guarded=overall.guarded),
            figure=format_signed(overall.difference),
            note=held or str(beside),
        ),
        KeyFigure(
            label=str(_("Pegawai")),
            figure=format_number(overall.figure.n_officers if shown else None),
            note=held or str(_("yang angkanya dapat ditampilkan")),
        ),
    )
