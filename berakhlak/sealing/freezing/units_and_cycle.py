"""The frozen figures of units and of the cycle as a whole, rounded to what is printed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from berakhlak.sealing.freezing.counters import counter_figures
from berakhlak.sealing.freezing.sources import PRINTED_STATUS, ComputedCycle
from berakhlak.sealing.freezing.statements import round_or_none
from berakhlak.sealing.linking import LinkedCycle
from berakhlak.statistics.categories import SuppressionStatus, suppression_statuses
from berakhlak.statistics.certificate import disclosure_certificate
from berakhlak.statistics.covariances import behaviour_covariances
from berakhlak.statistics.cycle_statistics import (
    answering_quality,
    counts_in_cycle_quality,
    cycle_reliability,
    in_shown_groups,
    overall_distribution,
    sheets_where,
)
from berakhlak.statistics.frozen_result import (
    CellStatus,
    CycleFigures,
    SubtreeFigures,
    UnitFigures,
    UnitValue,
)
from berakhlak.statistics.group_answering import AnsweringQuality
from berakhlak.statistics.inference import verdicts
from berakhlak.statistics.packed_sheets import PackedSheets
from berakhlak.statistics.roll_ups import SubtreeScores, roll_up_units
from berakhlak.statistics.statements import ValueEnds, VoicesApart, in_steps_of_voices
from berakhlak.statistics.suppression import releasable_sheet_count, shown_by_enough_officers


class CycleFiguresBuilder:
    """Draws the figures of units and of the whole out of the engine's arrays."""

    def __init__(self, material: ComputedCycle) -> None:
        figures, sheets, rules = material.figures, material.sheets, material.rules
        self.inference, self.severity, self.figures = material.inference, material.severity, figures
        self.instrument, self.policy = material.instrument, material.policy
        self.rules, self.layout = rules, material.layout
        self.is_one_of_two = material.is_one_of_two
        self.writer, self.sheets, self.unit_of = material.writer, sheets, sheets.unit
        self.shown_sheets = sheets_where(
            material.safe.releasable_sheets, in_shown_groups(sheets, figures, rules)
        )
        self.unit_quality = self._unit_quality(sheets)
        self.codes = ["ALL", *(value.code for value in self.instrument.values)]
        self.unit_codes = material.unit_codes
        assert self.inference.units is not None
        self.subtrees = roll_up_units(
            self.inference.units, material.unit_parents, rules.min_officers_per_unit
        )

    def unit(self, place: int) -> UnitFigures:
        """The frozen figures of one unit."""
        overall = self.inference.overall.composite
        return UnitFigures(
            values=tuple(
                self._unit_value(place, column, code) for column, code in enumerate(self.codes)
            ),
            spread=overall_distribution(overall[self.unit_of == place], self.rules),
            quality=self.unit_quality[place],
            subtree=self._subtree(place),
        )

    def _subtree(self, place: int) -> SubtreeFigures | None:
        found = self.subtrees.get(place)
        if found is None:
            return None
        assert self.unit_of is not None
        return SubtreeFigures(
            officers=int(np.isin(self.unit_of, found.members).sum()),
            units=len(found.members),
            left_out=tuple(self.unit_codes[each] for each in found.left_out),
            values=tuple(_subtree_value(found, column, c) for column, c in enumerate(self.codes)),
        )

    def whole(self, linked: LinkedCycle) -> CycleFigures:
        """The frozen figures of the cycle as a whole."""
        composite = self.inference.values.composite
        overall = self.inference.overall.composite
        forms = self.figures.officers.n_forms
        # Totals are made of shown units alone: a single withheld unit could be subtracted out.
        counted = self._in_shown_units()
        return CycleFigures(
            n_officers=len(linked.officers),
            n_sheets={
                group: self._sheet_count(forms[:, code], self.policy.min_n[group])
                for code, group in enumerate(self.policy.codes)
            },
            n_invited=linked.invited,
            value_means={
                value.code: _mean(composite[counted[:, column + 1], column])
                for column, value in enumerate(self.instrument.values)
            },
            overall_mean=_mean(overall[counted[:, 0]]),
            reliability=cycle_reliability(self.shown_sheets, self.rules, self.layout),
            spread=overall_distribution(overall[counted[:, 0]], self.rules),
            quality=self._cycle_quality(),
            dependability=self.writer.dependability(),
            components=self.writer.components(),
            citizen_index=self.writer.citizen_index(),
            n_components=self._n_components(),
            constants=self.writer.constants(),
            cutoffs=self.writer.cutoffs(),
            value_ends=self._value_ends(np.where(counted[:, 1:], composite, np.nan)),
            covariances=behaviour_covariances(self.shown_sheets, self.rules, self.layout),
            certificate=disclosure_certificate(
                self.sheets, self.figures, self.rules, linked.by_ticket
            ),
            voices=_voices_apart(linked),
            counters=counter_figures(linked.counters, self.instrument, self.policy),
        )

    def _sheet_count(self, forms: npt.NDArray[np.int32], least: int) -> int:
        """Sheets of a group. Where another instrument was asked of the same raters, those of shown
        groups alone: the difference of two totals would settle a withheld count."""
        if self.is_one_of_two:
            return int(forms[forms >= least].sum())
        return releasable_sheet_count(forms, least)

    def _unit_quality(self, sheets: PackedSheets) -> list[dict[str, AnsweringQuality | None]]:
        """Quality of answering by unit and group, where officers enough have the group."""
        counts, rules = self.figures.officers.n_forms, self.rules
        forms = suppression_statuses(counts, np.array(rules.min_n)) == SuppressionStatus.SHOWN
        several = shown_by_enough_officers(forms, sheets, rules.min_officers_per_unit)
        return [
            {
                group: each if several[place, rules.groups.index(group)] else None
                for group, each in found.items()
            }
            for place, found in enumerate(answering_quality(self.shown_sheets, rules, by_unit=True))
        ]

    def _cycle_quality(self) -> dict[str, AnsweringQuality | None]:
        """The same of the cycle, guarded like a unit."""
        is_printed = np.array(
            [
                [unit.get(group) is not None for group in self.rules.groups]
                for unit in self.unit_quality
            ]
        )
        use = counts_in_cycle_quality(self.shown_sheets, is_printed, self.rules)
        return answering_quality(sheets_where(self.shown_sheets, use), self.rules, by_unit=False)[0]

    def _in_shown_units(self) -> npt.NDArray[np.bool_]:
        """Whether an officer's unit shows this figure; (officers, overall and values)."""
        units = self.inference.units
        assert units is not None
        shown: npt.NDArray[np.bool_] = (units.status == SuppressionStatus.SHOWN)[self.unit_of]
        return shown

    def _value_ends(self, composite: npt.NDArray[np.float64]) -> ValueEnds | None:
        """The values at either end, where that is likely so of more than these raters."""
        cut = self.inference.cutoffs
        found = verdicts.distinct_extremes(
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
        units = self.inference.units
        assert units is not None
        status = PRINTED_STATUS[SuppressionStatus(units.status[place, column])]
        if status is not CellStatus.SHOWN:
            return UnitValue(code=code, status=status)
        return UnitValue(
            code=code,
            status=status,
            n_officers=int(units.n[place, column]),
            mean=round_or_none(units.mean[place, column]),
            sd=round_or_none(units.sd[place, column]),
            effect=self.writer.unit_effect(place, column),
        )


def _voices_apart(linked: LinkedCycle) -> VoicesApart | None:
    if linked.voices_apart is None:
        return None
    return VoicesApart(
        apart=in_steps_of_voices(int(linked.voices_apart.sum())),
        screened=in_steps_of_voices(linked.screened),
    )


def _mean(column: npt.NDArray[np.float64]) -> float | None:
    defined = column[~np.isnan(column)]
    return round_or_none(float(defined.mean())) if len(defined) else None


def _subtree_value(found: SubtreeScores, column: int, code: str) -> UnitValue:
    n, mean = int(found.n[column]), round_or_none(found.mean[column])
    if mean is None:
        # Nobody counted may still be somebody left out, so both look the same.
        return UnitValue(code=code, status=CellStatus.SUPPRESSED)
    return UnitValue(code=code, status=CellStatus.SHOWN, n_officers=n, mean=mean)
