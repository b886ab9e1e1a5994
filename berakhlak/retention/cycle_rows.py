"""Every row that belongs to a cycle, found along foreign keys: no table is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Table, delete, func, or_, select
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.engines import rows_changed
from berakhlak.extensions import Base
from berakhlak.signing.models import IssuedDocument

STAYING = frozenset({IssuedDocument.__tablename__})
"""Tables that point at a cycle, and whose rows outlive it."""


def emptied_tables() -> tuple[str, ...]:
    """Names of the tables whose rows go with a cycle, those that point at others first."""
    return tuple(table.name for table, _which in _rows_of(()))


def count_rows(session: Session, cycle_ids: Sequence[int]) -> dict[str, int]:
    """How many rows each table holds of these cycles; tables without any are left out."""
    found = {
        table.name: session.scalar(select(func.count()).select_from(table).where(which)) or 0
        for table, which in _rows_of(cycle_ids)
    }
    return {name: count for name, count in found.items() if count}


def delete_rows(session: Session, cycle_ids: Sequence[int]) -> dict[str, int]:
    """Delete them all; how many each table held. The caller commits.

    A row elsewhere that still points at one of them makes the database refuse the whole.
    """
    gone = {
        table.name: rows_changed(session, delete(table).where(which))
        for table, which in _rows_of(cycle_ids)
    }
    session.expire_all()
    return {name: count for name, count in gone.items() if count}


def _rows_of(cycle_ids: Sequence[int]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Tables and the rows in them, those that point at others first."""
    cycle = Base.metadata.tables[Cycle.__tablename__]
    found: dict[Table, ColumnElement[bool]] = {cycle: cycle.c.id.in_(cycle_ids)}
    for table in Base.metadata.sorted_tables:
        if table is not cycle and table.name not in STAYING and (ways := _ways(table, found)):
            found[table] = or_(*ways)
    return iter(reversed(found.items()))


def _ways(table: Table, found: dict[Table, ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """How the table's rows lead to a cycle: straight, else over tables that do."""
    keys = [key for key in table.foreign_keys if key.column.table in found]
    straight = [key for key in keys if key.column.table.name == Cycle.__tablename__]
    return [
        key.parent.in_(select(key.column).where(found[key.column.table]))
        for key in straight or keys
        if key.column.table is not table
    ]
