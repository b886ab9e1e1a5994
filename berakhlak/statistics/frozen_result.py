"""The frozen result of a cycle as plain dataclasses; what a profile may print, and no more.

A withheld cell carries its status and no number at all, not even how many raters it has, so
nothing that reads a result can leak it. Scores are on the instrument's scale (1..max_score).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from berakhlak.statistics.group_answering import (
    AnsweringQuality,
    CycleReliability,
    OverallDistribution,
)
from berakhlak.statistics.majorities import GroupChoice, GroupFamiliarity
from berakhlak.statistics.statements import (
    BehaviourCovariance,
    CompositeDependability,
    CycleConstants,
    DifferenceStatement,
    DisclosureCertificate,
    EqualWeightIndex,
    GroupDifference,
    UnitEffect,
    ValueEnds,
    VoicesApart,
)
from berakhlak.statistics.stored_json import as_stored, read_plain, read_stored, share_equal

ALL_VALUES = "ALL"
"""The code of what is said of all values together."""
FIRST_RULES = "1"
"""Version of the rules whose results carry no verdicts; their published words are kept."""


class CellStatus(StrEnum):
    """Why a cell shows what it shows."""

    NONE = "none"  # Nobody in this group rated it.
    SUPPRESSED = "withheld"  # Fewer raters than the group's minimum.
    SHOWN = "shown"


@dataclass(frozen=True, kw_only=True)
class CellFigures:
    """One group's view of one value or behaviour; numbers only when shown.

    `n` raters, `mean` over raters, `low`..`high`: the pooled 95 % bar; in rules version 1 a t
    interval, which came with the cell's own `sd` (n - 1).
    """

    status: CellStatus
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None


share_equal(CellFigures)


@dataclass(frozen=True, kw_only=True)
class BehaviourFigures:
    """One behaviour of one officer. `others` is the weighted composite over shown groups."""

    code: str
    self_score: float | None
    others: float | None
    johari: str | None
    cells: dict[str, CellFigures]  # By group; self excluded.
    contrast: DifferenceStatement | None = None


@dataclass(frozen=True, kw_only=True)
class ValueFigures:
    """One value of one officer, with its behaviours in form order.

    `gap` = self_mean - others; `category` and `johari` as in golden rule 4; `sem` the pooled
    standard error of `others`; `mdc95` the least change that exceeds noise.
    """

    code: str
    self_mean: float | None
    others: float | None
    groups_used: tuple[str, ...]
    n_raters: int
    gap: float | None
    category: str
    johari: str | None
    sem: float | None
    mdc95: float | None
    cells: dict[str, CellFigures]
    behaviours: tuple[BehaviourFigures, ...]
    gap_statement: DifferenceStatement | None = None


@dataclass(frozen=True, kw_only=True)
class AdjustedFigure:
    """The severity-adjusted overall figure with its standard error, or the reason for none.

    `few_sheets`: drawn to the mean for want of sheets. Officers of one `component` can be compared.
    """

    score: float | None
    standard_error: float | None
    reason: str | None
    few_sheets: bool = False
    component: int | None = None


LATER = ("voices_apart", "choices", "familiarity")
"""Parts of an officer's figures that are stored where the cycle has them."""


@dataclass(frozen=True, kw_only=True)
class OfficerFigures:
    """Everything a profile prints about one officer. `responses`: answered sheets by group,
    None where that number is withheld with the group. `voices_apart`: citizens' voices that no
    figure is made of, in steps of `VOICES_STEP`; None where all counted alike. `choices` and
    `familiarity`, by group: None where the cycle did not ask."""

    overall_self: float | None
    overall_others: float | None
    gap: float | None
    category: str
    percentile: float | None
    adjusted: AdjustedFigure
    responses: dict[str, int | None]
    values: tuple[ValueFigures, ...]
    overall_se: float | None = None
    gap_statement: DifferenceStatement | None = None
    place: str | None = None
    group_difference: GroupDifference | None = None
    advice: tuple[str, ...] = ()
    voices_apart: int | None = None
    choices: dict[str, GroupChoice] | None = None
    familiarity: dict[str, GroupFamiliarity] | None = None

    def to_json(self) -> str:
        # A result without these reads as older versions wrote it.
        return as_stored(self, leave_out=[each for each in LATER if getattr(self, each) is None])

    @classmethod
    def from_json(cls, text: str) -> OfficerFigures:
        return read_stored(cls, text)

    @classmethod
    def from_plain(cls, data: Any) -> OfficerFigures:
        """From what its JSON says."""
        return read_plain(cls, data)


@dataclass(frozen=True, kw_only=True)
class UnitValue:
    """One value over the officers of a unit; numbers only when shown."""

    code: str  # A value code, or ALL_VALUES.
    status: CellStatus
    n_officers: int | None = None
    mean: float | None = None
    sd: float | None = None
    effect: UnitEffect | None = None


@dataclass(frozen=True, kw_only=True)
class SubtreeFigures:
    """A unit with all below it: rated officers, units, and means over those who are counted.

    `left_out`: codes of withheld units that stand in no figure here, lest a difference tell them.
    """

    officers: int
    units: int
    left_out: tuple[str, ...]
    values: tuple[UnitValue, ...]


@dataclass(frozen=True, kw_only=True)
class UnitFigures:
    """One unit: means of its officers' composites, their spread, quality of answering by group.

    `subtree`: with all units below it; None where there are none, or an older version closed.
    """

    values: tuple[UnitValue, ...]
    spread: OverallDistribution | None = None
    quality: dict[str, AnsweringQuality | None] = field(default_factory=dict)
    subtree: SubtreeFigures | None = None

    def to_json(self) -> str:
        # A result without it reads as older versions wrote it.
        return as_stored(self, leave_out=() if self.subtree else ("subtree",))

    @classmethod
    def from_json(cls, text: str) -> UnitFigures:
        return read_stored(cls, text)

    @classmethod
    def overall_of(cls, text: str) -> UnitFigures:
        """With the mean over all values alone."""
        told = [value for value in json.loads(text)["values"] if value["code"] == ALL_VALUES]
        return cls(values=tuple(read_plain(UnitValue, value) for value in told))


@dataclass(frozen=True, kw_only=True)
class CounterFigures:
    """What citizens said about a counter called `name`, at which `officers` rated ones serve. Cells
    by behaviour, each of its own voices; nothing sums them up. `voices_apart` as of officers."""

    name: str
    officers: int
    cells: dict[str, CellFigures]
    voices_apart: int


@dataclass(frozen=True, kw_only=True)
class CycleFigures:
    """Cycle-wide figures: norms, response counts by group, reliability, variance components.

    `variance` is empty but in results of older versions. `covariances`: by group, where many rate.
    `before_opening`: what opening recorded of people's changes; empty in older versions.
    `voices`: how many of citizens' made no figure; None where all counted alike. `counters`: those
    that citizens spoke about.
    """

    n_officers: int
    n_sheets: dict[str, int]
    n_invited: dict[str, int]
    value_means: dict[str, float | None]
    overall_mean: float | None
    reliability: CycleReliability | None = None
    variance: dict[str, float | None] = field(default_factory=dict)
    spread: OverallDistribution | None = None
    quality: dict[str, AnsweringQuality | None] = field(default_factory=dict)
    dependability: CompositeDependability | None = None
    components: dict[str, Any] | None = None
    citizen_index: EqualWeightIndex | None = None
    n_components: int | None = None
    constants: CycleConstants | None = None
    cutoffs: dict[str, float] = field(default_factory=dict)
    covariances: dict[str, BehaviourCovariance] = field(default_factory=dict)
    value_ends: ValueEnds | None = None
    certificate: DisclosureCertificate | None = None
    before_opening: dict[str, int | None] = field(default_factory=dict)
    voices: VoicesApart | None = None
    counters: tuple[CounterFigures, ...] = ()

    def to_json(self) -> str:
        # A result without these reads as older versions wrote it.
        without = [name for name in ("voices", "counters") if not getattr(self, name)]
        return as_stored(self, leave_out=without)

    @classmethod
    def from_json(cls, text: str) -> CycleFigures:
        return read_stored(cls, text)
