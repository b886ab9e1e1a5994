"""The policy of a cycle: groups with weights and minimum sizes, cut-offs. Fixed at opening.

The defaults are conventions of this product, not law: PermenPANRB 6/2022 knows three behaviour
ratings decided by the superior and no computed figure. What is stored is read in `stored_policy`;
what may be drafted is in `policy_floors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from berakhlak.cycles import stored_policy
from berakhlak.cycles.purposes import LEAST_ANONYMOUS, Purpose
from berakhlak.cycles.rater_groups import OF_THE_TREE, SHIPPED_GROUPS, RaterGroup, Relation
from berakhlak.instrument.item_order import ItemOrder
from berakhlak.run_language import N_, operator_gettext
from berakhlak.statistics.rules import ScoringRules

DEFAULTS = ScoringRules()
IMPOSSIBLE = {
    "relations": N_("groups: satu kelompok untuk masing-masing dari %(names)s"),
    "codes": N_("groups: tiap kelompok perlu kode sendiri"),
    "weights": N_("weights: satu bilangan, paling kecil 0, untuk tiap kelompok selain self"),
    "weightless": N_("weights: paling sedikit satu harus di atas 0"),
    "minimums": N_("min_n: satu bilangan bulat, paling kecil 1, untuk tiap kelompok"),
    "anonymous": N_("min_n: kelompok anonim (%(names)s) paling kecil %(least)s"),
}


@dataclass(frozen=True, kw_only=True)
class Policy:
    """An agency's choices; weights need not sum to one, they are renormalised over shown groups.

    `groups` stand by their `order`. `peers_per_officer` bounds the proposal of peers;
    `min_n_comments` raters per group before its comments are shown; `min_n_spread` raters per
    cell before its spread and interval are: mean and spread of three scores often give all three.
    Nobody is asked for more than `most_forms_per_rater` forms; 0 where there is no such limit.
    `behaviour_tickets`: voices of served visits before a single behaviour of citizens is shown; 0
    in cycles that were opened when every voice counted alike, else these make up the minimum.
    `purpose`: what results are for. `asks_familiarity`, `asks_choices`: whether sheets of staff ask
    how well the rater knows the person, and for three strengths and one thing to develop;
    `asks_half`: whether raters of groups without names are asked about half of the behaviours;
    `order`: in which order staff meet behaviours.
    """

    groups: tuple[RaterGroup, ...] = SHIPPED_GROUPS
    min_n_comments: int = 3
    min_n_spread: int = 8
    min_officers_per_unit: int = DEFAULTS.min_officers_per_unit
    gap_threshold: float = DEFAULTS.gap_threshold
    strength_threshold: float = DEFAULTS.strength_threshold
    peers_per_officer: int = 5
    most_forms_per_rater: int = 0
    behaviour_tickets: int = 0
    purpose: Purpose = Purpose.UNSTATED
    asks_familiarity: bool = False
    asks_choices: bool = False
    asks_half: bool = False
    order: ItemOrder = ItemOrder.BY_VALUE

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.groups, key=lambda group: (group.order, group.code)))
        object.__setattr__(self, "groups", ordered)
        named = sorted(each.code for each in ordered if each.relation in OF_THE_TREE)
        if named != sorted(OF_THE_TREE):
            _refuse("relations", names=", ".join(OF_THE_TREE))
        if len(set(self.codes)) < len(self.codes):
            _refuse("codes")
        if min(self.weights.values()) < 0:
            _refuse("weights")
        if sum(self.weights.values()) <= 0:
            _refuse("weightless")
        if min(self.min_n.values()) < 1:
            _refuse("minimums")
        anonymous = [each for each in ordered if each.is_anonymous]
        if any(each.minimum < LEAST_ANONYMOUS for each in anonymous):
            names = ", ".join(each.code for each in anonymous)
            _refuse("anonymous", names=names, least=LEAST_ANONYMOUS)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of all groups; the place in it is the group's number in stored sheets."""
        return tuple(group.code for group in self.groups)

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The codes of everybody but the officer."""
        return tuple(code for code in self.codes if code != Relation.SELF)

    @cached_property
    def appointed(self) -> tuple[RaterGroup, ...]:
        """The groups whose raters HR names."""
        return tuple(each for each in self.groups if each.relation is Relation.APPOINTED)

    @cached_property
    def weights(self) -> dict[str, float]:
        """By code, self left out."""
        return {each.code: each.weight for each in self.groups if each.code != Relation.SELF}

    @cached_property
    def min_n(self) -> dict[str, int]:
        """Raters before a group is shown, by code."""
        return {group.code: group.minimum for group in self.groups}

    @cached_property
    def behaviour_min_n(self) -> dict[str, int]:
        """Raters before a single behaviour of a group is shown, by code."""
        citizens = max(self.min_n[Relation.CITIZEN], self.behaviour_tickets)
        return self.min_n | {Relation.CITIZEN.value: citizens}

    def group(self, code: str) -> RaterGroup:
        """The group of a code; KeyError for one that the cycle does not have."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, RaterGroup]:
        return {group.code: group for group in self.groups}

    @property
    def comments_need(self) -> int:
        """Raters of a group who must have answered before its comments are shown: never one."""
        return max(self.min_n_comments, 2)

    def shows_comments(self, code: str, size: int) -> bool:
        """Whether comments of a group of `size` raters can ever be shown; one's own never are."""
        return code != Relation.SELF and size >= self.comments_need

    def with_numbers(
        self, weights: Mapping[str, float] | None = None, min_n: Mapping[str, int] | None = None
    ) -> Policy:
        """The same groups with other weights and minimums, where they are given by code."""
        weights, minimums = weights or {}, min_n or {}
        return replace(
            self,
            groups=tuple(
                replace(
                    group,
                    weight=weights.get(group.code, group.weight),
                    minimum=minimums.get(group.code, group.minimum),
                )
                for group in self.groups
            ),
        )

    def to_json(self) -> str:
        return stored_policy.written(self)

    @classmethod
    def from_json(cls, text: str) -> Policy:
        return _read(text)


@lru_cache(maxsize=64)
def _read(text: str) -> Policy:
    return stored_policy.policy_of(stored_policy.read(text), Policy)


def _refuse(rule: str, **words: object) -> None:
    raise ValueError(operator_gettext(IMPOSSIBLE[rule], **words))
