"""What rules version 2 add to a frozen result: statements, errors and the constants behind them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DifferenceStatement:
    """What may be said of a difference: `verdict` (higher, lower, undecided), and the posterior's
    `estimate` and `standard_error` in steps. Rules version 2."""

    verdict: str
    estimate: float
    standard_error: float


@dataclass(frozen=True, kw_only=True)
class GroupDifference:
    """The one difference between two groups that may be told: `first` sees the value more often
    than `second`, by `difference` steps."""

    value: str
    first: str
    second: str
    difference: float


@dataclass(frozen=True, kw_only=True)
class ValueEnds:
    """The agency's values, by code, that are likely seen most and least often by more than
    `StatementCutoffs.values_apart`."""

    highest: str
    lowest: str


@dataclass(frozen=True, kw_only=True)
class UnitEffect:
    """A unit against the agency as all but the boss see it; named or coloured by `verdict` alone.
    `shrunk` is what remains of `difference` once chance is reckoned with."""

    difference: float
    standard_error: float
    shrunk: float
    verdict: str


@dataclass(frozen=True, kw_only=True)
class CompositeDependability:
    """Of the overall figure as printed: generalizability `coefficient`, typical `standard_error`
    in steps, true `variance` between officers, `n` officers behind them."""

    coefficient: float
    standard_error: float
    variance: float
    n: int


@dataclass(frozen=True, kw_only=True)
class EqualWeightIndex:
    """A mean over `n` officers that count alike, with its 95 % interval. `level`: the step of the
    scale that the whole interval is nearest to, None where it is not one."""

    mean: float
    low: float
    high: float
    n: int
    level: int | None = None


@dataclass(frozen=True, kw_only=True)
class CycleConstants:
    """What the cycle's figures are made with, by value or behaviour code and group; None where
    there is too little to know. `shifts`: habits taken out of composites. `variance`, `factor`,
    `centre`: of bars (`inference.pooling`)."""

    shifts: dict[str, dict[str, float]]
    variance: dict[str, dict[str, float | None]]
    factor: dict[str, dict[str, float | None]]
    centre: dict[str, dict[str, float | None]]


@dataclass(frozen=True, kw_only=True)
class BehaviourCovariance:
    """How `behaviours` vary together over the complete `sheets` of one group of the whole agency:
    `matrix` (behaviours x behaviours) in squared steps. For studies of the instrument alone."""

    raters: int
    sheets: int
    behaviours: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ReaderKnowledge:
    """What one kind of reader learns of `figures` printed behaviours: shares from 0 to 1 on which
    somebody else's answer is `certain`, or one of two (`nearly`, the certain ones among them);
    `narrowest`: steps that are open at least."""

    figures: int
    certain: float
    nearly: float
    narrowest: int


@dataclass(frozen=True, kw_only=True)
class DisclosureRisk:
    """What readers learn of `figures` cells of anonymous groups, by how many raters tell each other
    their answers ("0", "1", "2"), and by how many citizens' voices the officer gave ("citizen1",
    "citizen2"; "citizen5", "citizen20" and all by the display, "citizen_display", since tickets
    make up the minimum)."""

    figures: int
    learned: dict[str, ReaderKnowledge]


VOICES_STEP = 5
"""Voices that no figure is made of are told in steps of so many."""


@dataclass(frozen=True, kw_only=True)
class VoicesApart:
    """Citizens' voices that no figure is made of: those by the poster (`apart`), and those that HR
    held back and did not release (`screened`), in steps of VOICES_STEP."""

    apart: int
    screened: int


def in_steps_of_voices(n: int) -> int:
    """A number of voices as it may be told."""
    return n // VOICES_STEP * VOICES_STEP


@dataclass(frozen=True, kw_only=True)
class DisclosureCertificate:
    """What readers learn as published, and would with every minimum of an anonymous group raised
    by "1" or "2"."""

    now: DisclosureRisk
    raised: dict[str, DisclosureRisk]
