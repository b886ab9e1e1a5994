"""What documents are made of: facts, tables, charts and lists, ready to print in one language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LabelledText:
    """A label and what it says."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """One figure of the overview with a line that explains it."""

    label: str
    figure: str
    note: str


@dataclass(frozen=True, kw_only=True)
class TableEntry:
    """One cell of a table. `kind`: shown, withheld, none, or written by somebody.

    Smaller: `note` beside, `below`.
    """

    text: str
    note: str = ""
    below: str = ""
    kind: str = "shown"


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row; `mark` is the place (1..) of the value whose colour it carries, 0 for none.

    `remark`: what somebody wrote about it, after the product's own `note`.
    """

    header: str
    entries: tuple[TableEntry, ...]
    note: str = ""
    remark: str = ""
    mark: int = 0


@dataclass(frozen=True, kw_only=True)
class TableSection:
    """Rows under a heading row with figures of its own; no heading when `header` is None."""

    rows: tuple[TableRow, ...]
    header: TableRow | None = None


@dataclass(frozen=True, kw_only=True)
class CaptionedTable:
    """A table with its caption; `columns` includes the column of row headers."""

    caption: str
    columns: tuple[str, ...]
    sections: tuple[TableSection, ...]


@dataclass(frozen=True, kw_only=True)
class SentencesWithTable:
    """Sentences, and the table that they rest on where there is one."""

    sentences: tuple[str, ...]
    table: CaptionedTable | None = None


@dataclass(frozen=True)
class MarkLook:
    """How something is drawn: the shape of its mark, and the name of its colour in a palette."""

    shape: str
    colour: str


FULL_DOT = MarkLook("disc", "others")
"""Of what several views or groups say together."""
HOLLOW_DOT = MarkLook("ring", "rust")
"""Of what stands beside it."""


@dataclass(frozen=True, kw_only=True)
class GroupDot:
    """A group's mark at `x`, with its interval `low`..`high` (drawing units) where there is one."""

    look: MarkLook
    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class ChartBand:
    """One value's strip of a chart: its dots, and words (y, text) in the column at the right.

    `more`: further lines (y, text) of a label that is too long for one; `weight` as in CSS.
    """

    label: str
    mark: int
    label_x: float
    label_y: float
    top: float
    bottom: float
    dots: tuple[GroupDot, ...]
    words: tuple[tuple[float, str], ...]
    link: tuple[float, float, float] | None = None  # A line from x to x at y.
    more: tuple[tuple[float, str], ...] = ()
    weight: int = 600


@dataclass(frozen=True, kw_only=True)
class ScaleTick:
    """A step of the scale at `x`; `label` in words where it fits, `anchor` as in SVG."""

    x: float
    score: str
    label: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class LegendKey:
    """One entry of a chart's legend."""

    look: MarkLook
    label: str
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawing. `finding` says what it shows, `description` tells it to those who cannot see it.

    Lengths are drawing units: points in print.
    """

    name: str
    finding: str
    description: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    words_x: float
    words_head: str
    zoom: str  # Says that the scale does not begin at 1; else empty.
    zoom_y: float
    ticks: tuple[ScaleTick, ...]
    keys: tuple[LegendKey, ...]
    bands: tuple[ChartBand, ...]
    text_size: float
    words_size: float


@dataclass(frozen=True, kw_only=True)
class TitledList:
    """A short titled list; `empty` says why when there is nothing in it."""

    title: str
    explanation: str
    items: tuple[LabelledText, ...]
    empty: str
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class VerificationDetails:
    """Where a printed profile can be checked. `qr` is an SVG drawing of `url`.

    `signature` says by what certificate the file is signed; empty when it is not signed.
    """

    code: str
    url: str
    qr: str
    signature: str = ""
