"""The rows of a frozen result, each with its salt and leaf, and the root over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.engines import insert_rows
from berakhlak.sealing.freezing.frozen_cycle import FrozenCycle
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.result_leaves import (
    ResultLeaf,
    cycle_leaf,
    new_salt,
    officer_leaf,
    root_over_leaves,
    unit_leaf,
)

ResultRow = tuple[int, int, str, bytes, bytes]
COLUMNS = ("cycle_id", "payload", "salt", "leaf")


@dataclass(frozen=True)
class StoredRows:
    """Values by column for the cycle; rows of its officers and its units, whose id comes before
    the `COLUMNS`."""

    whole: dict[str, Any]
    officers: list[ResultRow]
    units: list[ResultRow]
    root: bytes

    def with_keys(
        self, cycle_id: int, people: Mapping[int, int], units: Mapping[int, int]
    ) -> StoredRows:
        """The same as rows of another cycle, by its own ids."""
        return replace(
            self,
            whole=self.whole | {"cycle_id": cycle_id},
            officers=[(people[row[0]], cycle_id, *row[2:]) for row in self.officers],
            units=[(units[row[0]], cycle_id, *row[2:]) for row in self.units],
        )


def build_stored_rows(
    cycle: Cycle,
    officers: Sequence[Participant],
    units: Sequence[CycleUnit],
    frozen: FrozenCycle,
) -> StoredRows:
    """Salt everything afresh and hash it."""
    payload, salt = frozen.cycle.to_json(), new_salt()
    leaf = cycle_leaf(cycle, frozen.rules_version, payload, salt)
    own = _row(cycle.id, cycle, leaf, salt)
    people, places = [], []
    for who in officers:
        text, salt = frozen.officers[who.id], new_salt()
        leaf = officer_leaf(who, text, salt)
        people.append(_row(who.id, cycle, leaf, salt))
    for unit in units:
        text, salt = frozen.units[unit.id], new_salt()
        leaf = unit_leaf(unit, text, salt)
        places.append(_row(unit.id, cycle, leaf, salt))
    root = root_over_leaves(row[-1] for row in (own, *people, *places))
    stamp = {"rules_version": frozen.rules_version, "sha256": frozen.sha256, "root": root.hex()}
    return StoredRows(dict(zip(COLUMNS, own[1:], strict=True)) | stamp, people, places, root)


def write_stored_rows(session: Session, rows: StoredRows) -> None:
    """Statements alone: everybody waits for it."""
    session.add(CycleResult(**rows.whole))
    session.flush()
    insert_rows(session, OfficerResult, ("participant_id", *COLUMNS), rows.officers)
    insert_rows(session, UnitResult, ("cycle_unit_id", *COLUMNS), rows.units)


def _row(owner: int, cycle: Cycle, leaf: ResultLeaf, salt: bytes) -> ResultRow:
    return owner, cycle.id, leaf.payload, salt, leaf.hash
