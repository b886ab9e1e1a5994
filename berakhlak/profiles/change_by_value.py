"""Change value by value, as profiles of rules version 1 were published with.

A difference is given only where instrument, scale, weights and groups are the same; else the
reason stands in its place. See `statistics.change` for the formulas.
"""

from __future__ import annotations

import numpy as np
from flask_babel import gettext as _

from berakhlak.documents.parts import CaptionedTable, TableEntry, TableRow, TableSection
from berakhlak.documents.wording import figure_entry, format_signed
from berakhlak.instrument.wording import dimension_words
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.change import (
    CompositeChange,
    CycleComparability,
    MeasuredComposites,
    composite_change,
)
from berakhlak.statistics.frozen_result import OfficerFigures, ValueFigures
from berakhlak.statistics.packed_sheets import Floats


def describe_value_changes(
    source: ProfileSource, before: OfficerFigures, cycle: str, language: str
) -> tuple[str, CaptionedTable | None]:
    """The sentence on comparable cycles, and the table; None where all values lack the same."""
    codes = [value.code for value in source.instrument.values]
    found = composite_change(
        _measured(before, codes), _measured(source.figures, codes), CycleComparability.COMPARABLE
    )
    if np.isnan(found.difference).all() and len(set(found.reason)) == 1:
        return not_compared_sentence(cycle, CycleComparability(found.reason[0])), None
    names = [value.name.in_language(language) for value in source.instrument.values]
    words = dimension_words(source.instrument)
    return _finding(found, cycle, names, words), _table(source, before, found, language)


def not_compared_sentence(cycle: str, reason: CycleComparability) -> str:
    """That nothing is compared with an earlier cycle, and why."""
    why = why_not_compared(reason)
    return str(_("Tidak dibandingkan dengan %(cycle)s: %(why)s.", cycle=cycle, why=why))


def _measured(figures: OfficerFigures, codes: list[str]) -> MeasuredComposites:
    known = {value.code: value for value in figures.values}
    rows = [known.get(code) for code in codes]
    used = np.array(["" if row is None else " ".join(sorted(row.groups_used)) for row in rows])
    return MeasuredComposites(_column(rows, "others"), _column(rows, "sem"), used)


def _column(rows: list[ValueFigures | None], name: str) -> Floats:
    found = [None if row is None else getattr(row, name) for row in rows]
    return np.array([np.nan if figure is None else figure for figure in found], np.float64)


def _table(
    source: ProfileSource, earlier: OfficerFigures, found: CompositeChange, language: str
) -> CaptionedTable:
    before = {value.code: value for value in earlier.values}
    now = {value.code: value for value in source.figures.values}
    rows = tuple(
        _row(
            value.name.in_language(language),
            place,
            (before.get(value.code), now.get(value.code)),
            found,
        )
        for place, value in enumerate(source.instrument.values)
    )
    limit = _("Baru dianggap berubah bila lebih dari")
    first = dimension_words(source.instrument)["Dimension"]
    columns = (first, _("Sebelum"), _("Sekarang"), _("Beda"), limit, _("Arti"))
    return CaptionedTable(
        caption=str(
            _(
                "Angka orang lain pada dua siklus. Beda yang tidak melebihi batasnya "
                "mungkin hanya kebetulan susunan penilai."
            )
        ),
        columns=tuple(str(column) for column in columns),
        sections=(TableSection(rows=rows),),
    )


def _row(
    name: str,
    place: int,
    pair: tuple[ValueFigures | None, ValueFigures | None],
    found: CompositeChange,
) -> TableRow:
    difference, limit = _known(found.difference[place]), _known(found.mdc95[place])
    shown: list[TableEntry] = [figure_entry(value.others if value else None) for value in pair]
    return TableRow(
        header=name,
        mark=place + 1,
        entries=(
            *shown,
            TableEntry(text=format_signed(difference)),
            figure_entry(limit),
            TableEntry(text=_meaning(found, place), kind="words"),
        ),
    )


def _known(number: np.float64) -> float | None:
    return None if np.isnan(number) else round(float(number), 2)


def _meaning(found: CompositeChange, place: int) -> str:
    reason = CycleComparability(found.reason[place])
    if reason is not CycleComparability.COMPARABLE:
        return why_not_compared(reason)
    if not found.exceeds_noise[place]:
        return str(_("di bawah batas"))
    if found.difference[place] > 0:
        return str(_("naik melampaui batas"))
    return str(_("turun melampaui batas"))


def _finding(
    found: CompositeChange, cycle: str, names: list[str], dimension: dict[str, str]
) -> str:
    if np.isnan(found.difference).all():
        return str(
            _(
                "Tidak ada %(dimensions)s yang dapat dibandingkan dengan %(cycle)s.",
                cycle=cycle,
                **dimension,
            )
        )
    risen, fallen = (
        ", ".join(name for name, there in zip(names, which, strict=True) if there)
        for which in (
            found.exceeds_noise & (found.difference > 0),
            found.exceeds_noise & (found.difference < 0),
        )
    )
    words = {"cycle": cycle, "risen": risen, "fallen": fallen}
    if risen and fallen:
        return str(
            _("Dibandingkan %(cycle)s, naik pada %(risen)s; turun pada %(fallen)s.", **words)
        )
    if risen:
        return str(_("Dibandingkan %(cycle)s, naik pada %(risen)s.", **words))
    if fallen:
        return str(_("Dibandingkan %(cycle)s, turun pada %(fallen)s.", **words))
    return str(_("Dibandingkan %(cycle)s, tidak ada perubahan yang berarti.", **words))


def why_not_compared(reason: CycleComparability) -> str:
    """The reason, as the end of a sentence."""
    return {
        CycleComparability.OTHER_INSTRUMENT: str(_("kuesionernya berbeda")),
        CycleComparability.OTHER_SCALE: str(_("skalanya berbeda")),
        CycleComparability.OTHER_LABELS: str(
            _("kata pada skalanya lain, jadi angka yang sama tidak berarti sama")
        ),
        CycleComparability.OTHER_WEIGHTS: str(_("bobot kelompok penilainya berbeda")),
        CycleComparability.OTHER_RULES: str(_("aturan hitungnya berbeda")),
        CycleComparability.OTHER_GROUPS: str(_("kelompok penilai berbeda")),
        CycleComparability.OTHER_CITIZENS: str(
            _("penilaian pengguna layanan diambil dengan cara lain")
        ),
        CycleComparability.NOT_RATED_BEFORE: str(_("tidak ada angka sebelumnya")),
        CycleComparability.NOT_RATED_NOW: str(_("tidak ada angka sekarang")),
        CycleComparability.NO_STANDARD_ERROR: str(_("batas perubahan tidak dapat dihitung")),
    }[reason]
