"""The rows of a frozen result, each with its salt and leaf, and the root over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.engines import insert_rows, is_sqlite
from berakhlak.sealing.freezing.frozen_cycle import FrozenCycle
from berakhlak.sealing.linking import LinkedOfficer
from berakhlak.sealing.models import OfficerResult, UnitResult
from berakhlak.sealing.result_leaves import (
    ResultLeaf,
    cycle_leaf,
    new_salt,
    officer_leaf,
    root_over_leaves,
    unit_leaf,
)
from berakhlak.sealing.spooled_texts import SpooledTexts

Owner = TypeVar("Owner", LinkedOfficer, CycleUnit)
ResultRow = tuple[int, int, str | bytes, bytes, bytes]
COLUMNS = ("cycle_id", "payload", "salt", "leaf")


@dataclass(frozen=True)
class OwnedRows:
    """Rows of officers or of units, whose id comes before the `COLUMNS`. `texts`: their payloads by
    `sources`; one at a time is in a row, for all of them are too many."""

    owners: Sequence[int]
    cycle_id: int
    texts: Mapping[int, str]
    sources: Sequence[int]
    salts: Sequence[bytes]
    leaves: Sequence[bytes]

    def __iter__(self) -> Iterator[ResultRow]:
        return self._rows(self.texts.__getitem__)

    def packed(self) -> Iterator[ResultRow]:
        """The same with texts as SQLite keeps them, which a spool has ready."""
        spool = self.texts
        return self._rows(spool.packed if isinstance(spool, SpooledTexts) else spool.__getitem__)

    def _rows(self, text_of: Callable[[int], str | bytes]) -> Iterator[ResultRow]:
        columns = zip(self.owners, self.sources, self.salts, self.leaves, strict=True)
        for owner, source, salt, leaf in columns:
            yield owner, self.cycle_id, text_of(source), salt, leaf

    def with_keys(self, cycle_id: int, keys: Mapping[int, int]) -> OwnedRows:
        """The same as rows of another cycle, by its own ids."""
        return replace(self, cycle_id=cycle_id, owners=[keys[each] for each in self.owners])


@dataclass(frozen=True)
class StoredRows:
    """Values by column for the cycle; rows of its officers and its units."""

    whole: dict[str, Any]
    officers: OwnedRows
    units: OwnedRows
    root: bytes

    def with_keys(
        self, cycle_id: int, people: Mapping[int, int], units: Mapping[int, int]
    ) -> StoredRows:
        """The same as rows of another cycle, by its own ids."""
        return replace(
            self,
            whole=self.whole | {"cycle_id": cycle_id},
            officers=self.officers.with_keys(cycle_id, people),
            units=self.units.with_keys(cycle_id, units),
        )


def build_stored_rows(
    cycle: Cycle,
    officers: Sequence[LinkedOfficer],
    units: Sequence[CycleUnit],
    frozen: FrozenCycle,
) -> StoredRows:
    """Salt everything afresh and hash it."""
    payload, salt = frozen.cycle.to_json(), new_salt()
    leaf = cycle_leaf(cycle, frozen.rules_version, payload, salt)
    own = (cycle.id, payload, salt, leaf.hash)
    people = _owned(cycle, officers, frozen.officers, officer_leaf)
    places = _owned(cycle, units, frozen.units, unit_leaf)
    root = root_over_leaves((leaf.hash, *people.leaves, *places.leaves))
    stamp = {"rules_version": frozen.rules_version, "sha256": frozen.sha256, "root": root.hex()}
    return StoredRows(dict(zip(COLUMNS, own, strict=True)) | stamp, people, places, root)


def _owned(
    cycle: Cycle,
    owners: Sequence[Owner],
    texts: Mapping[int, str],
    leaf_of: Callable[[Owner, str, bytes], ResultLeaf],
) -> OwnedRows:
    ids, salts = [each.id for each in owners], [new_salt() for _each in owners]
    pairs = zip(owners, salts, strict=True)
    leaves = [leaf_of(each, texts[each.id], salt).hash for each, salt in pairs]
    return OwnedRows(ids, cycle.id, texts, ids, salts, leaves)


def write_owned_rows(
    session: Session, rows: StoredRows, written: Callable[[int], None] = lambda _count: None
) -> None:
    """Those of officers and units, by statements alone: everybody waits for it. `written` as in
    `insert_rows`. With that of the cycle, which the caller adds, they count."""
    officers = rows.officers.packed() if is_sqlite(session) else iter(rows.officers)
    insert_rows(session, OfficerResult, ("participant_id", *COLUMNS), officers, written)
    insert_rows(session, UnitResult, ("cycle_unit_id", *COLUMNS), rows.units, written)
