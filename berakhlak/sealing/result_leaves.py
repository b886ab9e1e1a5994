"""Binding results to whom they belong: salted leaves at sealing, and whether they still hold.

The format is published in docs/format-keterbukaan.md; `tools/berakhlak_verify.py` reads it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.audit.queries import entries_of
from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.engines import in_pieces
from berakhlak.sealing.merkle_tree import leaf_hash, merkle_root, root_code
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult

SALT_BYTES = 16


class RootStatus(StrEnum):
    """What the root says of the results as they are stored now."""

    NONE = "none"  # Sealed before there were roots.
    HOLDS = "holds"
    BROKEN = "broken"


class HasName(Protocol):
    """Whom a result is bound to."""

    @property
    def nip(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class ResultLeaf:
    """One result: `salt` is published to auditors, `owner_salt` never leaves the database."""

    kind: str
    owner: bytes
    payload: str
    salt: bytes

    @property
    def hash(self) -> bytes:
        """Leaf hash over salt, kind, owner and payload."""
        head = self.salt + self.kind.encode() + b"\x00" + self.owner
        return leaf_hash(head + self.payload.encode())


def new_salt() -> bytes:
    """Salt of a leaf followed by that of its owner."""
    return secrets.token_bytes(2 * SALT_BYTES)


def rules_text(cycle: Cycle, rules_version: str) -> str:
    """What the figures were made by, as one line of JSON."""
    rules = {
        "rules_version": rules_version,
        "instrument_sha256": cycle.instrument.sha256,
        "steps": cycle.instrument.content.max_score,
        "policy": json.loads(cycle.policy_json),
    }
    return json.dumps(rules, sort_keys=True, separators=(",", ":"))


def cycle_leaf(cycle: Cycle, rules_version: str, payload: str, salt: bytes) -> ResultLeaf:
    """Of the cycle's own figures; its owner is what they were made by."""
    owner = sha256(rules_text(cycle, rules_version).encode()).digest()
    return ResultLeaf("cycle", owner, payload, salt[:SALT_BYTES])


def officer_leaf(who: HasName, payload: str, salt: bytes) -> ResultLeaf:
    """Of an officer's figures, bound to NIP and name."""
    return ResultLeaf("officer", _owner(salt, who.nip, who.name), payload, salt[:SALT_BYTES])


def unit_leaf(unit: CycleUnit, payload: str, salt: bytes) -> ResultLeaf:
    """Of a unit's figures, bound to its code and name."""
    return ResultLeaf("unit", _owner(salt, unit.code, unit.name), payload, salt[:SALT_BYTES])


def _owner(salt: bytes, key: str, name: str) -> bytes:
    # A salt of its own: whoever gets the leaf's must not be able to try names.
    return sha256(salt[SALT_BYTES:] + key.encode() + b"\n" + name.encode()).digest()


def root_over_leaves(leaves: Iterable[bytes]) -> bytes:
    """Root over leaf hashes in ascending order, so that places tell nothing."""
    return merkle_root(sorted(leaves))


def root_detail(root: bytes) -> AuditDetail:
    """How the root stands in the record."""
    return {"root": root_code(root)}


def result_leaves(session: Session, cycle: Cycle) -> list[ResultLeaf]:
    """The leaves that the results as stored make now. The cycle has a root."""
    return list(_leaves(session, cycle))


def _leaves(session: Session, cycle: Cycle) -> Iterator[ResultLeaf]:
    whole = session.get_one(CycleResult, cycle.id)
    yield cycle_leaf(cycle, whole.rules_version, whole.payload, whole.salt or b"")
    yield from _officer_leaves(session, cycle)
    units = session.execute(
        select(CycleUnit, UnitResult.payload, UnitResult.salt)
        .join(UnitResult, UnitResult.cycle_unit_id == CycleUnit.id)
        .where(UnitResult.cycle_id == cycle.id)
    )
    for unit, payload, salt in units:
        yield unit_leaf(unit, payload, salt or b"")


def _officer_leaves(session: Session, cycle: Cycle) -> Iterator[ResultLeaf]:
    """Some hundreds at a time: all payloads are too many at once."""
    stored = select(OfficerResult.participant_id).where(OfficerResult.cycle_id == cycle.id)
    columns = (Participant.nip, Participant.name, OfficerResult.payload, OfficerResult.salt)
    asked = select(*columns).join(OfficerResult, OfficerResult.participant_id == Participant.id)
    for some in in_pieces(session.scalars(stored).all()):
        who: Any
        for who in session.execute(asked.where(OfficerResult.participant_id.in_(some))):
            yield officer_leaf(who, who.payload, who.salt or b"")


def stored_root_code(session: Session, cycle_id: int) -> str | None:
    """The root as it was stored at sealing, in signs; None for older cycles."""
    result = session.get(CycleResult, cycle_id)
    return None if result is None or result.root is None else root_code(bytes.fromhex(result.root))


def root_status(session: Session, cycle: Cycle) -> RootStatus:
    """Whether all results are those of sealing: stored root, record, and every leaf made again."""
    return _standing(session, cycle, (leaf.hash for leaf in _leaves(session, cycle)))


def officer_root_status(session: Session, who: Participant) -> RootStatus:
    """The same for one officer, without reading every payload: their leaf made again, the others'
    as stored."""
    cycle, own = who.cycle, session.get(OfficerResult, who.id)
    if own is None:
        return RootStatus.BROKEN
    rows = session.scalars(select(OfficerResult.leaf).where(OfficerResult.cycle_id == cycle.id))
    whole = session.scalars(select(CycleResult.leaf).where(CycleResult.cycle_id == cycle.id))
    units = session.scalars(select(UnitResult.leaf).where(UnitResult.cycle_id == cycle.id))
    stored: list[Any] = [*rows, *whole, *units]
    kept = [leaf or b"" for leaf in stored]
    # A salt that was taken out counts as changed: else the stored leaf would vouch for itself.
    if officer_leaf(who, own.payload, own.salt or b"").hash != own.leaf:
        kept.append(b"")
    return _standing(session, cycle, kept)


def _standing(session: Session, cycle: Cycle, found: Iterable[bytes]) -> RootStatus:
    recorded = _recorded(session, cycle)
    result = session.get(CycleResult, cycle.id)
    if result is None or (result.root is None and not recorded):
        return RootStatus.NONE
    # A root that was taken out, while the record has one, is no older cycle.
    root = root_over_leaves(found)
    same = result.root == root.hex() and recorded == [root_code(root)]
    return RootStatus.HOLDS if same else RootStatus.BROKEN


def _recorded(session: Session, cycle: Cycle) -> Sequence[str]:
    entries = session.scalars(entries_of(Act.FIXED_RESULTS, cycle.id))
    return [str((entry.detail or {}).get("root")) for entry in entries]
