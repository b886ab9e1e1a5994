"""Who was asked about whom, in columns: closing finds each sheet's place among them by its handle.

An object for each of a million sheets, and what their memory leaves between things that live on,
weighed more than all figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.rater_groups import Relation

AT_ONCE = 5_000
HANDLE_BYTES = 32
STANDS, GIVEN_BACK, WITHDRAWN = 0, 1, 2


@dataclass(frozen=True)
class SheetHandles:
    """The handles of some assignments in their own order, and whose each is (`place` in `ids`)."""

    ids: NDArray[np.int64]
    handles: NDArray[np.bytes_]
    place: NDArray[np.int64]

    @classmethod
    def derive(cls, ids: NDArray[np.int64], key: CycleKey) -> SheetHandles:
        written = bytearray()
        for number in ids.tolist():
            written += key.handle(number)
        handles = np.frombuffer(bytes(written), f"S{HANDLE_BYTES}")
        order = np.argsort(handles)
        return cls(ids, handles[order], order.astype(np.int64))

    def places(self, handles: Sequence[bytes]) -> list[int]:
        """Of each handle; -1 for one that is nobody's."""
        if not len(self.ids):
            return [-1] * len(handles)
        # Comparing would cut a longer one, and fill a shorter one up.
        whole = [each if len(each) == HANDLE_BYTES else b"" for each in handles]
        wanted = np.array(whole, f"S{HANDLE_BYTES}")
        at = np.minimum(np.searchsorted(self.handles, wanted), len(self.ids) - 1)
        found: list[int] = np.where(self.handles[at] == wanted, self.place[at], -1).tolist()
        return found


@dataclass(frozen=True)
class AskedSheets:
    """Every assignment of a cycle in the order of ids; a row of `table` is id, ratee, rater, group
    (place among those of the policy, or behind them) and whether it stands, was given back by its
    rater, or is about an officer who was withdrawn."""

    table: NDArray[np.int64]
    groups: int

    @property
    def ids(self) -> NDArray[np.int64]:
        return self.table[:, 0]

    @classmethod
    def read(cls, session: Session, cycle: Cycle) -> AskedSheets:
        columns = (
            Assignment.id,
            Assignment.ratee_id,
            Assignment.rater_id,
            Assignment.group,
            Assignment.declined,
        )
        asked = select(*columns).where(Assignment.cycle_id == cycle.id).order_by(Assignment.id)
        codes: dict[str, int] = {code: place for place, code in enumerate(cycle.policy.codes)}
        blocks = [np.zeros((0, len(columns)), np.int64)]
        rows = session.execute(asked, execution_options={"yield_per": AT_ONCE})
        for block in rows.partitions():
            plain = [
                (number, ratee, rater, codes.setdefault(group, len(codes)), _state_of(declined))
                for number, ratee, rater, group, declined in block
            ]
            blocks.append(np.array(plain, np.int64))
        return cls(np.concatenate(blocks), len(cycle.policy.codes))

    def rows(self, places: Sequence[int]) -> list[list[int]]:
        found: list[list[int]] = self.table[places].tolist()
        return found

    def invited(self, codes: Sequence[str]) -> dict[str, int]:
        """How many sheets stand by group of the policy; citizens are not asked by name."""
        standing = self.table[self.table[:, 4] == STANDS, 3]
        counts = np.bincount(standing, minlength=self.groups).tolist()
        known = zip(codes, counts, strict=False)
        return {code: n for code, n in known if code != Relation.CITIZEN}


def _state_of(declined: DeclineReason | None) -> int:
    if declined is None:
        return STANDS
    return WITHDRAWN if declined is DeclineReason.WITHDRAWN else GIVEN_BACK
