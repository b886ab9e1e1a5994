"""Citizens' voices about a counter at closing: apart from those about officers, from here on.

Docs/decisions/0199 says what becomes of them, and why no figure of an officer is made with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.citizens.models import Counter
from berakhlak.cycles.models import Cycle
from berakhlak.sealing.linking_voices import LinkedRow, part_by_door


@dataclass(frozen=True)
class LinkedCounter:
    """What was said about one counter; `officers`: how many are rated who serve there. `answers`
    (voices x behaviours, uint8) by tickets, and by the display where tickets enough answer the
    same; `apart`: how many voices make no figure."""

    id: int
    name: str
    officers: int
    answers: NDArray[np.uint8]
    apart: int

    def of_behaviours(self, places: slice) -> LinkedCounter:
        """The same of some of the behaviours."""
        return replace(self, answers=np.ascontiguousarray(self.answers[:, places]))


def link_counters(
    session: Session, cycle: Cycle, rows: Sequence[LinkedRow]
) -> tuple[LinkedCounter, ...]:
    """Of each counter that these voices are about, in the order of their ids."""
    counted, apart = part_by_door(rows, cycle.policy)
    about = sorted({row.officer for row in rows})
    mine = select(Counter).where(Counter.cycle_id == cycle.id, Counter.id.in_(about))
    asked = cycle.questionnaire
    width, behaviours = len(asked.packing), slice(0, len(asked.behaviours))
    return tuple(
        LinkedCounter(
            counter.id,
            counter.name,
            len(counter.rated_officers),
            _answers([row for row in counted if row.officer == counter.id], width),
            sum(row.officer == counter.id for row in apart),
        ).of_behaviours(behaviours)
        for counter in session.scalars(mine.order_by(Counter.id))
    )


def counters_of(session: Session, cycle: Cycle) -> set[int]:
    """Ids of the cycle's counters, about which a voice may speak."""
    return set(session.scalars(select(Counter.id).where(Counter.cycle_id == cycle.id)))


def _answers(rows: Sequence[LinkedRow], width: int) -> NDArray[np.uint8]:
    packed = np.frombuffer(b"".join(row.answers for row in rows), np.uint8)
    return packed.reshape(-1, width)
