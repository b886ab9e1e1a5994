"""The full form: the standard profile, and what six to ten pages have room for. Pure."""

from __future__ import annotations

from dataclasses import fields

from flask_babel import gettext as _

from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.layout import PAGE
from berakhlak.documents.parts import (
    CaptionedTable,
    LabelledText,
    LegendKey,
    SentencesWithTable,
    TableEntry,
    TableRow,
    TableSection,
    TitledList,
)
from berakhlak.documents.wording import (
    cell_entry,
    composite_entry,
    format_cell_interval,
    format_score,
)
from berakhlak.formats import NOTHING, format_number
from berakhlak.instrument.catalogue import CoreValue
from berakhlak.instrument.wording import by_scale, dimension_words
from berakhlak.profiles import guidance, selection, tables
from berakhlak.profiles.behaviour_listings import johari_listing
from berakhlak.profiles.change import build_change_section
from berakhlak.profiles.charts import group_legend
from berakhlak.profiles.full import narrative
from berakhlak.profiles.full.charts import draw_behaviour_chart
from berakhlak.profiles.full.parts import ConversationGuide, FullProfile, ValueBlock
from berakhlak.profiles.full.withheld import suppression_sentences
from berakhlak.profiles.narrative import expectation_sentence
from berakhlak.profiles.profile import Profile, ProfileSource
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, ValueFigures

AREA_ITEMS = 3


def build_full_profile(profile: Profile, source: ProfileSource, language: str) -> FullProfile:
    """The same profile with every part of the full form; the locale must be set to `language`."""
    standard = {each.name: getattr(profile, each.name) for each in fields(profile)}
    return FullProfile(
        **{**standard, "form": "full"},
        lead=narrative.cover_sentence(source),
        reading=narrative.reading_guide(source),
        steps=_steps(source, language),
        marks=_marks(source),
        glance=_glance(source, language),
        areas=_areas(source, language),
        blocks=_blocks(source, language),
        citizens=_citizens(source, language),
        change=_change(source, language),
        guide=_guide(source, language),
        withheld=tuple(suppression_sentences(source)),
    )


def _steps(source: ProfileSource, language: str) -> tuple[LabelledText, ...]:
    return tuple(
        LabelledText(
            label=f"{step.score}  {step.label.in_language(language)}",
            text=step.meaning.in_language(language),
        )
        for step in source.instrument.steps
    )


def _marks(source: ProfileSource) -> tuple[LegendKey, ...]:
    return group_legend(source, PAGE)


def _values(source: ProfileSource) -> list[tuple[int, CoreValue, ValueFigures]]:
    known = {figures.code: figures for figures in source.figures.values}
    return [
        (place, value, known[value.code])
        for place, value in enumerate(source.instrument.values, start=1)
        if value.code in known
    ]


def _glance(source: ProfileSource, language: str) -> CaptionedTable:
    rows = tuple(
        TableRow(
            header=value.name.in_language(language),
            note=narrative.glance_sentence(source, value, figures, language),
            mark=place,
            entries=(composite_entry(figures.others, figures.cells),),
        )
        for place, value, figures in _values(source)
    )
    return CaptionedTable(
        caption=str(
            _("Setiap %(dimension)s dalam satu kalimat", **dimension_words(source.instrument))
        ),
        columns=(dimension_words(source.instrument)["Dimension"], str(_("Orang lain"))),
        sections=(TableSection(rows=rows),),
    )


def _areas(source: ProfileSource, language: str) -> tuple[TitledList, ...]:
    """Four areas by self and others; the order reads as two rows of two.

    Later rules: values by self and others, behaviours by the officer's own average.
    """
    if source.guarded:
        return (
            *selection.gap_listings(source, language),
            *selection.highlight_listings(source, language),
        )
    said = (
        (
            "blind_spot",
            selection.self_sees_more(source.instrument),
            _("Diri lebih tinggi daripada orang lain"),
        ),
        (
            "hidden_strength",
            _("Kekuatan tersembunyi"),
            _("Diri lebih rendah daripada orang lain"),
        ),
        (
            "known_strength",
            _("Kekuatan bersama"),
            by_scale(
                source.instrument,
                often=_("Sejalan, dan sering terlihat"),
                well=_("Sejalan, dan tingkatnya tinggi"),
            ),
        ),
        (
            "known_development_area",
            _("Ruang berkembang bersama"),
            by_scale(
                source.instrument,
                often=_("Sejalan, dan belum sering terlihat"),
                well=_("Sejalan, dan tingkatnya belum tinggi"),
            ),
        ),
    )
    return tuple(
        johari_listing(source, language, johari, str(title), str(words), AREA_ITEMS)
        for johari, title, words in said
    )


def _blocks(source: ProfileSource, language: str) -> tuple[ValueBlock, ...]:
    sections = tables.scores_by_group_table(source, language)
    return tuple(
        ValueBlock(
            name=value.name.in_language(language),
            mark=place,
            definition=value.definition.in_language(language),
            finding=narrative.value_finding(source, figures, language),
            expectation=expectation_sentence(source, value.code),
            chart=draw_behaviour_chart(source, value, figures, place, language),
            table=CaptionedTable(
                caption=str(
                    _("Angka %(value)s; n: jumlah penilai", value=value.name.in_language(language))
                ),
                columns=sections.columns,
                sections=(section,),
            ),
        )
        for (place, value, figures), section in zip(_values(source), sections.sections, strict=True)
    )


def _citizens(source: ProfileSource, language: str) -> SentencesWithTable:
    cells = {
        value.code: figures.cells.get(Relation.CITIZEN) for _p, value, figures in _values(source)
    }
    statuses = {cell.status for cell in cells.values() if cell}
    if CellStatus.SHOWN not in statuses:
        if CellStatus.SUPPRESSED in statuses:
            return SentencesWithTable(
                sentences=(
                    str(_("Penilaian pengguna layanan ada, tetapi terlalu sedikit; ditahan.")),
                    *_by_the_poster(source),
                )
            )
        return SentencesWithTable(
            sentences=(
                str(_("Belum ada penilaian pengguna layanan pada siklus ini.")),
                *_by_the_poster(source),
            )
        )
    rows = tuple(
        TableRow(
            header=value.name.in_language(language),
            mark=place,
            entries=_citizen_entries(cells[value.code]),
        )
        for place, value, _figures in _values(source)
        if (cell := cells[value.code]) and cell.status is not CellStatus.NONE
    )
    table = CaptionedTable(
        caption=str(_("Penilaian warga, terpisah dari penilaian rekan kerja")),
        columns=(
            dimension_words(source.instrument)["Dimension"],
            *(str(word) for word in (_("Rata-rata"), _("Penilaian"), _("Rentang"))),
        ),
        sections=(TableSection(rows=rows),),
    )
    words = (_citizen_words(source), *_by_the_poster(source))
    return SentencesWithTable(sentences=words, table=table)


def _citizen_words(source: ProfileSource) -> str:
    least = format_number(source.policy.min_n[Relation.CITIZEN])
    return str(
        _(
            "Warga menjawab formulir pendek setelah dilayani, tanpa akun. Satu tiket berlaku untuk "
            "satu penilaian, dan tiket tidak dapat dihubungkan dengan penilaiannya. Angka tampil "
            "sejak %(least)s penilaian per %(dimension)s.",
            least=least,
            **dimension_words(source.instrument),
        )
    )


def _by_the_poster(source: ProfileSource) -> tuple[str, ...]:
    """What the cycle's rule of doors means here; nothing where all voices count alike."""
    apart = source.figures.voices_apart
    if apart is None:
        return ()
    least = format_number(source.policy.behaviour_min_n[Relation.CITIZEN])
    rule = _(
        "Angkanya dibuat dari penilaian dengan tiket kunjungan. Batas untuk satu perilaku: "
        "%(least)s.",
        least=least,
    )
    if apart == 0:
        return (str(rule),)
    counted = _(
        "Penilaian lewat poster, paling sedikit: %(n)s. Ini dihitung terpisah, karena poster tidak "
        "menunjukkan siapa yang dilayani.",
        n=format_number(apart),
    )
    return str(rule), str(counted)


def _citizen_entries(cell: CellFigures | None) -> tuple[TableEntry, ...]:
    shown = cell_entry(cell)
    if cell is None or shown.kind != "shown":
        return (shown, TableEntry(text=NOTHING, kind="none"), TableEntry(text=NOTHING, kind="none"))
    return (
        TableEntry(text=format_score(cell.mean)),
        TableEntry(text=format_number(cell.n)),
        TableEntry(text=format_cell_interval(cell) or NOTHING),
    )


def _change(source: ProfileSource, language: str) -> SentencesWithTable:
    """What changed since the cycle before; without one, what would count as a change next time."""
    found = build_change_section(source, language)
    if found is not None:
        return SentencesWithTable(sentences=(found.finding,), table=found.table)
    if source.guarded:
        said = _(
            "Profil ini tidak memuat perbandingan dengan siklus sebelumnya. Pada siklus "
            "berikutnya naik atau turunnya satu angka sering hanya karena penilainya lain."
        )
    elif all(value.mdc95 is None for value in source.figures.values):
        said = _("Angka siklus ini belum cukup untuk mengukur perubahan terhadap siklus lain.")
    else:
        said = _(
            "Profil ini tidak memuat perbandingan dengan siklus sebelumnya. Pada siklus "
            "berikutnya, naik atau turun patut dibaca sebagai perubahan hanya bila melebihi batas "
            "pada halaman “Diri dan orang lain”; selebihnya mungkin kebetulan susunan penilai."
        )
    return SentencesWithTable(sentences=(str(said),))


def _guide(source: ProfileSource, language: str) -> ConversationGuide:
    known = source.figures.overall_others is not None
    return ConversationGuide(
        opening=narrative.conversation_opening(source),
        priorities=guidance.priority_advice(source, language),
        strengths=guidance.strength_advice(source, language),
        no_priorities=str(
            _("Tidak ada perilaku di bawah batas kekuatan; pilih bersama satu hal untuk dijaga.")
            if known and not source.guarded
            else _("Belum ada perilaku yang menonjol; pilih bersama satu hal untuk dijaga.")
            if known
            else _(
                "Belum ada angka orang lain; pilih bersama satu perilaku dari kuesioner untuk "
                "dikembangkan."
            )
        ),
        how_chosen=guidance.how_chosen(source),
    )
