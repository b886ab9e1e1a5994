"""What a report on an agency or a unit is made of: frozen facts in, finished page parts out.

Everything in :class:`ResultsReport` is ready to show, in one language. Templates only place it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from berakhlak.cycles.policy import Policy
from berakhlak.documents.parts import (
    CaptionedTable,
    Chart,
    KeyFigure,
    LabelledText,
    SentencesWithTable,
    TableEntry,
    TitledList,
)
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.citizen_form import CitizenForm
from berakhlak.statistics.frozen_result import CycleFigures, UnitFigures
from berakhlak.statistics.inference.cutoffs import StatementCutoffs

WIDEST = 9
"""Values that a heat map holds beside each other on paper."""
FIXED_ENTRIES = 2
"""Of each of its rows: officers, and the overall mean."""


@dataclass(frozen=True, kw_only=True)
class UnitSource:
    """One unit of the cycle with its frozen figures; `id` is that of the cycle unit, `unit_id` that
    of the unit whatever the cycle, `parent_id` that of the cycle unit above it."""

    id: int
    name: str
    figures: UnitFigures
    unit_id: int = 0
    code: str = ""
    parent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class EarlierResults:
    """The agency's published cycle before: frozen figures of its units by `unit_id`, and what they
    rest on. `citizens`: how their answers came about; empty where there are none."""

    cycle: str
    instrument: Instrument
    policy: Policy
    rules_version: str
    units: Mapping[int, UnitFigures]
    citizens: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultsSource:
    """All facts behind the reports on one sealed cycle; `published_on` is None until released.

    `citizens`: how their answers came about; empty where there are none.
    """

    cycle: str
    agency: str
    opens_on: date
    closes_on: date
    sealed_on: date
    published_on: date | None
    rules_version: str
    sha256: str
    instrument: Instrument
    policy: Policy
    whole: CycleFigures
    units: tuple[UnitSource, ...]
    root: str | None = None
    earlier: EarlierResults | None = None
    citizen_form: CitizenForm | None = None
    citizens: str = ""

    @property
    def cutoffs(self) -> StatementCutoffs:
        """What decides words, as frozen with the cycle."""
        return StatementCutoffs.of_frozen(self.whole.cutoffs)

    def children(self, parent_id: int | None) -> list[UnitSource]:
        """The units directly below one, or at the top."""
        return [unit for unit in self.units if unit.parent_id == parent_id]

    def ids_below(self, unit_id: int) -> set[int]:
        """A unit and all below it."""
        found, more = {unit_id}, {unit_id}
        while more:
            more = {unit.id for unit in self.units if unit.parent_id in more} - found
            found |= more
        return found

    def unit_name(self, code: str) -> str:
        """What the unit of this code is called."""
        return next((unit.name for unit in self.units if unit.code == code), code)


@dataclass(frozen=True, kw_only=True)
class UnitHeatRow:
    """One row of the heat map; `unit_id` is None for the agency as a whole."""

    header: str
    entries: tuple[TableEntry, ...]
    unit_id: int | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether nothing of it is shown; it then says so once."""
        return all(each.kind == "withheld" for each in self.entries)

    def cut(self, start: int, size: int) -> UnitHeatRow:
        """The same with some of the values alone."""
        first = FIXED_ENTRIES
        entries = self.entries[:first] + self.entries[first + start : first + start + size]
        return replace(self, entries=entries)


@dataclass(frozen=True, kw_only=True)
class UnitHeatMap:
    """Units against values. `kind` of an entry names its colour; `keys`: (kind, meaning), under
    `keys_title`."""

    finding: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[UnitHeatRow, ...]
    keys: tuple[tuple[str, str], ...]
    keys_title: str

    def parts(self, most: int = WIDEST) -> Iterator[UnitHeatMap]:
        """The same in tables of at most so many values, about as many in each; keys stand once.

        Paper is too narrow for more. Every part repeats the unit, its officers and its mean.
        """
        first = FIXED_ENTRIES + 1
        values = len(self.columns) - first
        size = ceil(values / ceil(values / most))
        for start in range(0, values, size):
            yield replace(
                self,
                columns=self.columns[:first] + self.columns[first + start : first + start + size],
                rows=tuple(row.cut(start, size) for row in self.rows),
                keys=() if start else self.keys,
                keys_title="" if start else self.keys_title,
            )


@dataclass(frozen=True, kw_only=True)
class HistogramBar:
    """Officers between two edges; `y` is the top of the bar, in drawing units."""

    x: float
    y: float
    width: float
    height: float
    count: str


@dataclass(frozen=True, kw_only=True)
class Histogram:
    """A small drawing of a distribution; `edges` are (x, label). Lengths are drawing units."""

    description: str
    width: float
    height: float
    base: float
    bars: tuple[HistogramBar, ...]
    edges: tuple[tuple[float, str], ...]
    text_size: float


@dataclass(frozen=True, kw_only=True)
class FunnelMark:
    """One unit at (x, y); `kind` above, below or shown; `label` only of those that stand out."""

    x: float
    y: float
    kind: str
    label: str = ""
    anchor: str = "start"


@dataclass(frozen=True, kw_only=True)
class FunnelPlot:
    """Units by size and difference from the agency; between the two lines chance alone is enough.

    `lines` are polylines as "x,y x,y"; `rows`, `columns` and `foot` are (place, label). Lengths are
    drawing units.
    """

    finding: str
    description: str
    width: float
    height: float
    left: float
    right: float
    bottom: float
    zero: float
    lines: tuple[str, ...]
    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str], ...]
    marks: tuple[FunnelMark, ...]
    keys: tuple[tuple[str, float, float, str], ...]  # (kind, x, y, meaning)
    foot: tuple[tuple[float, str], ...]
    text_size: float


@dataclass(frozen=True, kw_only=True)
class SpreadSection:
    """How officers' figures are spread: `drawing` and `table` are None where withheld."""

    finding: str
    drawing: Histogram | None = None
    table: CaptionedTable | None = None


@dataclass(frozen=True, kw_only=True)
class OfficeRow:
    """One unit with all below it; texts are empty where there is no such number."""

    unit_id: int
    name: str
    rated: str
    counted: str
    overall: str


@dataclass(frozen=True, kw_only=True)
class OfficesSection:
    """Units beside each other, each with all below it; no rows where closing made none."""

    sentence: str
    columns: tuple[str, ...]
    rows: tuple[OfficeRow, ...]


@dataclass(frozen=True, kw_only=True)
class SubtreeSection:
    """A unit with all below it; sentences alone where closing made no figures."""

    sentences: tuple[str, ...]
    table: CaptionedTable | None = None
    offices: OfficesSection | None = None
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultsDrawings:
    """The drawings of a report that differ on a wide screen."""

    spread: SpreadSection
    funnel: FunnelPlot | None = None


@dataclass(frozen=True, kw_only=True)
class ResultsReport:
    """A finished report in one language, on an agency or, with no `heat`, on one of its units."""

    language: str
    words: Mapping[str, str]
    heading: str
    title: str
    agency: str
    cycle: str
    standing: str
    dated_iso: str
    fingerprint: str
    identity: tuple[LabelledText, ...]
    overview: tuple[KeyFigure, ...]
    summary: tuple[str, ...]
    values_chart: Chart
    values: CaptionedTable
    spread: SpreadSection
    quality: SentencesWithTable
    method: tuple[LabelledText, ...]
    heat: UnitHeatMap | None = None
    outstanding: SentencesWithTable | None = None
    outstanding_lists: tuple[TitledList, ...] = ()
    reliability: SentencesWithTable | None = None
    withheld: bool = False  # Nothing of the unit may be shown: sentences alone, no dashes.
    funnel: FunnelPlot | None = None
    changes: tuple[str, ...] = ()
    subtree: SubtreeSection | None = None
    offices: OfficesSection | None = None
    counters: SentencesWithTable | None = None
