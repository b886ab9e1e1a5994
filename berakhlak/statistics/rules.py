"""What the figures of a cycle depend on besides the answers: the rules and the item layout."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

# Variances of no-agreement answers on five steps (LeBreton & Senter 2008, Table 2).
NULL_VARIANCES_OF_FIVE_STEPS = {
    "uniform": 2.0,
    "slight_skew": 1.34,
    "moderate_skew": 0.90,
    "heavy_skew": 0.44,
    "triangular": 1.32,
    "normal": 1.04,
}


class InvalidScoringRules(ValueError):
    """A rule is impossible; `rule` is its name."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"impossible rule: {rule}")
        self.rule = rule


@dataclass(frozen=True, kw_only=True)
class ScoringRules:
    """Every constant of the figures. Its defaults are those of a cycle's policy.

    `scale`: lowest and highest score, whole numbers. `groups`: rater groups in the order of
    their codes. `weights` and `min_n`: one per group in that order; the weight of the self group
    is never used. Weights need not sum to one: they are renormalised over the groups shown.
    `favourable_from`: lowest score counted as favourable. `pool_withheld`: whether suppressed
    cells take part in the pooled variances behind standard errors. They do by default; without
    them a withheld cell moves no published figure at all. `borrow_variance`: whether a group in
    which no officer has two raters takes the variance of the other groups; an assumption, without
    which composites that count a lone supervisor have no standard error. `recognisable_groups`:
    those that are not anonymous, usually of one person: never told against a group, left out of
    units. `short_form_groups`: those asked about the items of the citizens' form alone.
    `behaviour_min_n`: the minimum of single items, where it differs from `min_n`.
    `value_only_groups`: of these no figure of a single item is made, since each rater was asked
    about some of them.
    """

    scale: tuple[int, int] = (1, 5)
    groups: tuple[str, ...] = ("self", "supervisor", "peer", "subordinate", "citizen")
    # A lone boss decides the rating by law anyway; at .35 one person made half of many figures.
    weights: tuple[float, ...] = (0.0, 0.20, 0.35, 0.30, 0.15)
    min_n: tuple[int, ...] = (1, 1, 3, 3, 3)
    behaviour_min_n: tuple[int, ...] = ()
    value_only_groups: tuple[str, ...] = ()
    min_officers_per_unit: int = 5
    min_items_per_value: int = 1
    gap_threshold: float = 0.5
    strength_threshold: float = 4.0
    favourable_from: float | None = None  # The strength threshold, unless told otherwise.
    z_half_sd: float = 0.5
    half_sd_min_officers: int = 3
    ci_level: float = 0.95
    null_variance: Mapping[str, float] = field(
        default_factory=lambda: dict(NULL_VARIANCES_OF_FIVE_STEPS)
    )
    straightline_min_items: int = 10
    pool_withheld: bool = True
    borrow_variance: bool = False
    compare_eps: float = 1e-9
    self_group: str = "self"
    recognisable_groups: tuple[str, ...] = ("supervisor",)
    short_form_groups: tuple[str, ...] = ("citizen",)

    def __post_init__(self) -> None:
        for rule, holds in self._limits():
            if not holds:
                raise InvalidScoringRules(rule)

    def _limits(self) -> Iterator[tuple[str, bool]]:
        low, high = self.scale
        yield "scale", low < high and high - low < 254
        yield "groups", len(set(self.groups)) == len(self.groups) > 0
        sizes = {len(self.weights), len(self.min_n), len(self.item_min_n)}
        yield "per_group", sizes == {len(self.groups)}
        yield "weights", all(math.isfinite(weight) and weight >= 0 for weight in self.weights)
        yield "min_n", all(n >= 1 for n in self.min_n)
        yield "min_items_per_value", self.min_items_per_value >= 1
        yield "min_officers_per_unit", self.min_officers_per_unit >= 1
        yield "ci_level", 0 < self.ci_level < 1
        yield "null_variance", all(variance > 0 for variance in self.null_variance.values())

    @property
    def item_min_n(self) -> tuple[int, ...]:
        """The minimum of each group for single items."""
        return self.behaviour_min_n or self.min_n

    @property
    def steps(self) -> int:
        """Number of steps of the scale; packed answers run from 1 to this."""
        return self.scale[1] - self.scale[0] + 1

    @property
    def shift(self) -> int:
        """What turns a packed answer into a score: score = packed + shift."""
        return self.scale[0] - 1

    @property
    def self_code(self) -> int | None:
        """The code of the self group, None in a cycle without self ratings."""
        return self.groups.index(self.self_group) if self.self_group in self.groups else None

    @property
    def others(self) -> tuple[int, ...]:
        """Codes of all groups but self."""
        return tuple(code for code in range(len(self.groups)) if code != self.self_code)

    def codes_of(self, groups: Sequence[str]) -> list[int]:
        """The codes of those of these groups that the cycle has."""
        return [code for code, name in enumerate(self.groups) if name in groups]

    @property
    def favourable_packed(self) -> int:
        """Lowest packed answer counted as favourable."""
        cut = self.strength_threshold if self.favourable_from is None else self.favourable_from
        return max(1, math.ceil(cut - self.compare_eps) - self.shift)

    def null(self, name: str) -> float:
        """A null variance by name, NaN where none is known for this scale."""
        return self.null_variance.get(name, math.nan)


@dataclass(frozen=True, kw_only=True)
class ItemLayout:
    """Which item belongs to which value, in form order.

    `value_of_item[i]`: code of the value of item i. `citizen_form[i]`: whether item i is on the
    short form of citizens.
    """

    items: tuple[str, ...]
    values: tuple[str, ...]
    value_of_item: tuple[int, ...]
    citizen_form: tuple[bool, ...]

    @classmethod
    def from_items(cls, items: Sequence[tuple[str, str, bool]]) -> ItemLayout:
        """Build from (item, value, on the citizens' form) in form order."""
        values = tuple(dict.fromkeys(value for _, value, _ in items))
        return cls(
            items=tuple(item for item, _, _ in items),
            values=values,
            value_of_item=tuple(values.index(value) for _, value, _ in items),
            citizen_form=tuple(citizen for _, _, citizen in items),
        )

    def items_of(self, value: int) -> npt.NDArray[np.intp]:
        """Codes of the items of a value, in form order."""
        return np.flatnonzero(np.array(self.value_of_item) == value)
