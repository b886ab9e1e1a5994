"""How groups answered and how officers' figures lie: parts of a unit's and of a cycle's result."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AnsweringQuality:
    """How one group answered: shares from 0 to 1 of behaviours that could not be rated, of sheets
    with one and the same answer throughout, and of answers at either end of the scale.
    `often_uniform`: whether the second is likely beyond `StatementCutoffs.many_uniform`; None in
    cycles frozen before this was decided with them."""

    cannot_rate: float | None
    straightlined: float | None
    extreme: float | None
    often_uniform: bool | None = None


@dataclass(frozen=True, kw_only=True)
class OverallDistribution:
    """Officers whose overall figure lies between neighbouring `edges` of the scale."""

    edges: tuple[float, ...]
    officers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CycleReliability:
    """`one_rater`, `mean_of_raters`: ICC(1), ICC(2) of sheet means, signs kept; by value `alpha`
    (Cronbach) and `omega` (one factor). `raters_per_officer`: k0."""

    one_rater: float | None
    mean_of_raters: float | None
    raters_per_officer: float | None
    alpha: dict[str, float | None]
    omega: dict[str, float | None]
