"""The frozen figures of units and of the cycle as a whole, rounded to what is printed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from berakhlak.cycles.policy import GROUPS, Group
from berakhlak.sealing.freezing.sources import WORDS, Material
from berakhlak.sealing.freezing.statements import rounded
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.statistics.categories import Status, statuses
from berakhlak.statistics.certificate import certificate_of
from berakhlak.statistics.covariances import covariances
from berakhlak.statistics.cycle_statistics import (
    for_the_cycle,
    in_shown_groups,
    only,
    quality_of,
    reliability_of,
    spread_of,
)
from berakhlak.statistics.frozen_result import CellStatus, CycleFigures, UnitFigures, UnitValue
from berakhlak.statistics.group_answering import Quality
from berakhlak.statistics.inference import verdicts
from berakhlak.statistics.packed_sheets import PackedSheets
from berakhlak.statistics.statements import ValueEnds
from berakhlak.statistics.suppression import of_several_officers, told_sheets


class CycleDrawing:
    """Draws the figures of units and of the whole out of the engine's arrays."""

    def __init__(self, material: Material) -> None:
        figures, sheets, rules = material.figures, material.sheets, material.rules
        self.said, self.severity, self.figures = material.said, material.severity, figures
        self.instrument, self.policy = material.instrument, material.policy
        self.rules, self.layout = rules, material.layout
        self.written, self.sheets, self.unit_of = material.written, sheets, sheets.unit
        self.shown_sheets = only(material.safe.told, in_shown_groups(sheets, figures, rules))
        self.unit_quality = self._unit_quality(sheets)

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
            n_components=self._n_components(),
            constants=self.written.constants(),
            cutoffs=self.written.cutoffs(),
            value_ends=self._value_ends(np.where(counted[:, 1:], composite, np.nan)),
            covariances=covariances(self.shown_sheets, self.rules, self.layout),
            certificate=certificate_of(self.sheets, self.figures, self.rules),
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

    def _in_shown_units(self) -> npt.NDArray[np.bool_]:
        """Whether an officer's unit shows this figure; (officers, overall and values)."""
        units = self.said.units
        assert units is not None
        shown: npt.NDArray[np.bool_] = (units.status == Status.SHOWN)[self.unit_of]
        return shown

    def _value_ends(self, composite: npt.NDArray[np.float64]) -> ValueEnds | None:
        """The values at either end, where that is likely so of more than these raters."""
        cut = self.said.cutoffs
        found = verdicts.ends_apart(
            composite,
            floor=cut.values_apart,
            error=1 - cut.gap_probability,
            least=cut.least_contrasted,
        )
        if found is None:
            return None
        highest, lowest = (self.layout.values[column] for column in found)
        return ValueEnds(highest=highest, lowest=lowest)

    def _n_components(self) -> int:
        """Parts of the cycle that no rater links."""
        component = self.severity.component
        return len(np.unique(component[component >= 0]))

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
            mean=rounded(units.mean[place, column]),
            sd=rounded(units.sd[place, column]),
            effect=self.written.unit_effect(place, column),
        )


def _mean(column: npt.NDArray[np.float64]) -> float | None:
    defined = column[~np.isnan(column)]
    return rounded(float(defined.mean())) if len(defined) else None
