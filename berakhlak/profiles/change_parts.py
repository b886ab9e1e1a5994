"""What the change since the earlier cycle is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from berakhlak.cycles.policy import Policy
from berakhlak.documents.parts import CaptionedTable
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.citizen_form import CitizenForm
from berakhlak.statistics.frozen_result import FIRST_RULES, OfficerFigures
from berakhlak.statistics.inference.regressed_change import EarlierPopulation


@dataclass(frozen=True)
class CycleBasis:
    """What figures of a cycle rest on. `citizens`: how their answers came about, as
    `asked_of_citizens` says; empty where they are in none of these figures."""

    instrument: Instrument
    policy: Policy
    rules_version: str
    citizens: str = ""


def asked_of_citizens(form: CitizenForm | None, policy: Policy) -> str:
    """What citizens were asked and whose voices count, as one text to be compared."""
    asked = f"{form.code} {form.version}" if form else "behaviours"
    return f"{asked}, {'tickets' if policy.behaviour_tickets else 'every voice'}"


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
    citizens: str = ""
    former: EarlierPopulation | None = None
    z: float = np.inf


@dataclass(frozen=True, kw_only=True)
class ChangeSection:
    """The section as printed: what it found, and in version 1 the table by value."""

    finding: str
    table: CaptionedTable | None = None
