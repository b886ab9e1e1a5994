"""What the change since the earlier cycle is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from berakhlak.cycles.policy import Policy
from berakhlak.documents.parts import CaptionedTable
from berakhlak.instrument.catalogue import Instrument
from berakhlak.statistics.frozen_result import FIRST_RULES, OfficerFigures
from berakhlak.statistics.inference.regressed_change import EarlierPopulation


@dataclass(frozen=True, kw_only=True)
class EarlierResult:
    """The same person's published result of an earlier cycle, and what it rests on.

    `former`: how officers stood then and moved since, None where too few to know. `z`: how many
    standard errors a change must exceed, as frozen with the later cycle.
    """

    cycle: str
    figures: OfficerFigures
    instrument: Instrument
    policy: Policy
    rules_version: str = FIRST_RULES
    former: EarlierPopulation | None = None
    z: float = np.inf


@dataclass(frozen=True, kw_only=True)
class ChangeSection:
    """The section as printed: what it found, and in version 1 the table by value."""

    finding: str
    table: CaptionedTable | None = None
