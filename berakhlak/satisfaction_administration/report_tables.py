"""The tables of a survey's report, and the words that they share with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from berakhlak.documents.parts import CaptionedTable, TableEntry, TableRow, TableSection
from berakhlak.formats import format_number, format_percent, format_period
from berakhlak.satisfaction_survey.elements import ELEMENTS
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.published import PublishedIndex
from berakhlak.satisfaction_survey.respondents import CHARACTERISTICS, NOT_STATED, SERVICE
from berakhlak.statistics.satisfaction_index import POINTS, Grade
from berakhlak.statistics.told_satisfaction import (
    SurveyFigures,
    ToldCount,
    ToldElement,
    ToldIndex,
)


def report_tables(
    survey: SatisfactionSurvey,
    figures: SurveyFigures,
    whole: ToldIndex,
    earlier: Sequence[PublishedIndex],
) -> Iterator[CaptionedTable]:
    """Elements, services, respondents, earlier surveys; where there are any."""
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
                element_named(number),
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
            told_span(each),
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


def plan_table(plan: Sequence[FollowUp]) -> CaptionedTable:
    """Rencana tindak lanjut, by element."""
    rows = [
        TableRow(
            header=element_named(each.element),
            entries=tuple(
                TableEntry(text=text, kind="written")
                for text in (each.action, each.due, each.responsible)
            ),
        )
        for each in plan
    ]
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
        told_span(whole),
        grade_words(whole.grade),
    )
    columns = (_("Masa"), _("Responden"), _("IKM"), _("Rentang"), _("Mutu"))
    return _table(_("Dibandingkan dengan survei terdahulu"), columns, [*rows, now])


def grade_words(grade: Grade) -> str:
    """Mutu and kinerja, as the table of the regulation has them."""
    return f"{grade.value} ({performance_words(grade)})"


def performance_words(grade: Grade) -> str:
    """Kinerja unit pelayanan, by grade."""
    words = {
        Grade.A: _("Sangat baik"),
        Grade.B: _("Baik"),
        Grade.C: _("Kurang baik"),
        Grade.D: _("Tidak baik"),
    }
    return str(words[grade])


def told_mean(element: ToldElement, respondents: int) -> str:
    """NRR at three places, marked where it is a bound."""
    return element.bound.sign + format_number(element.total / respondents, 3)


def element_named(number: int) -> str:
    """`U3 Waktu penyelesaian`."""
    element = ELEMENTS[number - 1]
    return f"{element.code} {element.name}"


def told_span(told: ToldIndex) -> str:
    """The interval of IKM."""
    return f"{format_number(told.low, 2)}–{format_number(told.high, 2)}"


def _row(header: str, *entries: str) -> TableRow:
    return TableRow(header=header, entries=tuple(TableEntry(text=each) for each in entries))


def _table(caption: str, columns: tuple[str, ...], rows: Sequence[TableRow]) -> CaptionedTable:
    return CaptionedTable(
        caption=caption, columns=columns, sections=(TableSection(rows=tuple(rows)),)
    )
