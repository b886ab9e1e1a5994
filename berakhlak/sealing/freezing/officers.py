"""The frozen figures of one officer, rounded to what is printed; withheld numbers are left out."""

from __future__ import annotations

import numpy as np

from berakhlak.cycles.policy import GROUPS, Group
from berakhlak.sealing.freezing.sources import WORDS, Material
from berakhlak.sealing.freezing.statements import area_of, category_of, overall_category, rounded
from berakhlak.statistics.categories import Status
from berakhlak.statistics.frozen_result import (
    Adjusted,
    BehaviourFigures,
    Cell,
    CellStatus,
    OfficerFigures,
    ValueFigures,
)
from berakhlak.statistics.pinning import DECIMALS


class OfficerDrawing:
    """Draws officers' figures out of the engine's arrays."""

    def __init__(self, material: Material) -> None:
        self.said, self.severity = material.said, material.severity
        self.figures, self.written = material.figures, material.written
        self.instrument, self.policy = material.instrument, material.policy
        self.rules = material.rules
        # Each of these computes all cells of the cycle: once here, not once a cell.
        items = material.figures.items
        self.item_status, self.item_mean = items.status, items.mean
        self.item_self = items.self_score

    def officer(self, place: int) -> OfficerFigures:
        """The frozen figures of one officer."""
        own = rounded(self.figures.officers.self_overall[place])
        others = rounded(self.said.overall.composite[place])
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
            overall_se=rounded(float(np.sqrt(self.said.overall.error[place]))),
            gap_statement=self.written.overall_gap(place),
            place=self.written.place(place),
            group_difference=self.written.group_difference(place),
            advice=self.written.advice(place),
        )

    def _adjusted(self, place: int) -> Adjusted:
        reason = self.severity.reason[place]
        if reason is not None:
            return Adjusted(score=None, standard_error=None, reason=reason)
        return Adjusted(
            score=rounded(self.severity.score[place]),
            standard_error=rounded(self.severity.standard_error[place]),
            reason=None,
            few_sheets=bool(self.severity.n_sheets[place] < self.said.cutoffs.few_sheets),
            component=int(self.severity.component[place]),
        )

    def _responses(self, place: int) -> dict[str, int | None]:
        counts = self.figures.officers.n_forms[place]
        return {
            str(group): int(n) if n == 0 or n >= self.policy.min_n[group] else None
            for group, n in zip(GROUPS, counts, strict=True)
        }

    def _value(self, place: int, column: int) -> ValueFigures:
        values, value = self.figures.values, self.instrument.values[column]
        own = rounded(values.self_mean[place, column])
        others = rounded(self.said.values.composite[place, column])
        category = category_of(own, others, self.rules)
        used = int(values.groups_used[place, column])
        return ValueFigures(
            code=value.code,
            self_mean=own,
            others=others,
            groups_used=tuple(str(g) for bit, g in enumerate(GROUPS) if used >> bit & 1),
            n_raters=int(values.n_raters[place, column]),
            gap=_difference(own, others),
            category=category.label,
            johari=area_of(category),
            sem=rounded(float(np.sqrt(self.said.errors[place, column]))),
            mdc95=None,
            cells={
                str(group): self._cell(place, code, column) for code, group in enumerate(GROUPS)
            },
            behaviours=tuple(
                self._behaviour(place, self.instrument.positions[behaviour.code], behaviour.code)
                for behaviour in value.behaviours
            ),
            gap_statement=self.written.gap(place, column),
        )

    def _cell(self, place: int, group: int, column: int) -> Cell:
        cells = self.figures.cells
        status = WORDS[Status(cells.status[place, group, column])]
        if status is not CellStatus.SHOWN:
            return Cell(status=status)
        n = int(cells.n[place, group, column])
        mean = rounded(cells.mean[place, group, column])
        low, high = self.written.bar(self.said.values, (group, column), n, mean)
        return Cell(status=status, n=n, mean=mean, low=low, high=high)

    def _behaviour(self, place: int, item: int, code: str) -> BehaviourFigures:
        own = rounded(self.item_self[place, item])
        others = rounded(self.said.behaviours.composite[place, item])
        return BehaviourFigures(
            code=code,
            self_score=own,
            others=others,
            johari=area_of(category_of(own, others, self.rules)),
            contrast=self.written.contrast(place, item),
            cells={
                str(group): self._item_cell(place, number, item)
                for number, group in enumerate(GROUPS)
                if group is not Group.SELF
            },
        )

    def _item_cell(self, place: int, group: int, item: int) -> Cell:
        status = WORDS[Status(self.item_status[place, group, item])]
        if status is not CellStatus.SHOWN:
            return Cell(status=status)
        n = int(self.figures.items.n[place, group, item])
        mean = rounded(self.item_mean[place, group, item])
        low, high = self.written.bar(self.said.behaviours, (group, item), n, mean)
        return Cell(status=status, n=n, mean=mean, low=low, high=high)


def _difference(first: float | None, second: float | None) -> float | None:
    # Of the rounded figures, so that whoever subtracts the printed ones finds the same.
    if first is None or second is None:
        return None
    return round(first - second, DECIMALS)
