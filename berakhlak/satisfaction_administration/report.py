"""The report of a survey: what the regulation wants in it, as words and tables in one language.

One report is the source of the page that is printed, of the workbook and of the CSV, so that none
tells more than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.documents.parts import (
    CaptionedTable,
    KeyFigure,
    LabelledText,
)
from berakhlak.formats import format_number, format_period
from berakhlak.satisfaction_administration.report_tables import (
    element_named,
    performance_words,
    plan_table,
    report_tables,
    told_span,
)
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.published import PublishedIndex
from berakhlak.statistics.satisfaction_index import wanted_respondents
from berakhlak.statistics.told_satisfaction import (
    LEAST_CELL,
    Bound,
    SurveyFigures,
    ToldIndex,
)


@dataclass(frozen=True, kw_only=True)
class SurveyReport:
    """A report ready to be printed or written; `tables` in the order of reading, then the plan."""

    language: str
    agency: str
    unit: str
    period: str
    dated_iso: str
    is_published: bool
    facts: tuple[LabelledText, ...]
    overview: tuple[KeyFigure, ...]
    summary: tuple[str, ...]
    tables: tuple[CaptionedTable, ...]
    plan: CaptionedTable
    method: tuple[str, ...]


def survey_report(
    survey: SatisfactionSurvey,
    figures: SurveyFigures,
    plan: Sequence[FollowUp],
    earlier: Sequence[PublishedIndex],
    *,
    agency: str,
    language: str,
) -> SurveyReport:
    """The report of a closed survey with figures, in the language of the request.

    `earlier`: what the unit has published of periods before, the oldest first.
    """
    whole = figures.whole
    assert whole is not None
    return SurveyReport(
        language=language,
        agency=agency,
        unit=survey.unit.name,
        period=format_period(survey.starts_on, survey.last_day),
        dated_iso=(survey.closed_on or survey.last_day).isoformat(),
        is_published=survey.published_on is not None,
        facts=_facts(survey),
        overview=_overview(survey, whole),
        summary=tuple(_summary(whole, earlier)),
        tables=tuple(report_tables(survey, figures, whole, earlier)),
        plan=plan_table(plan),
        method=tuple(_method(survey, figures)),
    )


def is_changed(now: ToldIndex, before: PublishedIndex) -> bool:
    """Whether the difference is larger than the error of both: half widths add as errors do."""
    error = hypot((now.high - now.low) / 2, (before.high - before.low) / 2)
    return abs(now.ikm - before.ikm) > error


def _facts(survey: SatisfactionSurvey) -> tuple[LabelledText, ...]:
    return (
        LabelledText(label=_("Unit layanan"), text=survey.unit.name),
        LabelledText(label=_("Jenis layanan"), text="; ".join(survey.services)),
        LabelledText(label=_("Masa survei"), text=format_period(survey.starts_on, survey.last_day)),
        LabelledText(
            label=_("Cara"),
            text=_("Formulir di ponsel lewat kode QR atau alamat pendek, tanpa nama dan akun"),
        ),
        *_tickets(survey),
    )


def _tickets(survey: SatisfactionSurvey) -> Iterator[LabelledText]:
    if survey.needs_tickets:
        printed = format_number(survey.tickets_printed)
        words = _("Satu untuk satu jawaban; dicetak %(printed)s", printed=printed)
        yield LabelledText(label=_("Tiket"), text=words)


def _overview(survey: SatisfactionSurvey, whole: ToldIndex) -> tuple[KeyFigure, ...]:
    wanted = ""
    if survey.population:
        wanted = _(
            "sebaiknya %(wanted)s dari %(population)s (Krejcie–Morgan)",
            wanted=format_number(wanted_respondents(survey.population)),
            population=format_number(survey.population),
        )
    return (
        KeyFigure(
            label=_("IKM"),
            figure=format_number(whole.ikm, 2),
            note=_("rentang %(span)s", span=told_span(whole)),
        ),
        KeyFigure(
            label=_("Mutu pelayanan"), figure=whole.grade.value, note=performance_words(whole.grade)
        ),
        KeyFigure(label=_("Responden"), figure=format_number(whole.respondents), note=wanted),
    )


def _summary(whole: ToldIndex, earlier: Sequence[PublishedIndex]) -> Iterator[str]:
    names = [element_named(number) for number in whole.lowest]
    if names:
        yield _("Unsur dengan nilai terendah: %(names)s.", names="; ".join(names))
    if not earlier:
        return
    before = earlier[-1]
    words = {
        "period": format_period(before.starts_on, before.ends_on),
        "before": format_number(before.ikm, 2),
        "now": format_number(whole.ikm, 2),
    }
    if not is_changed(whole, before):
        yield _(
            "Dari %(before)s (%(period)s) menjadi %(now)s: belum dapat dibedakan dari kebetulan.",
            **words,
        )
    elif whole.ikm > before.ikm:
        yield _("Naik dari %(before)s (%(period)s) menjadi %(now)s.", **words)
    else:
        yield _("Turun dari %(before)s (%(period)s) menjadi %(now)s.", **words)


def _method(survey: SatisfactionSurvey, figures: SurveyFigures) -> Iterator[str]:
    yield _(
        "SKM menurut PermenPANRB 14/2017: sembilan unsur berskala 1 sampai 4, NRR = jumlah jawaban "
        "dibagi banyaknya jawaban, bobot tiap unsur tepat 1/9, IKM = jumlah NRR tertimbang × 25. "
        "Mutu ditentukan dari IKM dua desimal: A mulai 88,31; B mulai 76,61; C mulai 65,00; D di "
        "bawahnya. Rumus dan ambangnya dibaca dari sumber sekunder; naskah aslinya belum "
        "diperiksa, juga urutan unsurnya. Pertanyaannya kalimat kami sendiri."
    )
    yield _(
        "Survei ini menilai layanan unit, bukan pegawai. Menilai seorang pegawai dengan namanya "
        "bukan SKM."
    )
    yield _(
        "Rentang: 95 %, dari simpangan baku indeks tiap responden dibagi akar banyaknya responden, "
        "dibulatkan ke atas ke setengah angka. Responden mengisi atas kemauan sendiri dan tidak "
        "diundi."
    )
    if not survey.needs_tickets:
        yield _("Survei ini tanpa tiket: satu orang dapat mengisi lebih dari sekali.")
    yield from _signs(figures)


def _signs(figures: SurveyFigures) -> Iterator[str]:
    """What stands in place of figures, where it does."""
    if any(each.bound is not Bound.EXACT for told in _all_told(figures) for each in told.elements):
        yield _(
            "≥, ≤, ±: jawabannya hampir seragam. Yang tampil batasnya, agar jawaban seseorang "
            "tidak dapat disimpulkan; IKM dihitung dari batas itu."
        )
    if any(each.number is None for each in figures.counts):
        yield _(
            "–: kurang dari %(least)s orang, atau ditahan agar yang kurang itu tidak terhitung "
            "dari selisih.",
            least=LEAST_CELL,
        )
    if figures.left_out:
        yield ngettext(
            "%(num)s tempat jawaban rusak dan tidak terhitung.",
            "%(num)s tempat jawaban rusak dan tidak terhitung.",
            figures.left_out,
        )


def _all_told(figures: SurveyFigures) -> tuple[ToldIndex, ...]:
    return (*((figures.whole,) if figures.whole else ()), *figures.services)
