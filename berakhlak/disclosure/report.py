"""What an audit found: counts, and each figure that gives a withheld one away."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from berakhlak.statistics.statements import DisclosureCertificate
from berakhlak.statistics.stored_json import read_stored


class FigureKind(StrEnum):
    """What kind of figure a place holds."""

    MEAN = "mean"
    COUNT = "count"  # Raters, or answered sheets.
    SPREAD = "spread"
    OTHERS = "others"  # The composite over groups.
    GAP = "gap"
    CATEGORY = "category"
    PERCENTILE = "percentile"
    UNIT_MEAN = "unit_mean"
    SUBTREE_MEAN = "subtree_mean"  # Of a unit with all below it.
    CYCLE_MEAN = "cycle_mean"
    SHEETS = "sheets"
    CHANGE = "change"  # Of a behaviour, between a cycle and its pulse.
    QUALITY = "quality"  # How a group answered.
    RESULT = "result"
    CERTIFICATE = "certificate"
    TALK = "talk"  # How many of a unit agreed with a statement on their talk.
    CHOICE = "choice"  # What more than half of a group chose as strengths, and to develop.
    FAMILIARITY = "familiarity"  # How well a group knows the officer.
    SATISFACTION = "satisfaction"  # Sums and index of a satisfaction survey.
    SATISFACTION_COUNT = "satisfaction_count"  # How many respondents have a characteristic.


class LeakKind(StrEnum):
    """How a figure betrays a withheld one."""

    BELOW_MINIMUM = "below_minimum"  # Printed although too few raters stand behind it.
    RECOVERED = "recovered"  # A withheld figure follows from it, within `low`..`high`.
    UNEXPLAINED = "unexplained"  # Printed figures do not make it, so withheld ones must be in it.
    ALTERED = "altered"  # Not what sealing computed, or released a second time.


@dataclass(frozen=True, kw_only=True)
class FigurePlace:
    """Where a figure is printed: `owner` is an officer, a unit or the cycle."""

    owner: str
    subject: FigureKind
    group: str = ""
    value: str = ""
    item: str = ""


@dataclass(frozen=True, kw_only=True)
class AuditFinding:
    """`source`, as printed, gives `target` away; `low`..`high` is what it must be, where known."""

    leak: LeakKind
    source: FigurePlace
    target: FigurePlace | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class AuditCounts:
    """Cells over all officers and groups but self.

    `figures`: numbers and judgements read, of every kind. `primary`: withheld for their own n (or
    indistinguishable from those), `complementary`: to protect another. `attacked`: withheld
    behaviours beside a shown value, which the solver tried to pin down. `unanimous`: shown
    behaviours whose mean says that all gave the same answer; `nearly`: all but one, who thereby
    knows everybody's. `unanimous_values`, `nearly_values`: the same of values, where it holds for
    every behaviour. `anonymous`: shown behaviours of groups with a minimum above one, `voices`:
    those of citizens among them. `known_0`, `known_1`, `known_2`: at how many of these, at most,
    readers with so many raters' answers are certain of another's; `own_1`, `own_2`: the officer
    with so many voices of their own. All are the nature of a mean, and no leak.
    """

    officers: int = 0
    figures: int = 0
    shown: int = 0
    primary: int = 0
    complementary: int = 0
    attacked: int = 0
    unanimous: int = 0
    nearly: int = 0
    unanimous_values: int = 0
    nearly_values: int = 0
    anonymous: int = 0
    voices: int = 0
    known_0: int = 0
    known_1: int = 0
    known_2: int = 0
    own_1: int = 0
    own_2: int = 0

    def __add__(self, other: AuditCounts) -> AuditCounts:
        return AuditCounts(**{name: n + getattr(other, name) for name, n in asdict(self).items()})


@dataclass(frozen=True)
class NarrowCircleCount:
    """Of how many of the rated `officers` fewer peers than `wanted` could have been asked."""

    narrow: int
    officers: int
    wanted: int


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """The outcome for one cycle; `sha256` is the hash of the results that were read, `certificate`
    the one that was frozen with them, `circles` what the organisation chart tells of peers;
    `basis` is the hash of what the outcome rests on beside the results, empty in older reports."""

    cycle_id: int
    sha256: str
    counts: AuditCounts
    findings: tuple[AuditFinding, ...]
    certificate: DisclosureCertificate | None = None
    circles: NarrowCircleCount | None = None
    basis: str = ""

    @property
    def is_safe(self) -> bool:
        return not self.findings

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> AuditReport:
        return read_stored(cls, text)
