"""What a profile is made of: the facts that go in, and the finished page parts that come out.

Everything in :class:`Profile` is ready to print, in one language. Templates only place it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from berakhlak.cycles.policy import Policy
from berakhlak.documents.result_fingerprint import fingerprint
from berakhlak.instrument.catalogue import Instrument
from berakhlak.statistics.frozen_result import FIRST_RULES, OfficerFigures
from berakhlak.statistics.inference.cutoffs import Cutoffs

if TYPE_CHECKING:
    from berakhlak.profiles.change import Changes, Earlier


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The officer as the cycle saw them. `nip`: 18 digits; `mark` tells them from namesakes."""

    name: str
    nip: str
    position: str
    rank: str | None
    unit: str
    agency: str
    supervisor: str | None = None
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class Release:
    """The published result that a profile is taken from; `root` in signs, None for older cycles."""

    cycle: str
    opens_on: date
    closes_on: date
    published_on: date
    rules_version: str
    sha256: str
    root: str | None = None

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return fingerprint(self.sha256, self.root)


@dataclass(frozen=True, kw_only=True)
class Source:
    """All facts behind one profile. `comments`: (value code, text), already in random order.

    `earlier` is the person's result in the cycle before, where there is one. `several_parts`: the
    cycle falls into parts that no rater links. `cutoffs`: what decides words, as frozen with it.
    """

    participant_id: int
    identity: Identity
    release: Release
    figures: OfficerFigures
    instrument: Instrument
    policy: Policy
    comments: tuple[tuple[str, str], ...] = ()
    earlier: Earlier | None = None
    several_parts: bool = False
    cutoffs: Cutoffs = field(default_factory=lambda: Cutoffs.of_frozen({}))

    @property
    def guarded(self) -> bool:
        """Whether words go by frozen verdicts; profiles of rules version 1 keep theirs."""
        return self.release.rules_version != FIRST_RULES


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label and what it says."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Stat:
    """One figure of the overview with a line that explains it."""

    label: str
    figure: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One cell of a table. `kind`: shown, withheld or none; smaller: `note` beside, `below`."""

    text: str
    note: str = ""
    below: str = ""
    kind: str = "shown"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row; `mark` is the place (1..) of the value whose colour it carries, 0 for none."""

    header: str
    entries: tuple[Entry, ...]
    note: str = ""
    mark: int = 0


@dataclass(frozen=True, kw_only=True)
class Section:
    """Rows under a heading row with figures of its own; no heading when `header` is None."""

    rows: tuple[Row, ...]
    header: Row | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its caption; `columns` includes the column of row headers."""

    caption: str
    columns: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A group's mark at `x`, with its interval `low`..`high` (drawing units) where there is one."""

    group: str
    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Band:
    """One value's strip of a chart: its dots, and words (y, text) in the column at the right.

    `more`: further lines (y, text) of a label that is too long for one; `weight` as in CSS.
    """

    label: str
    mark: int
    label_x: float
    label_y: float
    top: float
    bottom: float
    dots: tuple[Dot, ...]
    words: tuple[tuple[float, str], ...]
    link: tuple[float, float, float] | None = None  # A line from x to x at y.
    more: tuple[tuple[float, str], ...] = ()
    weight: int = 600


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A step of the scale at `x`; `label` in words where it fits, `anchor` as in SVG."""

    x: float
    score: str
    label: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Key:
    """One entry of a chart's legend."""

    group: str
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
    ticks: tuple[Tick, ...]
    keys: tuple[Key, ...]
    bands: tuple[Band, ...]
    text_size: float
    words_size: float


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A short titled list; `empty` says why when there is nothing in it."""

    title: str
    explanation: str
    items: tuple[Fact, ...]
    empty: str
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class CommentGroup:
    """Comments on one value in their random order."""

    header: str
    mark: int
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Where a printed profile can be checked. `qr` is an SVG drawing of `url`.

    `signature` says by what certificate the file is signed; empty when it is not signed.
    """

    code: str
    url: str
    qr: str
    signature: str = ""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a reader meets first: a behaviour to keep, and one to try with a step and a question.

    Each is empty where the figures do not carry it. `level` then stands for what to keep, `kindly`
    for what to try.
    """

    keep: str = ""
    level: str = ""
    attempt: str = ""
    suggestion: str = ""
    question: str = ""
    kindly: str = ""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A finished profile in one language; `verification` only where it is issued as a file.

    `form` is short, standard or full; `data` the printed figures as JSON where the file carries
    them along. `opening` is None under rules version 1, whose profiles keep their words.
    """

    participant_id: int
    language: str
    name: str
    short_name: str
    cycle: str
    agency: str
    published: str
    published_iso: str
    fingerprint: str
    file_stem: str
    identity: tuple[Fact, ...]
    overview: tuple[Stat, ...]
    summary: tuple[str, ...]
    highlights: tuple[Listing, ...]
    raters: Table
    dumbbell: Chart
    values: Table
    contrasts: tuple[Listing, ...]
    group_chart: Chart
    groups: Table
    behaviours_finding: str
    comments: tuple[CommentGroup, ...]
    no_comments: str
    method: tuple[Fact, ...]
    officer: Fact
    supervisor: Fact
    form: str = "standard"
    data: str | None = None
    changes: Changes | None = None
    opening: Opening | None = None
    verification: Verification | None = None
    root: str | None = None

    @property
    def keywords(self) -> str:
        """What programs find in the file: its code, and the root over the results."""
        code = f"verifikasi/{self.verification.code}" if self.verification else ""
        return ", ".join(filter(None, (code, self.root and f"akar/{self.root}")))
