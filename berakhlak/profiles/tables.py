"""The tables of a profile; every figure that a drawing shows stands in one of them."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.parts import CaptionedTable, TableEntry, TableRow, TableSection
from berakhlak.documents.wording import (
    cell_entry,
    cells_of_others,
    composite_entry,
    figure_entry,
    format_cell_interval,
    format_score,
    format_signed,
    group_name,
    suppression_reason,
    weight_shares,
)
from berakhlak.formats import NOTHING, format_number, format_percent
from berakhlak.instrument.catalogue import CoreValue
from berakhlak.instrument.wording import dimension_words
from berakhlak.profiles import narrative
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, ValueFigures
from berakhlak.statistics.suppression import is_complementary_suppression


def rater_groups_table(source: ProfileSource) -> CaptionedTable:
    """Who answered: by group the weight, the least number of raters and the answered sheets."""
    policy, weights = source.policy, weight_shares(source.policy)
    rows = []
    for group in policy.codes:
        weight = format_percent(weights[group]) if group in weights else NOTHING
        rows.append(
            TableRow(
                header=group_name(policy, group),
                entries=(
                    _response(source, group),
                    TableEntry(text=_least(source, group)),
                    TableEntry(text=weight),
                ),
            )
        )
    return CaptionedTable(
        caption=str(_("Siapa yang menilai")),
        columns=tuple(
            str(word) for word in (_("Kelompok"), _("Menjawab"), _("Syarat tampil"), _("Bobot"))
        ),
        sections=(TableSection(rows=tuple(rows)),),
    )


def _least(source: ProfileSource, group: str) -> str:
    """How many must answer; nothing for a group in which nobody did, as for those without staff."""
    if group == Relation.SELF or source.figures.responses.get(group, 0) == 0:
        return NOTHING
    return format_number(source.policy.min_n[group])


def _response(source: ProfileSource, group: str) -> TableEntry:
    responses = source.figures.responses
    if group == Relation.SELF and group not in responses:
        answered = any(value.self_mean is not None for value in source.figures.values)
        return TableEntry(text=format_number(1 if answered else 0))
    count = responses.get(group, 0)
    if count is None:
        reason = suppression_reason(source.policy, group)
        return TableEntry(text=str(_("ditahan")), note=f"({reason})", kind="withheld")
    return TableEntry(text=format_number(count))


def value_scores_table(source: ProfileSource, language: str) -> CaptionedTable:
    """Behind the drawing of self against others: one row and one sentence per value."""
    known = {figures.code: figures for figures in source.figures.values}
    # A least change was told under version 1 only: for one person it is seldom within the scale.
    with_limit = not source.guarded
    rows = []
    for place, value in enumerate(source.instrument.values, start=1):
        figures = known.get(value.code)
        if figures is None:
            continue
        limit = (figure_entry(figures.mdc95),) if with_limit else ()
        rows.append(
            TableRow(
                header=value.name.in_language(language),
                note=narrative.value_sentence(source, figures, language),
                remark=narrative.expectation_sentence(source, value.code),
                mark=place,
                entries=(
                    figure_entry(figures.self_mean),
                    composite_entry(figures.others, figures.cells),
                    TableEntry(text=format_signed(figures.gap)),
                    *limit,
                ),
            )
        )
    columns = [
        dimension_words(source.instrument)["Dimension"],
        _("Diri"),
        _("Orang lain"),
        _("Selisih"),
    ]
    if with_limit:
        columns.append(_("Baru dianggap berubah bila lebih dari"))
    return CaptionedTable(
        caption=str(
            _(
                "Angka dan artinya untuk setiap %(dimension)s (skala 1–%(top)s)",
                top=_top(source),
                **dimension_words(source.instrument),
            )
        ),
        columns=tuple(str(word) for word in columns),
        sections=(TableSection(rows=tuple(rows)),),
    )


def scores_by_group_table(source: ProfileSource, language: str) -> CaptionedTable:
    """Behind the drawing by group: every value with its interval, and every behaviour below it."""
    known = {figures.code: figures for figures in source.figures.values}
    sections = tuple(
        _section(source, value, known[value.code], place, language)
        for place, value in enumerate(source.instrument.values, start=1)
        if value.code in known
    )
    return CaptionedTable(
        caption=_groups_caption(source),
        columns=(
            str(_("%(Dimensions)s dan perilaku", **dimension_words(source.instrument))),
            group_name(source.policy, Relation.SELF),
            str(_("Orang lain")),
            *(group_name(source.policy, group) for group in source.policy.others),
        ),
        sections=sections,
    )


def _groups_caption(source: ProfileSource) -> str:
    said = _(
        "Rata-rata setiap %(dimension)s dan perilaku; n: jumlah penilai; di bawah %(dimension)s: "
        "rentang",
        **dimension_words(source.instrument),
    )
    parts = [value.cells for value in source.figures.values]
    parts += [row.cells for value in source.figures.values for row in value.behaviours]
    held = {
        group
        for cells in parts
        for group, cell in cells_of_others(source.policy, cells).items()
        if cell.status is CellStatus.SUPPRESSED
    }
    reasons = sorted({suppression_reason(source.policy, group) for group in held})
    if any(
        is_complementary_suppression(value, group)
        for value in source.figures.values
        for group in source.policy.others
        if group in value.cells
    ):
        reasons.append(str(_("atau melindungi angka lain yang ditahan")))
    if not reasons:
        return str(said)
    return str(_("%(said)s; ditahan: %(why)s", said=said, why=", ".join(reasons)))


def _section(
    source: ProfileSource, value: CoreValue, figures: ValueFigures, place: int, language: str
) -> TableSection:
    others = source.policy.others
    known = {row.code: row for row in figures.behaviours}
    rows = tuple(
        TableRow(
            header=behaviour.text.in_language(language),
            entries=(
                figure_entry(known[behaviour.code].self_score),
                composite_entry(known[behaviour.code].others, known[behaviour.code].cells),
                *(cell_entry(known[behaviour.code].cells.get(group)) for group in others),
            ),
        )
        for behaviour in value.behaviours
        if behaviour.code in known
    )
    header = TableRow(
        header=value.name.in_language(language),
        mark=place,
        entries=(
            figure_entry(figures.self_mean),
            composite_entry(figures.others, figures.cells),
            *(_with_interval(figures.cells.get(group)) for group in others),
        ),
    )
    return TableSection(rows=rows, header=header)


def _with_interval(cell: CellFigures | None) -> TableEntry:
    shown = cell_entry(cell)
    return (
        replace(shown, below=format_cell_interval(cell))
        if cell and shown.kind == "shown"
        else shown
    )


def self_and_others_words(own: float | None, others: float | None) -> str:
    """`diri 4,00, orang lain 3,10`, for lists."""
    return str(
        _("diri %(own)s, orang lain %(others)s", own=format_score(own), others=format_score(others))
    )


def _top(source: ProfileSource) -> str:
    return format_number(source.instrument.max_score)
