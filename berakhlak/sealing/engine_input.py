"""From a cycle as the database knows it to what the engine takes: rules, layout, packed sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from berakhlak.cycles.models import CycleUnit
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import RaterGroup, Relation, SheetLength
from berakhlak.instrument.catalogue import Instrument
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.statistics.packed_sheets import PackedSheets
from berakhlak.statistics.rules import ItemLayout, ScoringRules


def scoring_rules_of(policy: Policy, instrument: Instrument) -> ScoringRules:
    """The engine's rules for a cycle's policy."""
    return ScoringRules(
        scale=(1, instrument.max_score),
        groups=policy.codes,
        weights=tuple(policy.weights.get(code, 0.0) for code in policy.codes),
        min_n=tuple(policy.min_n[code] for code in policy.codes),
        behaviour_min_n=_behaviour_minimums(policy),
        min_officers_per_unit=policy.min_officers_per_unit,
        gap_threshold=policy.gap_threshold,
        strength_threshold=policy.strength_threshold,
        pool_withheld=False,  # Else a withheld cell would move the standard errors shown.
        recognisable_groups=_codes(policy, lambda each: not each.is_anonymous),
        short_form_groups=_codes(policy, lambda each: each.form is SheetLength.SHORT),
        value_only_groups=_rotating(policy),
        borrow_variance=True,  # Else one supervisor each would leave every standard error out.
    )


def _behaviour_minimums(policy: Policy) -> tuple[int, ...]:
    """None where single behaviours need no more than their group."""
    if not policy.behaviour_tickets:
        return ()
    return tuple(policy.behaviour_min_n[code] for code in policy.codes)


def _rotating(policy: Policy) -> tuple[str, ...]:
    """Groups whose raters are asked about half of the behaviours."""
    if not policy.asks_half:
        return ()
    return _codes(policy, lambda each: each.is_anonymous and each.relation is not Relation.CITIZEN)


def _codes(policy: Policy, chosen: Callable[[RaterGroup], bool]) -> tuple[str, ...]:
    """Codes of some of the groups, never the officer's own."""
    others = (each for each in policy.groups if each.relation is not Relation.SELF)
    return tuple(each.code for each in others if chosen(each))


def item_layout_of(instrument: Instrument) -> ItemLayout:
    """The engine's item layout for an instrument."""
    return ItemLayout.from_items(
        [
            (behaviour.code, value.code, behaviour.for_citizens)
            for value in instrument.values
            for behaviour in value.behaviours
        ]
    )


def packed_sheets(linked: LinkedCycle, units: Sequence[CycleUnit]) -> PackedSheets:
    """The engine's input; raters are numbered from 0 in the order of their ids."""
    place = {row.id: index for index, row in enumerate(units)}
    raters, codes = np.unique(linked.rater, return_inverse=True)
    unit = [place[officer.unit_id] for officer in linked.officers if officer.unit_id is not None]
    return PackedSheets(
        answers=linked.answers,
        officer=linked.officer,
        group=linked.group,
        n_officers=len(linked.officers),
        rater=codes,
        n_raters=len(raters),
        unit=np.array(unit, np.int64),
        n_units=len(units),
    )
