"""Officers of a cycle who are still rated in another one: see docs/decisions/0014.

The difference of two cycles' figures is the figure of the few raters who were in one alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleState, CycleUnit, Participant
from berakhlak.errors import StateConflict
from berakhlak.people.models import Person

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
    covered = select(CycleUnit.unit_id).where(CycleUnit.cycle_id == cycle.id)
    rows = session.execute(
        select(Cycle.id, Cycle.name, Cycle.closes_on, func.count())
        .join(Participant, Participant.cycle_id == Cycle.id)
        .join(Person, Person.id == Participant.person_id)
        .where(Cycle.state.in_(UNDER_WAY), Cycle.id != cycle.id, Participant.is_rated)
        .where(Person.is_active, Person.unit_id.in_(covered))
        .group_by(Cycle.id, Cycle.name, Cycle.closes_on)
        .order_by(Cycle.name, Cycle.id)
    )
    return [CycleOverlap(*row) for row in rows]
