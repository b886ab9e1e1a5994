"""The rows of a frozen result, each with its salt and leaf, and the root over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.sealing.freezing.frozen_cycle import FrozenCycle
from berakhlak.sealing.result_leaves import (
    ResultLeaf,
    cycle_leaf,
    new_salt,
    officer_leaf,
    root_over_leaves,
    unit_leaf,
)

ResultRow = dict[str, Any]


@dataclass(frozen=True)
class StoredRows:
    """Values by column for the cycle, its officers and its units."""

    whole: ResultRow
    officers: list[ResultRow]
    units: list[ResultRow]
    root: bytes


def build_stored_rows(
    cycle: Cycle,
    officers: Sequence[Participant],
    units: Sequence[CycleUnit],
    frozen: FrozenCycle,
) -> StoredRows:
    """Salt everything afresh and hash it."""
    payload, salt = frozen.cycle.to_json(), new_salt()
    own = _row(cycle, cycle_leaf(cycle, frozen.rules_version, payload, salt), salt)
    people, places = [], []
    for who in officers:
        text, salt = frozen.officers[who.id], new_salt()
        leaf = officer_leaf(who, text, salt)
        people.append({"participant_id": who.id, **_row(cycle, leaf, salt)})
    for unit in units:
        text, salt = frozen.units[unit.id], new_salt()
        leaf = unit_leaf(unit, text, salt)
        places.append({"cycle_unit_id": unit.id, **_row(cycle, leaf, salt)})
    root = root_over_leaves(row["leaf"] for row in (own, *people, *places))
    stamp = {"rules_version": frozen.rules_version, "sha256": frozen.sha256, "root": root.hex()}
    return StoredRows(own | stamp, people, places, root)


def _row(cycle: Cycle, leaf: ResultLeaf, salt: bytes) -> ResultRow:
    return {"cycle_id": cycle.id, "payload": leaf.payload, "salt": salt, "leaf": leaf.hash}
