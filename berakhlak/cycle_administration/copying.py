"""A new cycle after the pattern of an earlier one, and what keeps the two from being compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from berakhlak.cycle_administration.forms import cycle_form_data
from berakhlak.cycle_administration.unit_choice import TreeUnit
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy_floors import count_by_tickets
from berakhlak.cycles.queries import covered_units
from berakhlak.instrument.citizen_form import form_for
from berakhlak.profiles.change import comparable_bases, order_caution
from berakhlak.profiles.change_by_value import why_not_compared
from berakhlak.profiles.change_parts import CycleBasis, asked_of_citizens
from berakhlak.results.queries import citizens_heard, earlier_cycle
from berakhlak.sealing.freezing.frozen_cycle import RULES_VERSION
from berakhlak.sealing.queries import result_stamp
from berakhlak.statistics.change import CycleComparability


@dataclass(frozen=True)
class ComparisonForecast:
    """The cycle that results of a draft will stand beside; `obstacle` says why they cannot be
    compared, in words that end a sentence, and is empty where they can; `caution` is a sentence on
    what then has to be borne in mind."""

    earlier: Cycle
    obstacle: str
    caution: str = ""


def forecast_comparison(session: Session, cycle: Cycle) -> ComparisonForecast | None:
    """By the rule that reports follow, asked before anybody has answered; None for a first cycle.

    What shows only in answers, as a group that too few rated, cannot be told yet.
    """
    earlier = earlier_cycle(session, cycle)
    if earlier is None:
        return None
    rules, _sha256 = result_stamp(session, earlier.id)
    asked = cycle.instrument.content
    now = asked_of_citizens(form_for(asked), count_by_tickets(cycle.policy))  # As opening does.
    found = comparable_bases(
        CycleBasis(
            earlier.instrument.content, earlier.policy, rules, citizens_heard(session, earlier)
        ),
        CycleBasis(asked, cycle.policy, RULES_VERSION, now),
    )
    alike = found is CycleComparability.COMPARABLE
    caution = order_caution(earlier.policy, cycle.policy) if alike else ""
    return ComparisonForecast(earlier, "" if alike else why_not_compared(found), caution)


def settings_to_copy(
    session: Session, earlier: Cycle, units: Sequence[TreeUnit]
) -> dict[str, object]:
    """What the form of a new cycle shows; units that are gone since are left out."""
    return cycle_form_data(earlier.policy, units, covered_units(session, earlier))
