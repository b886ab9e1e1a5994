"""The policy of a cycle: weights, minimum group sizes, cut-offs. Fixed at opening and for ever.

The defaults are conventions of this product, not law: PermenPANRB 6/2022 knows three behaviour
ratings decided by the superior and no computed figure.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from berakhlak.run_language import N_, operator_gettext
from berakhlak.statistics.rules import ScoringRules


class Group(StrEnum):
    """Rater groups in their fixed order; the order is the code in stored figures."""

    SELF = "self"
    SUPERVISOR = "supervisor"
    PEER = "peer"
    SUBORDINATE = "subordinate"
    CITIZEN = "citizen"


GROUPS = tuple(Group)
OTHERS = (Group.SUPERVISOR, Group.PEER, Group.SUBORDINATE, Group.CITIZEN)


DEFAULTS = ScoringRules(groups=tuple(map(str, Group)))


def _default_weights() -> dict[str, float]:
    found = dict(zip(DEFAULTS.groups, DEFAULTS.weights, strict=True))
    return {group: weight for group, weight in found.items() if group != Group.SELF}


def _default_minimums() -> dict[str, int]:
    return dict(zip(DEFAULTS.groups, DEFAULTS.min_n, strict=True))


@dataclass(frozen=True, kw_only=True)
class Policy:
    """An agency's choices; weights need not sum to one, they are renormalised over shown groups.

    `peers_per_officer` bounds the proposal of peers; `min_n` is raters per cell;
    `min_n_comments` raters per group before its comments are shown; `min_n_spread` raters per
    cell before its spread and interval are: mean and spread of three scores often give all three.
    """

    weights: dict[str, float] = field(default_factory=_default_weights)
    min_n: dict[str, int] = field(default_factory=_default_minimums)
    min_n_comments: int = 3
    min_n_spread: int = 8
    min_officers_per_unit: int = DEFAULTS.min_officers_per_unit
    gap_threshold: float = DEFAULTS.gap_threshold
    strength_threshold: float = DEFAULTS.strength_threshold
    peers_per_officer: int = 5

    def __post_init__(self) -> None:
        others = {str(group) for group in OTHERS}
        if set(self.weights) != others or min(self.weights.values()) < 0:
            raise ValueError(
                operator_gettext(
                    N_("weights: satu bilangan, paling kecil 0, untuk tiap kelompok selain self")
                )
            )
        if sum(self.weights.values()) <= 0:
            raise ValueError(operator_gettext(N_("weights: paling sedikit satu harus di atas 0")))
        if set(self.min_n) != {str(group) for group in Group} or min(self.min_n.values()) < 1:
            raise ValueError(
                operator_gettext(
                    N_("min_n: satu bilangan bulat, paling kecil 1, untuk tiap kelompok")
                )
            )
        if any(self.min_n[group] < 3 for group in ("peer", "subordinate", "citizen")):
            raise ValueError(
                operator_gettext(N_("min_n: rekan, bawahan, dan masyarakat paling kecil 3"))
            )

    @property
    def comments_need(self) -> int:
        """Raters of a group who must have answered before its comments are shown: never one."""
        return max(self.min_n_comments, 2)

    def shows_comments(self, group: Group, size: int) -> bool:
        """Whether comments of a group of `size` raters can ever be shown; one's own never are."""
        return group is not Group.SELF and size >= self.comments_need

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Policy:
        return _read(text)


@lru_cache(maxsize=64)
def _read(text: str) -> Policy:
    values: dict[str, Any] = json.loads(text)
    return Policy(**values)
