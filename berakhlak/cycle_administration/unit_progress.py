"""What HR of some units sees of an open cycle: their part of the look that HR of the agency has.

Nothing is counted anew for them. Whatever they see, HR of the agency sees on the same day, so that
polling tells them no more: docs/decisions/0049.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from berakhlak.cycle_administration.coarse_progress import (
    DatedProgress,
    UnitShare,
    dated_progress,
)
from berakhlak.cycle_administration.late_raters import LateRater, raters_of_units
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.scope import ids_within
from berakhlak.permissions import Reach


@dataclass(frozen=True)
class PartOfProgress:
    """Units and late raters of a part of the cycle, as of a day."""

    taken_on: date
    units: tuple[UnitShare, ...]
    raters: Sequence[LateRater]

    @property
    def asked(self) -> int:
        return sum(each.share.asked for each in self.units)

    @property
    def sent_at_least(self) -> int:
        """As many as the tenths of the units say for certain, and no more."""
        return sum(-(-each.share.asked * each.share.tenths // 10) for each in self.units)


def progress_within(
    session: Session, cycle: Cycle, reach: Reach, *, keys: KeyStore, today: date
) -> PartOfProgress | None:
    """The part that a role reaches; None where the cycle takes no answers, or its key is not
    here."""
    if cycle.state is not CycleState.OPEN:
        return None
    try:
        look = dated_progress(session, cycle, keys=keys, today=today)
    except KeyUnusable:
        return None
    return part_of(look, ids_within(session, cycle, reach))


def part_of(look: DatedProgress, unit_ids: Collection[int]) -> PartOfProgress:
    """The rows of a look that are about these units of the cycle."""
    return PartOfProgress(
        look.taken_on,
        tuple(each for each in look.units if each.unit_id in unit_ids),
        raters_of_units(look.raters, unit_ids),
    )
