"""What a report on an agency or a unit is made of: frozen facts in, finished page parts out.

Everything in :class:`Results` is ready to show, in one language. Templates only place it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from berakhlak.cycles.policy import Policy
from berakhlak.documents.parts import Chart, Entry, Fact, Listing, Stat, Table
from berakhlak.instrument.catalogue import Instrument
from berakhlak.statistics.frozen_result import CycleFigures, UnitFigures
from berakhlak.statistics.inference.cutoffs import Cutoffs


@dataclass(frozen=True, kw_only=True)
class UnitSource:
    """One unit of the cycle with its frozen figures; `id` is that of the cycle unit."""

    id: int
    name: str
    figures: UnitFigures


@dataclass(frozen=True, kw_only=True)
class ResultsSource:
    """All facts behind the reports on one sealed cycle; `published_on` is None until released."""

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

    @property
    def cutoffs(self) -> Cutoffs:
        """What decides words, as frozen with the cycle."""
        return Cutoffs.of_frozen(self.whole.cutoffs)


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """One row of the heat map; `unit_id` is None for the agency as a whole."""

    header: str
    entries: tuple[Entry, ...]
    unit_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """Units against values. `kind` of an entry names its colour; `keys`: (kind, meaning)."""

    finding: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    keys: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Bar:
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
    bars: tuple[Bar, ...]
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
class Funnel:
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
class Spread:
    """How officers' figures are spread: `drawing` and `table` are None where withheld."""

    finding: str
    drawing: Histogram | None = None
    table: Table | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """Sentences, and the table that they are drawn from where there is one."""

    sentences: tuple[str, ...]
    table: Table | None = None


@dataclass(frozen=True, kw_only=True)
class Results:
    """A finished report in one language, on an agency or, with no `heat`, on one of its units."""

    language: str
    heading: str
    title: str
    agency: str
    cycle: str
    standing: str
    dated_iso: str
    fingerprint: str
    identity: tuple[Fact, ...]
    overview: tuple[Stat, ...]
    summary: tuple[str, ...]
    values_chart: Chart
    values: Table
    spread: Spread
    quality: Told
    method: tuple[Fact, ...]
    heat: HeatMap | None = None
    outstanding: Told | None = None
    outstanding_lists: tuple[Listing, ...] = ()
    reliability: Told | None = None
    withheld: bool = False  # Nothing of the unit may be shown: sentences alone, no dashes.
    funnel: Funnel | None = None
