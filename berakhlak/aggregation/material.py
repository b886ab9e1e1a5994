"""All that the figures of one cycle are written from, and the words of a cell's status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from berakhlak.aggregation.categories import Status
from berakhlak.aggregation.figures import Figures
from berakhlak.aggregation.inferring import Inference
from berakhlak.aggregation.packed import PackedSheets
from berakhlak.aggregation.policy import Layout, Rules
from berakhlak.aggregation.result import CellStatus
from berakhlak.aggregation.severity import Severity
from berakhlak.aggregation.withholding import Safe
from berakhlak.aggregation.writing import Writing
from berakhlak.cycles.policy import Policy
from berakhlak.instrument.catalogue import Instrument

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
