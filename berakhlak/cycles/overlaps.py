"""Officers of a cycle who are still rated in another one: see docs/decisions/0014.

The difference of two cycles' figures is the figure of the few raters who were in one alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.rated_people import counts_of_rated
from berakhlak.errors import StateConflict

UNDER_WAY = (CycleState.OPEN, CycleState.SEALING)


@dataclass(frozen=True)
class CycleOverlap:
    """Another cycle under way, and how many officers of the one at hand are rated in it."""

    cycle_id: int
    name: str
    closes_on: date
    officers: int

    @property
    def words(self) -> str:
        """The cycle with its number of officers, in the reader's language."""
        return str(
            ngettext(
                "%(name)s (%(num)s pegawai)",
                "%(name)s (%(num)s pegawai)",
                self.officers,
                name=self.name,
            )
        )


class RatedElsewhere(StateConflict):
    """Officers of the cycle are rated in others that are not closed yet."""

    def __init__(self, overlaps: list[CycleOverlap]) -> None:
        super().__init__(
            _(
                "Siklus belum dapat dibuka: pegawainya masih dinilai dalam siklus lain yang belum "
                "ditutup, yaitu %(cycles)s. Selisih angka dua siklus atas orang yang sama dapat "
                "membuka jawaban seorang penilai. Tutup dahulu siklus lain itu, atau keluarkan "
                "unit kerja mereka dari siklus ini selama masih rancangan.",
                cycles="; ".join(each.words for each in overlaps),
            )
        )
        self.overlaps = overlaps


def overlaps_of(session: Session, cycle: Cycle) -> list[CycleOverlap]:
    """Other cycles under way that rate officers whom this one would rate today, by name."""
    others = select(Cycle).where(
        Cycle.agency_id == cycle.agency_id, Cycle.state.in_(UNDER_WAY), Cycle.id != cycle.id
    )
    found = session.scalars(others.order_by(Cycle.name, Cycle.id)).all()
    if not found:
        return []
    seats = select(Participant).where(
        Participant.cycle_id.in_([each.id for each in found]), Participant.is_rated
    )
    key = (Participant.cycle_id,)
    rated = counts_of_rated(session, cycle, seats, key, Participant.person_id)
    return [
        CycleOverlap(each.id, each.name, each.closes_on, rated[each.id,])
        for each in found
        if rated[each.id,]
    ]
