"""What a database and a key folder, met again, mean for each cycle.

The state tells which of the two must be there: an open cycle needs its key, a sealed one must
have lost it, and in between sealing is still owed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from berakhlak.backups.database_contents import StoredCycle
from berakhlak.cycles.keys import KeyStore, KeyUnproven, KeyUnusable
from berakhlak.cycles.models import CycleState

PREPARED = (CycleState.DRAFT, CycleState.NOMINATION)
ANSWERED = (CycleState.OPEN, CycleState.SEALING)


class KeyCheckOutcome(StrEnum):
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
class CycleKeyCheck:
    """One cycle and what its key shows; `cycle` as it is in the database that counts now."""

    cycle: StoredCycle
    outcome: KeyCheckOutcome

    @property
    def is_loss(self) -> bool:
        """Whether something is gone, or will be unless somebody acts."""
        return self.outcome not in (
            KeyCheckOutcome.PREPARED,
            KeyCheckOutcome.OPEN,
            KeyCheckOutcome.SEALED,
        )


def check_cycle_keys(
    cycles: Sequence[StoredCycle], keys: KeyStore, before: Sequence[StoredCycle] = ()
) -> list[CycleKeyCheck]:
    """Every cycle of a database; `before`: those of the database that it has replaced."""
    sealed = {each.key_name for each in before if each.state not in (*PREPARED, *ANSWERED)}
    known = {each.key_name for each in cycles}
    checks = [CycleKeyCheck(each, _outcome_of(each, keys, sealed)) for each in cycles]
    return checks + [
        CycleKeyCheck(each, KeyCheckOutcome.ABSENT) for each in before if each.key_name not in known
    ]


def cycles_owing_sealing(cycles: Sequence[StoredCycle], keys: KeyStore) -> list[StoredCycle]:
    """Cycles whose sealing has begun and whose key is still there."""
    return [
        each.cycle
        for each in check_cycle_keys(cycles, keys)
        if each.outcome is KeyCheckOutcome.SEALING_OWED
    ]


def leftover_keys(cycles: Sequence[StoredCycle], keys: KeyStore) -> list[str]:
    """Names of keys that belong to no cycle which takes answers or is being sealed."""
    needed = {each.key_name for each in cycles if each.state not in PREPARED}
    return [name for name in keys.key_names() if name not in needed]


def _outcome_of(cycle: StoredCycle, keys: KeyStore, sealed: set[str]) -> KeyCheckOutcome:
    has_key = keys.exists(cycle.key_name)
    if cycle.state in PREPARED:
        return KeyCheckOutcome.OPENED_LATER if has_key else KeyCheckOutcome.PREPARED
    if cycle.state not in ANSWERED:
        return KeyCheckOutcome.SEALING_OWED if has_key else KeyCheckOutcome.SEALED
    if not has_key or not _opens(keys, cycle):
        return (
            KeyCheckOutcome.SEALED_LATER if cycle.key_name in sealed else KeyCheckOutcome.UNREADABLE
        )
    return KeyCheckOutcome.OPEN if cycle.state == CycleState.OPEN else KeyCheckOutcome.SEALING_OWED


def _opens(keys: KeyStore, cycle: StoredCycle) -> bool:
    try:
        keys.key_of(cycle)
    except KeyUnproven:  # As far as anybody can tell.
        return True
    except KeyUnusable:
        return False
    return True
