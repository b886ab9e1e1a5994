"""Values, competence and service of each unit side by side, where a cycle asked two instruments.

Everything is made of what is printed already: overall figures of shown units, and of service the
means of citizens' cells that officers' profiles show, of as many officers as a unit needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import get_locale
from flask_babel import gettext as _

from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.parts import CaptionedTable, TableEntry, TableRow, TableSection
from berakhlak.documents.wording import format_score
from berakhlak.results.change import are_comparable
from berakhlak.results.report import ResultsSource
from berakhlak.statistics.frozen_result import CellStatus, OfficerFigures, UnitFigures, UnitValue

ALL = "ALL"


@dataclass(frozen=True, kw_only=True)
class SynergyPoint:
    """A figure now and in the cycle before; `place` and `was`: parts of its scale, 0 to 1.

    Without a figure now it is withheld, or nobody was asked.
    """

    side: str
    is_withheld: bool
    now: float | None
    before: float | None
    place: float | None
    was: float | None


@dataclass(frozen=True, kw_only=True)
class SynergyRow:
    """One unit with its three sides."""

    header: str
    points: tuple[SynergyPoint, ...]


@dataclass(frozen=True, kw_only=True)
class Synergy:
    """The picture's facts: `names` of the sides in their order, and all of it as a table."""

    names: Mapping[str, str]
    rows: tuple[SynergyRow, ...]
    sentence: str
    table: CaptionedTable
    before: str


def service_of_units(
    officers: Sequence[tuple[int, OfficerFigures]], least: int
) -> dict[int, float | None]:
    """Citizens' means by unit: over officers, of the values that their profiles show; None where
    these are fewer than `least`, and no entry where citizens rated nobody."""
    found: dict[int, list[float]] = {}
    for unit, figures in officers:
        cells = [value.cells.get(Relation.CITIZEN) for value in figures.values]
        means = [cell.mean for cell in cells if cell and cell.status is CellStatus.SHOWN]
        known = [mean for mean in means if mean is not None]
        if any(cell and cell.status is not CellStatus.NONE for cell in cells):
            found.setdefault(unit, [])
        if known:
            found[unit].append(sum(known) / len(known))
    return {
        unit: round(sum(each) / len(each), 2) if len(each) >= least else None
        for unit, each in found.items()
    }


def build_synergy(
    first: ResultsSource,
    second: ResultsSource,
    service: Mapping[int, float | None],
    service_before: Mapping[int, float | None],
) -> Synergy:
    """From the results of both instruments; `service` now and before by the unit itself."""
    sides = {"first": first, "second": second}
    names = {side: _title(source) for side, source in sides.items()}
    names["service"] = str(_("Layanan menurut masyarakat"))
    beside = {unit.unit_id: unit.figures for unit in second.units}
    rows = []
    for unit in first.units:
        points = [
            _overall_point("first", first, unit.figures, unit.unit_id),
            _overall_point("second", second, beside.get(unit.unit_id), unit.unit_id),
            _service_point(first, service, service_before, unit.unit_id),
        ]
        rows.append(SynergyRow(header=unit.name, points=tuple(points)))
    earlier = first.earlier.cycle if first.earlier and are_comparable(first) else ""
    return Synergy(
        names=names,
        rows=tuple(rows),
        sentence=_sentence(sides, names),
        table=_table(names, rows),
        before=earlier,
    )


def _overall_point(
    side: str, source: ResultsSource, figures: UnitFigures | None, unit_id: int
) -> SynergyPoint:
    before = None
    if source.earlier and are_comparable(source):
        before = _overall(source.earlier.units.get(unit_id))
    return _point(side, source, _overall(figures), before)


def _service_point(
    source: ResultsSource,
    now: Mapping[int, float | None],
    before: Mapping[int, float | None],
    unit_id: int,
) -> SynergyPoint:
    was = before.get(unit_id) if are_comparable(source) else None
    point = _point("service", source, now.get(unit_id), was)
    # Of a unit that citizens never rated there is nothing to withhold.
    return replace(point, is_withheld=unit_id in now and now[unit_id] is None)


def _title(source: ResultsSource) -> str:
    return source.instrument.title.in_language(str(get_locale()))


def _overall_value(figures: UnitFigures | None) -> UnitValue | None:
    values = figures.values if figures else ()
    return next((each for each in values if each.code == ALL), None)


def _overall(figures: UnitFigures | None) -> float | None:
    value = _overall_value(figures)
    return value.mean if value and value.status is CellStatus.SHOWN else None


def _point(
    side: str, source: ResultsSource, now: float | None, before: float | None
) -> SynergyPoint:
    steps = source.instrument.max_score - 1
    place, was = ((x - 1) / steps if x is not None else None for x in (now, before))
    return SynergyPoint(
        side=side,
        is_withheld=now is None,
        now=now,
        before=before if now is not None else None,
        place=place,
        was=was if now is not None else None,
    )


def _sentence(sides: Mapping[str, ResultsSource], names: Mapping[str, str]) -> str:
    """Units that are likely higher or lower than the agency, by the frozen verdicts alone."""
    found: dict[str, list[str]] = {"higher": [], "lower": []}
    for side, source in sides.items():
        for unit in source.units:
            value = _overall_value(unit.figures)
            if value and value.effect and value.effect.verdict in found:
                found[value.effect.verdict].append(f"{unit.name} ({names[side]})")
    if not any(found.values()):
        return str(_("Tidak ada unit yang dapat dikatakan berbeda dari rata-rata instansi."))
    parts = (
        (found["higher"], _("Lebih tinggi dari rata-rata instansi: %(units)s.")),
        (found["lower"], _("Lebih rendah dari rata-rata instansi: %(units)s.")),
    )
    return " ".join(str(words) % {"units": "; ".join(units)} for units, words in parts if units)


def _table(names: Mapping[str, str], rows: Sequence[SynergyRow]) -> CaptionedTable:
    return CaptionedTable(
        caption=str(_("Tiga sisi setiap unit kerja")),
        columns=(str(_("Unit kerja")), *names.values()),
        sections=(
            TableSection(
                rows=tuple(
                    TableRow(
                        header=row.header,
                        entries=tuple(_entry(point) for point in row.points),
                    )
                    for row in rows
                )
            ),
        ),
    )


def _entry(point: SynergyPoint) -> TableEntry:
    if point.is_withheld:
        return TableEntry(text=str(_("ditahan")), kind="withheld")
    was = _("sebelumnya %(score)s", score=format_score(point.before)) if point.before else ""
    return TableEntry(text=format_score(point.now), below=str(was))
