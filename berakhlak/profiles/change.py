"""Change since the officer's cycle before: pure, from two frozen results and what they rest on.

A difference is given only where instrument, scale, weights and groups are the same; else the
reason stands in its place. See `aggregation.change` for the formulas.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flask_babel import gettext as _

from berakhlak.aggregation.change import (
    Basis,
    Change,
    Comparability,
    Measured,
    change,
    compare_bases,
)
from berakhlak.aggregation.packed import Floats
from berakhlak.aggregation.result import OfficerFigures, ValueFigures
from berakhlak.cycles.policy import Policy
from berakhlak.instrument.catalogue import Instrument
from berakhlak.profiles.document import Entry, Row, Section, Source, Table
from berakhlak.profiles.wording import one_line, own_entry, signed

CYCLE_LIMIT = 120


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The same person's published result of an earlier cycle, and what it rests on."""

    cycle: str
    figures: OfficerFigures
    instrument: Instrument
    policy: Policy


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The section as printed: what it found, and the table, or None where nothing compares."""

    finding: str
    table: Table | None = None


def changes(source: Source, language: str) -> Changes | None:
    """What changed since the earlier cycle; None when there is none."""
    earlier = source.earlier
    if earlier is None:
        return None
    basis = compare_bases(
        _basis(earlier.instrument, earlier.policy), _basis(source.instrument, source.policy)
    )
    cycle = one_line(earlier.cycle, CYCLE_LIMIT)
    codes = [value.code for value in source.instrument.values]
    if basis is not Comparability.COMPARABLE:
        return _nothing(cycle, basis)
    found = change(_measured(earlier.figures, codes), _measured(source.figures, codes), basis)
    if np.isnan(found.difference).all() and len(set(found.reason)) == 1:
        return _nothing(cycle, Comparability(found.reason[0]))
    names = [value.name.in_language(language) for value in source.instrument.values]
    return Changes(
        finding=_finding(found, cycle, names), table=_table(source, earlier, found, language)
    )


def _nothing(cycle: str, reason: Comparability) -> Changes:
    why = _reason(reason)
    said = _("Tidak dibandingkan dengan %(cycle)s: %(why)s.", cycle=cycle, why=why)
    return Changes(finding=str(said))


def _basis(instrument: Instrument, policy: Policy) -> Basis:
    return Basis(
        instrument=f"{instrument.code} {instrument.version}",
        scale=(1, instrument.max_score),
        weights=policy.weights,
    )


def _measured(figures: OfficerFigures, codes: list[str]) -> Measured:
    known = {value.code: value for value in figures.values}
    rows = [known.get(code) for code in codes]
    used = np.array(["" if row is None else " ".join(sorted(row.groups_used)) for row in rows])
    return Measured(_column(rows, "others"), _column(rows, "sem"), used)


def _column(rows: list[ValueFigures | None], name: str) -> Floats:
    found = [None if row is None else getattr(row, name) for row in rows]
    return np.array([np.nan if figure is None else figure for figure in found], np.float64)


def _table(source: Source, earlier: Earlier, found: Change, language: str) -> Table:
    before = {value.code: value for value in earlier.figures.values}
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
    limit = _("Batas perubahan berarti")
    columns = (_("Nilai"), _("Sebelum"), _("Sekarang"), _("Beda"), limit, _("Arti"))
    return Table(
        caption=str(
            _(
                "Angka orang lain pada dua siklus. Beda di bawah batas perubahan berarti "
                "mungkin hanya kebetulan susunan penilai."
            )
        ),
        columns=tuple(str(column) for column in columns),
        sections=(Section(rows=rows),),
    )


def _row(
    name: str, place: int, pair: tuple[ValueFigures | None, ValueFigures | None], found: Change
) -> Row:
    difference, limit = _known(found.difference[place]), _known(found.mdc95[place])
    shown: list[Entry] = [own_entry(value.others if value else None) for value in pair]
    return Row(
        header=name,
        mark=place + 1,
        entries=(
            *shown,
            Entry(text=signed(difference)),
            own_entry(limit),
            Entry(text=_meaning(found, place), kind="words"),
        ),
    )


def _known(number: np.float64) -> float | None:
    return None if np.isnan(number) else round(float(number), 2)


def _meaning(found: Change, place: int) -> str:
    reason = Comparability(found.reason[place])
    if reason is not Comparability.COMPARABLE:
        return _reason(reason)
    if not found.exceeds_noise[place]:
        return str(_("di bawah batas"))
    if found.difference[place] > 0:
        return str(_("naik melampaui batas"))
    return str(_("turun melampaui batas"))


def _finding(found: Change, cycle: str, names: list[str]) -> str:
    if np.isnan(found.difference).all():
        return str(_("Tidak ada nilai yang dapat dibandingkan dengan %(cycle)s.", cycle=cycle))
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


def _reason(reason: Comparability) -> str:
    return {
        Comparability.OTHER_INSTRUMENT: str(_("kuesionernya berbeda")),
        Comparability.OTHER_SCALE: str(_("skalanya berbeda")),
        Comparability.OTHER_WEIGHTS: str(_("bobot kelompok penilainya berbeda")),
        Comparability.OTHER_GROUPS: str(_("kelompok penilai berbeda")),
        Comparability.NOT_RATED_BEFORE: str(_("tidak ada angka sebelumnya")),
        Comparability.NOT_RATED_NOW: str(_("tidak ada angka sekarang")),
        Comparability.NO_STANDARD_ERROR: str(_("batas perubahan berarti tidak dapat dihitung")),
    }[reason]
