"""From linked sheets to the frozen result: compute, withhold, round.

What leaves this module may be shown. Withheld numbers are dropped here, and shown ones rounded to
what is printed, so that neither a page nor a reader of the database learns more than the paper.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from berakhlak.aggregation.categories import Status, statuses
from berakhlak.aggregation.inferring import Inference, infer
from berakhlak.aggregation.linking import GROUPS, LinkedCycle
from berakhlak.aggregation.packed import PackedSheets
from berakhlak.aggregation.policy import Rules
from berakhlak.aggregation.portrait import (
    for_the_cycle,
    in_shown_groups,
    only,
    quality_of,
    reliability_of,
    spread_of,
)
from berakhlak.aggregation.preparing import layout_of, packed_sheets, rules_of
from berakhlak.aggregation.psychometrics import covariances
from berakhlak.aggregation.result import (
    Adjusted,
    BehaviourFigures,
    Cell,
    CellStatus,
    CycleFigures,
    OfficerFigures,
    Quality,
    UnitFigures,
    UnitValue,
    ValueFigures,
)
from berakhlak.aggregation.severity import Severity, adjust_for_severity
from berakhlak.aggregation.withholding import (
    DECIMALS,
    Safe,
    compute_safe,
    of_several_officers,
    told_sheets,
)
from berakhlak.aggregation.writing import Writing, area_of, category_of, overall_category
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.cycles.policy import Group

RULES_VERSION = "2"
WORDS = {
    Status.NONE: CellStatus.NONE,
    Status.SUPPRESSED: CellStatus.WITHHELD,
    Status.SHOWN: CellStatus.SHOWN,
}


@dataclass(frozen=True)
class FrozenCycle:
    """All results as they are stored; `sha256` covers rules version and every payload."""

    rules_version: str
    sha256: str
    cycle: CycleFigures
    officers: dict[int, str]
    units: dict[int, str]


def freeze(linked: LinkedCycle, cycle: Cycle, units: Sequence[CycleUnit]) -> FrozenCycle:
    """Compute the cycle's figures and keep of them what may be shown."""
    rules, layout = rules_of(cycle.policy, cycle.instrument.content), layout_of(cycle)
    sheets = packed_sheets(linked, units)
    safe = compute_safe(sheets, rules, layout)
    said = infer(safe.figures, safe.told, rules, layout)
    severity = adjust_for_severity(safe.told, safe.figures, rules, said.overall.perspective)
    sketch = _Sketch(safe, (said, severity), sheets, cycle, rules)
    officers = {
        officer.id: sketch.officer(place).to_json() for place, officer in enumerate(linked.officers)
    }
    unit_payloads = {row.id: sketch.unit(place).to_json() for place, row in enumerate(units)}
    whole = sketch.whole(linked)
    return FrozenCycle(
        rules_version=RULES_VERSION,
        sha256=digest(whole.to_json(), officers, unit_payloads),
        cycle=whole,
        officers=officers,
        units=unit_payloads,
    )


def digest(
    whole: str,
    officers: Mapping[int, str],
    units: Mapping[int, str],
    rules_version: str = RULES_VERSION,
) -> str:
    """Hash of a cycle's payloads: the whole, then officers and units in the order of their ids."""
    running = sha256(rules_version.encode())
    for payloads in ({0: whole}, officers, units):
        for key in sorted(payloads):
            running.update(b"\n" + payloads[key].encode())
    return running.hexdigest()


def _rounded(number: float, decimals: int = DECIMALS) -> float | None:
    return None if math.isnan(number) else round(float(number), decimals)


def _difference(first: float | None, second: float | None) -> float | None:
    # Of the rounded figures, so that whoever subtracts the printed ones finds the same.
    if first is None or second is None:
        return None
    return round(first - second, DECIMALS)


class _Sketch:
    """Draws result dataclasses out of the engine's arrays."""

    def __init__(
        self,
        safe: Safe,
        found: tuple[Inference, Severity],
        sheets: PackedSheets,
        cycle: Cycle,
        rules: Rules,
    ) -> None:
        figures = safe.figures
        self.said, severity = found
        self.figures, self.severity, self.unit_of = figures, severity, sheets.unit
        self.instrument, self.policy = cycle.instrument.content, cycle.policy
        self.rules, self.layout = rules, layout_of(cycle)
        self.shown_sheets = only(safe.told, in_shown_groups(sheets, figures, rules))
        self.unit_quality = self._unit_quality(sheets)
        items = figures.items
        self.item_mean, self.item_status = items.mean, items.status
        self.item_self = items.self_score
        self.written = Writing(self.said, self.layout, rules)
        self.n_components = len(np.unique(severity.component[severity.component >= 0]))

    def officer(self, place: int) -> OfficerFigures:
        """The frozen figures of one officer."""
        own = _rounded(self.figures.officers.self_overall[place])
        others = _rounded(self.said.overall.composite[place])
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
            overall_se=_rounded(float(np.sqrt(self.said.overall.error[place]))),
            gap_statement=self.written.overall_gap(place),
            place=self.written.place(place),
            group_difference=self.written.group_difference(place),
            advice=self.written.advice(place),
        )

    def unit(self, place: int) -> UnitFigures:
        """The frozen figures of one unit."""
        codes = ["ALL", *(value.code for value in self.instrument.values)]
        overall = self.said.overall.composite
        return UnitFigures(
            values=tuple(
                self._unit_value(place, column, code) for column, code in enumerate(codes)
            ),
            spread=spread_of(overall[self.unit_of == place], self.rules),
            quality=self.unit_quality[place],
        )

    def _unit_quality(self, sheets: PackedSheets) -> list[dict[str, Quality | None]]:
        """Quality of answering by unit and group, where officers enough have the group."""
        counts, rules = self.figures.officers.n_forms, self.rules
        forms = statuses(counts, np.array(rules.min_n)) == Status.SHOWN
        several = of_several_officers(forms, sheets, rules.min_officers_per_unit)
        return [
            {
                group: each if several[place, GROUPS.index(Group(group))] else None
                for group, each in found.items()
            }
            for place, found in enumerate(quality_of(self.shown_sheets, rules, by_unit=True))
        ]

    def _cycle_quality(self) -> dict[str, Quality | None]:
        """The same of the cycle, guarded like a unit."""
        told = np.array(
            [[unit.get(str(group)) is not None for group in GROUPS] for unit in self.unit_quality]
        )
        use = for_the_cycle(self.shown_sheets, told, self.rules)
        return quality_of(only(self.shown_sheets, use), self.rules, by_unit=False)[0]

    def whole(self, linked: LinkedCycle) -> CycleFigures:
        """The frozen figures of the cycle as a whole."""
        composite = self.said.values.composite
        overall = self.said.overall.composite
        forms = self.figures.officers.n_forms
        # Totals are made of shown units alone: a single withheld unit could be subtracted out.
        counted = self._in_shown_units()
        return CycleFigures(
            n_officers=len(linked.officers),
            n_sheets={
                str(group): told_sheets(forms[:, code], self.policy.min_n[group])
                for code, group in enumerate(GROUPS)
            },
            n_invited=linked.invited,
            value_means={
                value.code: _mean(composite[counted[:, column + 1], column])
                for column, value in enumerate(self.instrument.values)
            },
            overall_mean=_mean(overall[counted[:, 0]]),
            reliability=reliability_of(self.shown_sheets, self.rules, self.layout),
            spread=spread_of(overall[counted[:, 0]], self.rules),
            quality=self._cycle_quality(),
            dependability=self.written.dependability(),
            components=self.written.components(),
            citizen_index=self.written.citizen_index(),
            n_components=self.n_components,
            constants=self.written.constants(),
            cutoffs=self.written.cutoffs(),
            covariances=covariances(self.shown_sheets, self.rules, self.layout),
        )

    def _in_shown_units(self) -> npt.NDArray[np.bool_]:
        """Whether an officer's unit shows this figure; (officers, overall and values)."""
        units = self.said.units
        assert units is not None
        shown: npt.NDArray[np.bool_] = (units.status == Status.SHOWN)[self.unit_of]
        return shown

    def _adjusted(self, place: int) -> Adjusted:
        reason = self.severity.reason[place]
        if reason is not None:
            return Adjusted(score=None, standard_error=None, reason=reason)
        return Adjusted(
            score=_rounded(self.severity.score[place]),
            standard_error=_rounded(self.severity.standard_error[place]),
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
        own = _rounded(values.self_mean[place, column])
        others = _rounded(self.said.values.composite[place, column])
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
            sem=_rounded(float(np.sqrt(self.said.errors[place, column]))),
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
        mean = _rounded(cells.mean[place, group, column])
        low, high = self.written.bar(self.said.values, (group, column), n, mean)
        return Cell(status=status, n=n, mean=mean, low=low, high=high)

    def _behaviour(self, place: int, item: int, code: str) -> BehaviourFigures:
        own = _rounded(self.item_self[place, item])
        others = _rounded(self.said.behaviours.composite[place, item])
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
        mean = _rounded(self.item_mean[place, group, item])
        low, high = self.written.bar(self.said.behaviours, (group, item), n, mean)
        return Cell(status=status, n=n, mean=mean, low=low, high=high)

    def _unit_value(self, place: int, column: int, code: str) -> UnitValue:
        units = self.said.units
        assert units is not None
        status = WORDS[Status(units.status[place, column])]
        if status is not CellStatus.SHOWN:
            return UnitValue(code=code, status=status)
        return UnitValue(
            code=code,
            status=status,
            n_officers=int(units.n[place, column]),
            mean=_rounded(units.mean[place, column]),
            sd=_rounded(units.sd[place, column]),
            effect=self.written.unit_effect(place, column),
        )


def _mean(column: npt.NDArray[np.float64]) -> float | None:
    defined = column[~np.isnan(column)]
    return _rounded(float(defined.mean())) if len(defined) else None
