"""Every number that decides whether and how something is said; frozen with each cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

EARLIER_CUTOFFS: dict[str, Any] = {
    "z": 1.959964,
    "level_near": 0.25,
    "most_named": 3,
    "most_kept": 2,
    "least_compared": 30,
    "many_uniform": 0.10,
    "values_apart": 0.20,
}
"""What decided words in cycles that were frozen before these were kept with them."""


@dataclass(frozen=True, kw_only=True)
class StatementCutoffs:
    """Floors are in steps of the scale, probabilities from 0 to 1.

    A statement is made when the true difference lies beyond its floor with its probability. The
    floors and probabilities are choices, tried by simulation (`tests/method`).
    """

    z: float = 1.959963984540054  # Of bars and of limits in a funnel.
    least_degrees: int = 30  # Of freedom, before a pooled variance is believed.
    least_bar: int = 3  # Raters of a cell before it has a bar.
    centre_pull: float = 2.0  # Raters' worth of the cycle mean in the ceiling's variance.
    least_centred: int = 5  # Officers with a group before its habit is taken out.
    gap_floor: float = 0.25
    gap_probability: float = 0.95
    overall_gap_probability: float = 0.90
    own_error_factor: float = 1.3  # What three answers of one person hide of their own error.
    group_floor: float = 0.25
    group_error: float = 0.05  # Chance, per profile, of one false difference between groups.
    behaviour_floor: float = 0.10
    behaviour_probability: float = 0.97  # Of each; 21 are looked at.
    least_contrasted: int = 10  # Officers, before a behaviour of one is called low or high.
    most_advice: int = 3
    place_probability: float = 0.90
    least_officers_placed: int = 30
    unit_floor: float = 0.10
    unit_probability: float = 0.95
    dependable: float = 0.70
    change_z: float = 2.576  # Of one person; the lowest tenth has larger errors than the pool.
    few_sheets: int = 5
    least_index: int = 8  # Officers or counters behind an index.
    least_share: int = 10  # Answers behind a share.
    level_near: float = 0.25  # Of a step of the scale, before a level lies between two words.
    most_named: int = 3  # Behaviours in one sentence or list.
    most_kept: int = 2  # Behaviours to keep.
    least_compared: int = 30  # Officers in both cycles, before a drift of the agency is known.
    many_uniform: float = 0.10  # Share of sheets with one answer only that is worth a word.
    values_apart: float = 0.20  # Steps between the agency's values before they are ordered.

    @classmethod
    def of_frozen(cls, frozen: Mapping[str, float]) -> StatementCutoffs:
        """Those that a cycle was frozen with, whatever is in force by now."""
        known = {each.name for each in fields(cls)}
        kept = {name: limit for name, limit in frozen.items() if name in known}
        return cls(**{**EARLIER_CUTOFFS, **kept})
