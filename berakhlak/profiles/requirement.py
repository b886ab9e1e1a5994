"""Shown levels beside those that the officer's kind of post requires, where the instrument says so.

A gap is told only beyond its error; what others saw is no competence assessment, and says so.
"""

from __future__ import annotations

import numpy as np
from flask_babel import gettext as _

from berakhlak.documents.parts import CaptionedTable, SentencesWithTable, TableEntry, TableRow
from berakhlak.documents.parts import TableSection as Section
from berakhlak.documents.wording import (
    composite_entry,
    figure_entry,
    format_score,
    format_signed,
)
from berakhlak.formats import NOTHING
from berakhlak.instrument.catalogue import CoreValue
from berakhlak.instrument.wording import dimension_words
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import ValueFigures
from berakhlak.statistics.packed_sheets import Floats
from berakhlak.statistics.requirement import RequirementGaps, compare_with_required


def build_requirement(source: ProfileSource, language: str) -> SentencesWithTable | None:
    """The finding and the table; None where nothing is required of the officer's kind of post."""
    rows = _required_values(source)
    if not rows:
        return None
    found = compare_with_required(
        _numbers([figures.others for _p, _v, figures in rows]),
        _numbers([figures.sem for _p, _v, figures in rows]),
        _numbers([value.required[source.identity.level] for _p, value, _f in rows]),
    )
    names = [value.name.in_language(language) for _p, value, _f in rows]
    return SentencesWithTable(
        sentences=(_finding(found, names), _caution(source)),
        table=_table(source, rows, found, language),
    )


def _required_values(source: ProfileSource) -> list[tuple[int, CoreValue, ValueFigures]]:
    known = {figures.code: figures for figures in source.figures.values}
    return [
        (place, value, known[value.code])
        for place, value in enumerate(source.instrument.values, start=1)
        if source.identity.level in value.required and value.code in known
    ]


def _numbers(found: list[float | None] | list[int]) -> Floats:
    return np.array([np.nan if each is None else each for each in found], np.float64)


def _finding(found: RequirementGaps, names: list[str]) -> str:
    below, met = (
        ", ".join(name for name, there in zip(names, which, strict=True) if there)
        for which in (found.below, found.met)
    )
    if below and met:
        said = _(
            "Di bawah tuntutan jabatan: %(below)s; memenuhi tuntutan: %(met)s.",
            below=below,
            met=met,
        )
    elif below:
        said = _("Di bawah tuntutan jabatan: %(below)s.", below=below)
    elif met:
        said = _("Memenuhi tuntutan jabatan: %(met)s.", met=met)
    else:
        said = _("Belum dapat dikatakan apakah tuntutan jabatan terpenuhi.")
    return str(said)


def _caution(source: ProfileSource) -> str:
    words = dimension_words(source.instrument)
    return str(
        _(
            "Disebut hanya bila bedanya melebihi galatnya; galat diperlebar karena semua "
            "%(dimensions)s dibandingkan sekaligus. Ini penglihatan orang sekitar, bukan asesmen "
            "kompetensi.",
            **words,
        )
    )


def _table(
    source: ProfileSource,
    rows: list[tuple[int, CoreValue, ValueFigures]],
    found: RequirementGaps,
    language: str,
) -> CaptionedTable:
    first = dimension_words(source.instrument)["Dimension"]
    columns = (first, _("Dituntut"), _("Orang lain"), _("Beda"), _("Arti"))
    return CaptionedTable(
        caption=str(_("Tingkat yang dituntut jabatan dan yang terlihat")),
        columns=tuple(str(column) for column in columns),
        sections=(
            Section(
                rows=tuple(
                    _row(source, each, found, at)
                    for at, each in enumerate(
                        (place, value.name.in_language(language), value, figures)
                        for place, value, figures in rows
                    )
                )
            ),
        ),
    )


def _row(
    source: ProfileSource,
    each: tuple[int, str, CoreValue, ValueFigures],
    found: RequirementGaps,
    at: int,
) -> TableRow:
    place, name, value, figures = each
    return TableRow(
        header=name,
        mark=place,
        entries=(
            figure_entry(value.required[source.identity.level]),
            composite_entry(figures.others, figures.cells),
            TableEntry(text=_gap_words(found, at)),
            TableEntry(text=_meaning(found, at), kind="words"),
        ),
    )


def _gap_words(found: RequirementGaps, at: int) -> str:
    if not np.isfinite(found.gap[at]):
        return NOTHING
    if not np.isfinite(found.margin[at]):
        return format_signed(float(found.gap[at]))
    return f"{format_signed(float(found.gap[at]))} ±{format_score(float(found.margin[at]))}"


def _meaning(found: RequirementGaps, at: int) -> str:
    if found.below[at]:
        return str(_("di bawah tuntutan"))
    if found.met[at]:
        return str(_("memenuhi"))
    return str(_("belum dapat dikatakan"))
