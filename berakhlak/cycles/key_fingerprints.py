"""Proving the key of a cycle that was opened before fingerprints were kept.

A key is proven when it opens a stored sheet or voice. Where none is stored yet, there is nothing
that another key could have locked, and whatever lies under the cycle's name becomes its key.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, column, select, table, update

from berakhlak.cycles.keys import BoxDamaged, CycleKey, KeyForeign, KeyStore, KeyUnusable
from berakhlak.run_language import N_, operator_gettext

# As bare tables: the packages that write them stand above this one, and a migration calls it.
_CYCLE = table("cycle", *map(column, ("id", "state", "key_name", "key_fingerprint")))
_SHEETS = table("open_sheet", *map(column, ("handle", "cycle_id", "box")))
_VOICES = table("open_voice", *map(column, ("id", "cycle_id", "box")))
ANSWERED = ("open", "sealing")
TRIED = 1000  # A damaged box must not pass for a wrong key; so many are not damaged at once.


def adopt_proven_keys(connection: Connection, keys: KeyStore) -> list[int]:
    """Fingerprint the cycles that have none and whose key proves itself; returns their ids."""
    waiting = select(_CYCLE.c.id, _CYCLE.c.key_name).where(
        _CYCLE.c.state.in_(ANSWERED), _CYCLE.c.key_fingerprint.is_(None)
    )
    adopted = []
    for cycle_id, key_name in connection.execute(waiting).all():
        try:
            adopt_key(connection, cycle_id, key_name, keys)
        except KeyUnusable:
            continue
        adopted.append(cycle_id)
    return adopted


def adopt_key(connection: Connection, cycle_id: int, key_name: str, keys: KeyStore) -> int:
    """Keep the fingerprint of a proven key; returns how many stored boxes it was tried on.

    Raises KeyMissing, KeyForeign when it opens none of them.
    """
    key = keys.load_key(key_name)
    stored = list(_boxes(connection, cycle_id))
    if stored and not any(_opens(key, name, box) for name, box in stored):
        opens_none = N_("%(key)s tidak membuka satu pun dari %(count)s formulir")
        raise KeyForeign(operator_gettext(opens_none, key=f"{key_name}.key", count=len(stored)))
    mine = update(_CYCLE).where(_CYCLE.c.id == cycle_id, _CYCLE.c.key_fingerprint.is_(None))
    connection.execute(mine.values(key_fingerprint=key.fingerprint))
    return len(stored)


def _boxes(connection: Connection, cycle_id: int) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of some boxes of the cycle."""
    for rows, name in ((_SHEETS, _SHEETS.c.handle), (_VOICES, _VOICES.c.id)):
        found = select(name, rows.c.box).where(rows.c.cycle_id == cycle_id).limit(TRIED)
        yield from ((bytes(n), bytes(box)) for n, box in connection.execute(found))


def _opens(key: CycleKey, name: bytes, box: bytes) -> bool:
    try:
        key.decrypt(box, name)
    except BoxDamaged:
        return False
    return True
