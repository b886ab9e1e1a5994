"""All that the figures of one cycle are written from, and the words of a cell's status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from berakhlak.cycles.policy import Policy
from berakhlak.instrument.catalogue import Instrument
from berakhlak.sealing.freezing.statements import StatementWriter
from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.claims.cycle_claims import CycleInference
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.frozen_result import CellStatus
from berakhlak.statistics.packed_sheets import PackedSheets
from berakhlak.statistics.rules import ItemLayout, ScoringRules
from berakhlak.statistics.severity import SeverityAdjustment
from berakhlak.statistics.suppression import SuppressedScores

PRINTED_STATUS = {
    SuppressionStatus.NONE: CellStatus.NONE,
    SuppressionStatus.SUPPRESSED: CellStatus.SUPPRESSED,
    SuppressionStatus.SHOWN: CellStatus.SHOWN,
}


@dataclass(frozen=True, kw_only=True)
class ComputedCycle:
    """`sheets` as answered; `safe` their figures after suppression; `inference`
    and `severity` rest on the safe figures alone. `is_one_of_two`: the same sheets asked another
    instrument, too."""

    sheets: PackedSheets
    safe: SuppressedScores
    inference: CycleInference
    severity: SeverityAdjustment
    instrument: Instrument
    policy: Policy
    rules: ScoringRules
    layout: ItemLayout
    is_one_of_two: bool = False
    unit_codes: tuple[str, ...] = ()
    unit_parents: tuple[int | None, ...] = ()

    @property
    def figures(self) -> CycleScores:
        return self.safe.figures

    @cached_property
    def writer(self) -> StatementWriter:
        return StatementWriter(self.inference, self.layout, self.rules)
