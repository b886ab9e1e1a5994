"""What a database and a key folder, met again, mean for each cycle.

The state tells which of the two must be there: an open cycle needs its key, a sealed one must
have lost it, and in between sealing is still owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from berakhlak.backups.database_contents import CycleRow
from berakhlak.cycles.keys import KeyStore, KeyUnproven, KeyUnusable
from berakhlak.cycles.models import CycleState

PREPARED = (CycleState.DRAFT, CycleState.NOMINATION)
ANSWERED = (CycleState.OPEN, CycleState.SEALING)


class Fate(StrEnum):
    """What has become of a cycle."""

    PREPARED = "prepared"
    OPENED_LATER = "opened later"  # Prepared here, but the key of its open days exists.
    OPEN = "open"
    UNREADABLE = "unreadable"  # Open without its key, or with another in its place.
    SEALED_LATER = "sealed later"  # The same, and the database that was replaced had it sealed.
    SEALING_OWED = "sealing owed"
    SEALED = "sealed"
    ABSENT = "absent"  # Only the replaced database had it.


@dataclass(frozen=True)
class CycleFate:
    """One cycle and its fate; `cycle` as it is in the database that counts now."""

    cycle: CycleRow
    fate: Fate

    @property
    def is_loss(self) -> bool:
        """Whether something is gone, or will be unless somebody acts."""
        return self.fate not in (Fate.PREPARED, Fate.OPEN, Fate.SEALED)


def fates(
    cycles: Sequence[CycleRow], keys: KeyStore, before: Sequence[CycleRow] = ()
) -> list[CycleFate]:
    """Every cycle of a database; `before`: those of the database that it has replaced."""
    sealed = {each.key_name for each in before if each.state not in (*PREPARED, *ANSWERED)}
    known = {each.key_name for each in cycles}
    told = [CycleFate(each, _fate(each, keys, sealed)) for each in cycles]
    return told + [CycleFate(each, Fate.ABSENT) for each in before if each.key_name not in known]


def sealing_owed(cycles: Sequence[CycleRow], keys: KeyStore) -> list[CycleRow]:
    """Cycles whose sealing has begun and whose key is still there."""
    return [each.cycle for each in fates(cycles, keys) if each.fate is Fate.SEALING_OWED]


def keys_left_over(cycles: Sequence[CycleRow], keys: KeyStore) -> list[str]:
    """Names of keys that belong to no cycle which takes answers or is being sealed."""
    needed = {each.key_name for each in cycles if each.state not in PREPARED}
    return [name for name in keys.names() if name not in needed]


def _fate(cycle: CycleRow, keys: KeyStore, sealed: set[str]) -> Fate:
    has_key = keys.exists(cycle.key_name)
    if cycle.state in PREPARED:
        return Fate.OPENED_LATER if has_key else Fate.PREPARED
    if cycle.state not in ANSWERED:
        return Fate.SEALING_OWED if has_key else Fate.SEALED
    if not has_key or not _opens(keys, cycle):
        return Fate.SEALED_LATER if cycle.key_name in sealed else Fate.UNREADABLE
    return Fate.OPEN if cycle.state == CycleState.OPEN else Fate.SEALING_OWED


def _opens(keys: KeyStore, cycle: CycleRow) -> bool:
    try:
        keys.key_of(cycle)
    except KeyUnproven:  # As far as anybody can tell.
        return True
    except KeyUnusable:
        return False
    return True
