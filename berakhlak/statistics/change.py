"""Change of an officer between two cycles, where the two measure the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.figures import Z_95
from berakhlak.statistics.packed_sheets import Bools, Floats


class CycleComparability(StrEnum):
    """Why two figures cannot be compared; `COMPARABLE` if they can."""

    COMPARABLE = "comparable"
    OTHER_INSTRUMENT = "other_instrument"
    OTHER_SCALE = "other_scale"
    OTHER_LABELS = "other_labels"
    """The same questions, answered on steps of other words."""
    OTHER_WEIGHTS = "other_weights"
    OTHER_RULES = "other_rules"
    OTHER_GROUPS = "other_groups"
    """Different rater groups count in the two figures."""
    OTHER_CITIZENS = "other_citizens"
    """Citizens were asked otherwise, or other voices of theirs count."""
    NOT_RATED_BEFORE = "not_rated_before"
    NOT_RATED_NOW = "not_rated_now"
    NO_STANDARD_ERROR = "no_standard_error"
    """The difference is known, but not whether it exceeds noise."""


@dataclass(frozen=True, kw_only=True)
class MeasurementBasis:
    """What the figures of a cycle rest on: instrument with version, scale, weights by group."""

    instrument: str
    scale: tuple[int, int]
    weights: Mapping[str, float]


def compare_bases(before: MeasurementBasis, now: MeasurementBasis) -> CycleComparability:
    """Whether two cycles can be compared at all, else the first reason why not.

    Weights are renormalised, so only their proportions count.
    """
    if before.instrument != now.instrument:
        return CycleComparability.OTHER_INSTRUMENT
    if before.scale != now.scale:
        return CycleComparability.OTHER_SCALE
    if before.weights.keys() != now.weights.keys():
        return CycleComparability.OTHER_GROUPS
    shares = [_shares(basis.weights) for basis in (before, now)]
    same = all(abs(shares[0][group] - shares[1][group]) < 1e-9 for group in shares[0])
    return CycleComparability.COMPARABLE if same else CycleComparability.OTHER_WEIGHTS


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values()) or 1.0
    return {group: weight / total for group, weight in weights.items()}


@dataclass(frozen=True)
class MeasuredComposites:
    """Composites of matched officers in one cycle, of one shape; see `figures.ValueScores`."""

    composite: Floats
    sem: Floats
    groups_used: npt.NDArray[Any]


@dataclass(frozen=True)
class CompositeChange:
    """Arrays of the shape compared.

    `difference` now - before; `standard_error` = sqrt(sem^2 + sem^2); `mdc95`, the least
    difference that exceeds noise at 95 %, = z standard_error (for equal errors the usual
    z sqrt(2) sem). NaN where undefined. `reason` holds `CycleComparability` texts.
    """

    difference: Floats
    standard_error: Floats
    reason: npt.NDArray[Any]

    @property
    def mdc95(self) -> Floats:
        least: Floats = Z_95 * self.standard_error
        return least

    @property
    def exceeds_noise(self) -> Bools:
        """Whether the difference is at least the minimal detectable change; False if undefined."""
        with np.errstate(invalid="ignore"):
            exceeds: Bools = np.abs(self.difference) >= self.mdc95
        return exceeds & ~np.isnan(self.standard_error)


def composite_change(
    before: MeasuredComposites, now: MeasuredComposites, basis: CycleComparability
) -> CompositeChange:
    """Compare two measurements of the same officers; `basis` comes from `compare_bases`.

    A difference is given only where both cycles have a figure over the same groups; the
    published composites carry no withheld group, and neither does their difference.
    """
    shape = now.composite.shape
    reason = np.full(shape, CycleComparability.COMPARABLE, object)
    reason[np.isnan(before.sem + now.sem)] = CycleComparability.NO_STANDARD_ERROR
    reason[before.groups_used != now.groups_used] = CycleComparability.OTHER_GROUPS
    reason[np.isnan(now.composite)] = CycleComparability.NOT_RATED_NOW
    reason[np.isnan(before.composite)] = CycleComparability.NOT_RATED_BEFORE
    if basis is not CycleComparability.COMPARABLE:
        reason[...] = basis
    known = np.isin(reason, [CycleComparability.COMPARABLE, CycleComparability.NO_STANDARD_ERROR])
    error = np.sqrt(before.sem**2 + now.sem**2)
    return CompositeChange(
        np.where(known, now.composite - before.composite, np.nan),
        np.where(known, error, np.nan),
        reason,
    )
