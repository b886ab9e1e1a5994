"""The frozen figures of one officer, rounded to what is printed; withheld numbers are left out."""

from __future__ import annotations

from functools import cache, partial

import numpy as np

from berakhlak.cycles.rater_groups import Relation
from berakhlak.sealing.freezing.bars import BarWriter
from berakhlak.sealing.freezing.sources import PRINTED_STATUS, ComputedCycle
from berakhlak.sealing.freezing.statements import (
    overall_category,
    printed_category,
    printed_johari_area,
    round_or_none,
)
from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.frozen_result import (
    AdjustedFigure,
    BehaviourFigures,
    CellFigures,
    CellStatus,
    OfficerFigures,
    ValueFigures,
)
from berakhlak.statistics.pinning import DECIMALS


class OfficerFiguresBuilder:
    """Draws officers' figures out of the engine's arrays."""

    def __init__(self, material: ComputedCycle) -> None:
        self.inference, self.severity = material.inference, material.severity
        self.figures, self.writer = material.figures, material.writer
        self.instrument, self.policy = material.instrument, material.policy
        self.rules = material.rules
        # Printed figures have few digits: most pairs were met before.
        self.category = cache(partial(printed_category, rules=self.rules))
        cutoffs = self.inference.cutoffs
        self.value_bars = BarWriter(self.inference.values, cutoffs, self.rules)
        self.item_bars = BarWriter(self.inference.behaviours, cutoffs, self.rules)
        # Each of these computes all cells of the cycle: once here, not once a cell.
        items = material.figures.items
        self.item_status, self.item_mean = items.status, items.mean
        self.item_self = items.self_score

    def officer(self, place: int) -> OfficerFigures:
        """The frozen figures of one officer."""
        own = round_or_none(self.figures.officers.self_overall[place])
        others = round_or_none(self.inference.overall.composite[place])
        values = tuple(self._value(place, index) for index in range(len(self.instrument.values)))
        gap, category = overall_category(own, others, values, self.rules)
        return OfficerFigures(
            overall_self=own,
            overall_others=others,
            gap=gap,
            category=category,
            percentile=None,
            adjusted=self._adjusted(place),
            responses=self._responses(place),
            values=values,
            overall_se=round_or_none(float(np.sqrt(self.inference.overall.error[place]))),
            gap_statement=self.writer.overall_gap(place),
            place=self.writer.place(place),
            group_difference=self.writer.group_difference(place),
            advice=self.writer.advice(place),
        )

    def _adjusted(self, place: int) -> AdjustedFigure:
        reason = self.severity.reason[place]
        if reason is not None:
            return AdjustedFigure(score=None, standard_error=None, reason=reason)
        return AdjustedFigure(
            score=round_or_none(self.severity.score[place]),
            standard_error=round_or_none(self.severity.standard_error[place]),
            reason=None,
            few_sheets=bool(self.severity.n_sheets[place] < self.inference.cutoffs.few_sheets),
            component=int(self.severity.component[place]),
        )

    def _responses(self, place: int) -> dict[str, int | None]:
        counts = self.figures.officers.n_forms[place]
        return {
            group: int(n) if n == 0 or n >= self.policy.min_n[group] else None
            for group, n in zip(self.policy.codes, counts, strict=True)
        }

    def _value(self, place: int, column: int) -> ValueFigures:
        values, value = self.figures.values, self.instrument.values[column]
        own = round_or_none(values.self_mean[place, column])
        others = round_or_none(self.inference.values.composite[place, column])
        category = self.category(own, others)
        used = int(values.groups_used[place, column])
        return ValueFigures(
            code=value.code,
            self_mean=own,
            others=others,
            groups_used=tuple(g for bit, g in enumerate(self.policy.codes) if used >> bit & 1),
            n_raters=int(values.n_raters[place, column]),
            gap=_difference(own, others),
            category=category.label,
            johari=printed_johari_area(category),
            sem=round_or_none(float(np.sqrt(self.inference.errors[place, column]))),
            mdc95=None,
            cells={
                group: self._cell(place, code, column)
                for code, group in enumerate(self.policy.codes)
            },
            behaviours=tuple(
                self._behaviour(place, self.instrument.positions[behaviour.code], behaviour.code)
                for behaviour in value.behaviours
            ),
            gap_statement=self.writer.gap(place, column),
        )

    def _cell(self, place: int, group: int, column: int) -> CellFigures:
        cells = self.figures.cells
        status = PRINTED_STATUS[SuppressionStatus(cells.status[place, group, column])]
        if status is not CellStatus.SHOWN:
            return CellFigures(status=status)
        n = int(cells.n[place, group, column])
        mean = round_or_none(cells.mean[place, group, column])
        low, high = self.value_bars.bar(group, column, n, mean)
        return CellFigures(status=status, n=n, mean=mean, low=low, high=high)

    def _behaviour(self, place: int, item: int, code: str) -> BehaviourFigures:
        own = round_or_none(self.item_self[place, item])
        others = round_or_none(self.inference.behaviours.composite[place, item])
        return BehaviourFigures(
            code=code,
            self_score=own,
            others=others,
            johari=printed_johari_area(self.category(own, others)),
            contrast=self.writer.contrast(place, item),
            cells={
                group: self._item_cell(place, number, item)
                for number, group in enumerate(self.policy.codes)
                if group != Relation.SELF
            },
        )

    def _item_cell(self, place: int, group: int, item: int) -> CellFigures:
        status = PRINTED_STATUS[SuppressionStatus(self.item_status[place, group, item])]
        if status is not CellStatus.SHOWN:
            return CellFigures(status=status)
        n = int(self.figures.items.n[place, group, item])
        mean = round_or_none(self.item_mean[place, group, item])
        low, high = self.item_bars.bar(group, item, n, mean)
        return CellFigures(status=status, n=n, mean=mean, low=low, high=high)


def _difference(first: float | None, second: float | None) -> float | None:
    # Of the rounded figures, so that whoever subtracts the printed ones finds the same.
    if first is None or second is None:
        return None
    return round(first - second, DECIMALS)
