"""All that the figures of one cycle are written from, and the words of a cell's status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from berakhlak.cycles.policy import Policy
from berakhlak.instrument.catalogue import Instrument
from berakhlak.sealing.freezing.statements import Writing
from berakhlak.statistics.categories import Status
from berakhlak.statistics.claims.cycle_claims import Inference
from berakhlak.statistics.figures import Figures
from berakhlak.statistics.frozen_result import CellStatus
from berakhlak.statistics.packed_sheets import PackedSheets
from berakhlak.statistics.rules import Layout, Rules
from berakhlak.statistics.severity import Severity
from berakhlak.statistics.suppression import Safe

WORDS = {
    Status.NONE: CellStatus.NONE,
    Status.SUPPRESSED: CellStatus.WITHHELD,
    Status.SHOWN: CellStatus.SHOWN,
}


@dataclass(frozen=True, kw_only=True)
class Material:
    """`sheets` as answered; `safe` what is left of their figures once some are withheld; `said`
    and `severity` rest on the safe figures alone."""

    sheets: PackedSheets
    safe: Safe
    said: Inference
    severity: Severity
    instrument: Instrument
    policy: Policy
    rules: Rules
    layout: Layout

    @property
    def figures(self) -> Figures:
        return self.safe.figures

    @cached_property
    def written(self) -> Writing:
        return Writing(self.said, self.layout, self.rules)
