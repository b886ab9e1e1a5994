"""Writing what may be said into the frozen result: rounded, by code, and from printed figures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.cycles.rater_groups import Relation
from berakhlak.sealing.freezing.json_columns import NULL, Texts
from berakhlak.statistics.categories import (
    JohariArea,
    SelfOtherCategory,
    johari_areas,
    self_other_categories,
)
from berakhlak.statistics.claims.cells import CellInference
from berakhlak.statistics.claims.cycle_claims import CycleInference
from berakhlak.statistics.inference import unit_effects, verdicts
from berakhlak.statistics.inference.indices import (
    FigureInterval,
    class_within,
    equal_weight_mean,
)
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.statements import (
    CompositeDependability,
    CycleConstants,
    EqualWeightIndex,
    GroupDifference,
    UnitEffect,
)

DECIMALS = 2
NEVER_CALLED_RARE = ("LY1", "LY3", "AK3")
"""Loyalty to the state, secrecy, abuse of office: to say of one person that others see these less
often, or to advise on them, would be suspicion. Their figures stay in the tables."""
UNDECIDED = verdicts.DifferenceVerdict.UNDECIDED.label
INDEX_GROUP = Relation.CITIZEN


def printed_category(
    own: float | None, others: float | None, rules: ScoringRules
) -> SelfOtherCategory:
    """The category of printed figures."""
    pair = [np.array([math.nan if x is None else x]) for x in (own, others)]
    return SelfOtherCategory(int(self_other_categories(pair[0], pair[1], rules)[0]))


@cache
def printed_johari_area(category: SelfOtherCategory) -> str | None:
    """The Johari area of a category."""
    return JohariArea(int(johari_areas(np.array([category], np.int8))[0])).label or None


def overall_category(
    own: float | None,
    others: float | None,
    values: Iterable[tuple[float | None, float | None]],
    rules: ScoringRules,
) -> tuple[float | None, str]:
    """Gap and category over the values that both sides rated, from printed figures."""
    shared = [(mine, theirs) for mine, theirs in values if mine is not None and theirs is not None]
    if own is None or others is None:
        return None, printed_category(own, others, rules).label
    if not shared:
        return None, SelfOtherCategory.NO_SHARED_VALUES.label
    mine, theirs = (sum(part) / len(shared) for part in zip(*shared, strict=True))
    return round(mine - theirs, DECIMALS), printed_category(mine, theirs, rules).label


def round_or_none(number: float, decimals: int = DECIMALS) -> float | None:
    """The number as printed, None for NaN."""
    return None if math.isnan(number) else round(float(number), decimals)


class StatementWriter:
    """Draws result dataclasses out of an inference."""

    def __init__(self, inference: CycleInference, layout: ItemLayout, rules: ScoringRules) -> None:
        self.inference, self.layout, self.rules = inference, layout, rules
        self.ends = (float(rules.scale[0]), float(rules.scale[1]))

    def place(self, place: int) -> str | None:
        """Above or below the middle of the cycle."""
        return verdicts.DifferenceVerdict(int(self.inference.overall.place[place])).label

    def group_difference(self, place: int) -> GroupDifference | None:
        """The one difference between groups that may be told."""
        found = self.inference.groups
        if found.column[place] < 0:
            return None
        return GroupDifference(
            value=self.layout.values[found.column[place]],
            first=self.rules.groups[found.first[place]],
            second=self.rules.groups[found.second[place]],
            difference=round(float(found.difference[place]), DECIMALS),
        )

    def advice(self, place: int) -> tuple[str, ...]:
        """Codes of the behaviours to begin with."""
        return verdicts.choose_advice(
            self.inference.contrast_statements.posterior.mean[place],
            self.layout.items,
            NEVER_CALLED_RARE,
            self.inference.cutoffs.most_advice,
        )

    def unit_effect(self, place: int, column: int) -> UnitEffect | None:
        """A unit against the agency, by column (overall, then values)."""
        if not self.inference.effects:
            return None
        found: unit_effects.UnitEffects = self.inference.effects[column]
        verdict = verdicts.DifferenceVerdict(int(found.verdict[place])).label
        if verdict is None:
            return None
        return UnitEffect(
            difference=round(float(found.difference[place]), DECIMALS),
            standard_error=round(float(found.standard_error[place]), DECIMALS),
            shrunk=round(float(found.shrunk[place]), DECIMALS),
            verdict=verdict,
        )

    def dependability(self) -> CompositeDependability | None:
        """Of the overall figure as printed."""
        found = self.inference.overall.dependability
        if found is None:
            return None
        return CompositeDependability(
            coefficient=round(found.coefficient, DECIMALS),
            standard_error=round(found.standard_error, DECIMALS),
            variance=round(found.variance, 4),
            n=found.n,
        )

    def components(self) -> dict[str, Any] | None:
        """Variance components for the next cycle's D-study, rater by group."""
        found = self.inference.overall.components
        if found is None:
            return None
        return {
            "officer": round(found.officer, 4),
            "perspective": round(found.perspective, 4),
            "rater": {
                group: round(variance, 4)
                for group, variance in zip(self.rules.groups, found.rater, strict=True)
            },
        }

    def citizen_index(self) -> EqualWeightIndex | None:
        """The citizens' view over officers that count alike."""
        if INDEX_GROUP not in self.rules.groups:
            return None
        code, table = self.rules.groups.index(INDEX_GROUP), self.inference.values
        seen = table.shown[:, code]
        means = np.where(seen, table.mean[:, code], 0.0).sum(axis=1) / np.where(
            seen.any(axis=1), seen.sum(axis=1), np.nan
        )
        found = equal_weight_mean(means, least=self.inference.cutoffs.least_index)
        if found is None:
            return None
        low, high = max(found.low, self.ends[0]), min(found.high, self.ends[1])
        mean, low, high = (round(x, DECIMALS) for x in (found.figure, low, high))
        steps = range(self.rules.scale[0], self.rules.scale[1] + 1)
        return EqualWeightIndex(
            mean=mean,
            low=low,
            high=high,
            n=found.n,
            level=class_within(
                FigureInterval(mean, low, high, found.n), {step: step - 0.5 for step in steps}
            ),
        )

    def constants(self) -> CycleConstants:
        """Of values and behaviours by code and group, self left out."""
        tables = (
            (self.layout.values, self.inference.values),
            (self.layout.items, self.inference.behaviours),
        )

        def by_code(pick: str) -> dict[str, dict[str, Any]]:
            return {
                code: self._by_group(_part(table, pick)[:, column])
                for codes, table in tables
                for column, code in enumerate(codes)
            }

        return CycleConstants(
            shifts=by_code("shifts"),
            variance=by_code("variance"),
            factor=by_code("factor"),
            centre=by_code("centre"),
        )

    def cutoffs(self) -> dict[str, float]:
        """Every number that decided a word."""
        return asdict(self.inference.cutoffs)

    def _by_group(self, column: npt.NDArray[np.float64]) -> dict[str, float | None]:
        return {
            self.rules.groups[code]: round_or_none(column[code], 4) for code in self.rules.others
        }


def _part(table: CellInference, name: str) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = (
        table.shifts if name == "shifts" else getattr(table.pooled, name)
    )
    return found


def statement_texts(
    found: verdicts.DifferenceStatements, rows: slice, column: int, never_lower: bool = False
) -> Texts:
    """The JSON of the statement on each officer of one column. `never_lower`: where to say that
    somebody shows it less often would be a suspicion, it stays undecided."""
    words = [verdicts.DifferenceVerdict(code).label for code in verdicts.DifferenceVerdict]
    if never_lower:
        words[verdicts.DifferenceVerdict.LOWER] = UNDECIDED
    part = (found.verdict, found.posterior.mean, found.posterior.sd)
    columns = (each[rows, column].tolist() for each in part)
    return [
        NULL if (word := words[verdict]) is None
        else f'{{"estimate":{round(mean, DECIMALS)!r},"standard_error":{round(error, DECIMALS)!r},'
             f'"verdict":"{word}"}}'
        for verdict, mean, error in zip(*columns, strict=True)
    ]  # fmt: skip
