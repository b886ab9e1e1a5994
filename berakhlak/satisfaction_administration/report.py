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
    TableEntry,
    TableRow,
    TableSection,
)
from berakhlak.formats import format_number, format_percent, format_period
from berakhlak.satisfaction_survey.elements import ELEMENTS
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.published import PublishedIndex
from berakhlak.satisfaction_survey.respondents import CHARACTERISTICS, NOT_STATED, SERVICE
from berakhlak.statistics.satisfaction_index import POINTS, Grade, wanted_respondents
from berakhlak.statistics.told_satisfaction import (
    LEAST_CELL,
    Bound,
    SurveyFigures,
    ToldCount,
    ToldElement,
    ToldIndex,
)

LOWEST_TOLD = 3
_SIGNS = {Bound.EXACT: "", Bound.AT_LEAST: "≥ ", Bound.AT_MOST: "≤ ", Bound.ABOUT: "± "}


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
        tables=tuple(_tables(survey, figures, whole, earlier)),
        plan=_plan_table(plan),
        method=tuple(_method(survey, figures)),
    )


def grade_words(grade: Grade) -> str:
    """Mutu and kinerja, as the table of the regulation has them."""
    return f"{grade.value} ({_performance(grade)})"


def _performance(grade: Grade) -> str:
    words = {
        Grade.A: _("Sangat baik"),
        Grade.B: _("Baik"),
        Grade.C: _("Kurang baik"),
        Grade.D: _("Tidak baik"),
    }
    return str(words[grade])


def told_mean(element: ToldElement, respondents: int) -> str:
    """NRR at three places, marked where it is a bound."""
    return _SIGNS[element.bound] + format_number(element.total / respondents, 3)


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
    )


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
            note=_("rentang %(span)s", span=_span(whole)),
        ),
        KeyFigure(
            label=_("Mutu pelayanan"), figure=whole.grade.value, note=_performance(whole.grade)
        ),
        KeyFigure(label=_("Responden"), figure=format_number(whole.respondents), note=wanted),
    )


def _summary(whole: ToldIndex, earlier: Sequence[PublishedIndex]) -> Iterator[str]:
    names = [_named(number) for number in _lowest(whole)]
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


def _tables(
    survey: SatisfactionSurvey,
    figures: SurveyFigures,
    whole: ToldIndex,
    earlier: Sequence[PublishedIndex],
) -> Iterator[CaptionedTable]:
    yield _elements_table(whole)
    if figures.services:
        yield _services_table(figures.services)
    if figures.counts:
        yield _respondents_table(survey, figures.counts, whole.respondents)
    if earlier:
        yield _earlier_table(whole, survey, earlier)


def _elements_table(whole: ToldIndex) -> CaptionedTable:
    rows = []
    for number, element in enumerate(whole.elements, start=1):
        mean = whole.means[number - 1]
        rows.append(
            _row(
                _named(number),
                told_mean(element, whole.respondents),
                format_number(mean / len(ELEMENTS), 3),
                format_number(mean * POINTS, 2),
            )
        )
    last = _row(
        _("Jumlah NRR tertimbang; IKM"),
        "",
        format_number(sum(whole.means) / len(ELEMENTS), 3),
        format_number(whole.ikm, 2),
    )
    columns = (_("Unsur"), _("NRR"), _("NRR tertimbang"), _("NRR × 25"))
    return _table(_("Nilai rata-rata (NRR) menurut unsur, 1 sampai 4"), columns, [*rows, last])


def _services_table(services: Sequence[ToldIndex]) -> CaptionedTable:
    rows = [
        _row(
            each.service or _("Layanan lain bersama"),
            format_number(each.respondents),
            format_number(each.ikm, 2),
            _span(each),
            grade_words(each.grade),
        )
        for each in services
    ]
    columns = (_("Layanan"), _("Responden"), _("IKM"), _("Rentang"), _("Mutu"))
    return _table(_("Menurut jenis layanan"), columns, rows)


def _respondents_table(
    survey: SatisfactionSurvey, counts: Sequence[ToldCount], respondents: int
) -> CaptionedTable:
    names = {each.code: str(each.name) for each in CHARACTERISTICS}
    names[SERVICE] = _("Jenis layanan")
    sections = []
    for code in dict.fromkeys(each.characteristic for each in counts):
        rows = tuple(
            _row(_value_words(survey, each), *_counted(each.number, respondents))
            for each in counts
            if each.characteristic == code
        )
        header = TableRow(header=names[code], entries=(TableEntry(text=""), TableEntry(text="")))
        sections.append(TableSection(rows=rows, header=header))
    columns = (_("Karakteristik"), _("Jumlah"), _("Bagian"))
    return CaptionedTable(caption=_("Responden"), columns=columns, sections=tuple(sections))


def _counted(number: int | None, respondents: int) -> tuple[str, str]:
    if number is None:
        return "–", ""
    return format_number(number), format_percent(number / respondents)


def _value_words(survey: SatisfactionSurvey, count: ToldCount) -> str:
    if count.characteristic == SERVICE:
        return survey.services[int(count.value)]
    if count.value == NOT_STATED:
        return str(_("Tidak menyebutkan"))
    kind = next(each for each in CHARACTERISTICS if each.code == count.characteristic)
    return str(dict(kind.values)[count.value])


def _plan_table(plan: Sequence[FollowUp]) -> CaptionedTable:
    rows = [_row(_named(each.element), each.action, each.due, each.responsible) for each in plan]
    columns = (_("Unsur"), _("Tindakan"), _("Waktu"), _("Penanggung jawab"))
    return _table(_("Rencana tindak lanjut"), columns, rows)


def _earlier_table(
    whole: ToldIndex, survey: SatisfactionSurvey, earlier: Sequence[PublishedIndex]
) -> CaptionedTable:
    rows = [
        _row(
            format_period(each.starts_on, each.ends_on),
            format_number(each.respondents),
            format_number(each.ikm, 2),
            f"{format_number(each.low, 2)}–{format_number(each.high, 2)}",
            grade_words(each.grade),
        )
        for each in earlier
    ]
    now = _row(
        _("%(period)s (survei ini)", period=format_period(survey.starts_on, survey.last_day)),
        format_number(whole.respondents),
        format_number(whole.ikm, 2),
        _span(whole),
        grade_words(whole.grade),
    )
    columns = (_("Masa"), _("Responden"), _("IKM"), _("Rentang"), _("Mutu"))
    return _table(_("Dibandingkan dengan survei terdahulu"), columns, [*rows, now])


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
        "diundi; satu orang dapat mengisi lebih dari sekali."
    )
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


def _lowest(whole: ToldIndex) -> list[int]:
    numbers = range(1, len(whole.elements) + 1)
    return sorted(numbers, key=lambda number: (whole.means[number - 1], number))[:LOWEST_TOLD]


def _named(number: int) -> str:
    element = ELEMENTS[number - 1]
    return f"{element.code} {element.name}"


def _span(told: ToldIndex) -> str:
    return f"{format_number(told.low, 2)}–{format_number(told.high, 2)}"


def _row(header: str, *entries: str) -> TableRow:
    return TableRow(header=header, entries=tuple(TableEntry(text=each) for each in entries))


def _table(caption: str, columns: tuple[str, ...], rows: Sequence[TableRow]) -> CaptionedTable:
    return CaptionedTable(
        caption=caption, columns=columns, sections=(TableSection(rows=tuple(rows)),)
    )
