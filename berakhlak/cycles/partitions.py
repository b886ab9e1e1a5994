"""Partitions of PostgreSQL: what a cycle erases when it closes lies apart from other cycles' rows.

See docs/decisions/0245. Each of the tables has a partition `TABLE_c<cycle>` for each cycle that
takes answers, and `TABLE_rest` for rows of a cycle that has none of its own. On SQLite, which has
no partitions, nothing here does anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    bindparam,
    column,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import InstrumentedAttribute

from berakhlak.cycles.models import ENDED, CycleState
from berakhlak.engines import LONGEST_QUEUE, is_busy, is_sqlite, outlast_autovacuum

PARTITIONED = ("open_sheet", "open_voice", "spent_ticket", "assignment")
# What PostgreSQL has otherwise than the models: a key with the cycle's id besides, and no index
# by which the planner would read a whole partition, since all of it is of one cycle.
OTHERWISE = {"uq_assignment_rater_id_ratee_id"} | {f"ix_{name}_cycle_id" for name in PARTITIONED}
PAUSE = 0.1  # Seconds in which those who wait get their turn.
PATIENCE = 10.0  # Seconds that opening tries, while others change cycles.
FEW_TRIES = 0.5  # Seconds that an empty partition is worth; the daily job tries again.

_NAME = re.compile(rf"({'|'.join(PARTITIONED)})_(?:c(\d{{1,10}})|rest)")
_OTHERS_WERE_FASTER = ("42P01", "42P07")  # The table is gone, or there already.
_CYCLE = table("cycle", column("id"), column("state"))
_NAMES = text(
    "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid "
    "WHERE i.inhparent = to_regclass(:parent) ORDER BY c.relname"
)
_UNSAMPLED = text(
    "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = CAST(:parent AS regclass) "
    "AND attstattarget = 0 AND attnum > 0 AND NOT attisdropped"
)


def is_partition(name: str | None) -> bool:
    """Whether a table of this name is a part of another one of ours."""
    return _NAME.fullmatch(name or "") is not None


def what_to_compare(connection: Connection) -> Callable[..., bool]:
    """Tells alembic of each thing whether the models should say the same of it: on PostgreSQL not
    of partitions, and not of what is `OTHERWISE`."""

    def is_compared(_item: object, name: str | None, kind: str, *_others: object) -> bool:
        return not is_partition(name) if kind == "table" else name not in OTHERWISE

    return (lambda *_: True) if is_sqlite(connection) else is_compared


def rest_of(name: str) -> str:
    """The partition for cycles that have none; of a table that has no partitions, the table."""
    return f"{name}_rest" if name in PARTITIONED else name


def partition_of(name: str, cycle_id: int) -> str:
    """The partition of a table that a cycle's rows lie in."""
    return f"{name}_c{int(cycle_id)}"


def in_cycle(cycle_id: InstrumentedAttribute[int], number: int) -> ColumnElement[bool]:
    """That a row is of a cycle. The number stands in the statement itself: a plan that is kept
    then looks at, and locks, that cycle's partition alone, and none has to be made each time."""
    return cycle_id == literal(number, Integer, literal_execute=True)


def named_cycle(name: str, *, several: bool = False) -> BindParameter[Any]:
    """The same for statements that are put together once; `several` for `IN`."""
    return bindparam(name, type_=Integer, literal_execute=True, expanding=several)


def add_partitions(engine: Engine, cycle_id: int) -> bool:
    """Before a cycle opens, in short transactions of their own; may be repeated.

    False where others changed cycles or read all of them for too long: the cycle can be opened all
    the same, its rows then lie in the rest.
    """
    if is_sqlite(engine):
        return True
    return _in_time(engine, lambda connection: make_partitions(connection, cycle_id), PATIENCE)


def make_partitions(connection: Connection, cycle_id: int) -> None:
    """Within the caller's transaction; does nothing where they are, or on SQLite."""
    if is_sqlite(connection):
        return
    for parent in PARTITIONED:
        name = partition_of(parent, cycle_id)
        if name in _partitions(connection, parent):
            continue
        # Made apart and then attached: `PARTITION OF` would lock out everybody who reads.
        _run(connection, f"CREATE TABLE {name} (LIKE {parent} INCLUDING ALL)")
        for each in connection.scalars(_UNSAMPLED, {"parent": parent}).all():
            _run(connection, f"ALTER TABLE {name} ALTER COLUMN {each} SET STATISTICS 0")
        _run(connection, f"ALTER TABLE {parent} ATTACH PARTITION {name} FOR VALUES IN ({cycle_id})")


def empty_partitions(engine: Engine, *, patience: float) -> list[str] | None:
    """Cut the partitions of ended cycles to nothing, once their rows are deleted and committed.

    Returns the names of those that hold rows all the same; None when, `patience` seconds long,
    somebody locked one. Nobody but readers of an ended cycle waits.
    """
    held: list[str] = []
    for parent, name in _of_ended(engine):
        if not _in_time(engine, _cut(parent, name, held), patience):
            return None
    return held


def drop_partitions(engine: Engine) -> bool:
    """Take away the empty partitions of ended and deleted cycles. False when somebody was reading:
    what is left holds nothing, and goes when this is called again."""
    if is_sqlite(engine):
        return True
    dropped = [
        _in_time(engine, _dropped(parent, name), FEW_TRIES) for parent, name in _of_ended(engine)
    ]
    return all(dropped)


def cycles_without_partitions(connection: Connection) -> list[int]:
    """Ids of cycles that take answers, and of which some rows lie, or would lie, in the rest."""
    if is_sqlite(connection):
        return []
    answered = (CycleState.OPEN.value, CycleState.SEALING.value)
    there = {name for parent in PARTITIONED for name in _partitions(connection, parent)}
    cycles = connection.scalars(
        select(_CYCLE.c.id).where(_CYCLE.c.state.in_(answered)).order_by(_CYCLE.c.id)
    )
    return [
        number
        for number in cycles
        if any(partition_of(parent, number) not in there for parent in PARTITIONED)
    ]


def _of_ended(engine: Engine) -> list[tuple[str, str]]:
    """(Table, partition) of cycles that have ended or are there no more."""
    with engine.connect() as connection:
        ended = [state.value for state in ENDED]
        living = set(connection.scalars(select(_CYCLE.c.id).where(_CYCLE.c.state.not_in(ended))))
        return [
            (parent, name)
            for parent in PARTITIONED
            for name in _partitions(connection, parent)
            if (number := _cycle_of(name)) is not None and number not in living
        ]


def _partitions(connection: Connection, parent: str) -> list[str]:
    return list(connection.scalars(_NAMES, {"parent": parent}))


def _cycle_of(name: str) -> int | None:
    found = _NAME.fullmatch(name)
    return int(found[2]) if found and found[2] else None


def _cut(parent: str, name: str, held: list[str]) -> Callable[[Connection], None]:
    def cut(connection: Connection) -> None:
        if name not in _partitions(connection, parent):
            return
        connection.exec_driver_sql(outlast_autovacuum(name))
        _run(connection, f"SET LOCAL lock_timeout = {LONGEST_QUEUE}")
        _run(connection, f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE")
        if _is_empty(connection, name):
            _run(connection, f"TRUNCATE {name}")
        else:
            held.append(name)

    return cut


def _dropped(parent: str, name: str) -> Callable[[Connection], None]:
    def drop(connection: Connection) -> None:
        _run(connection, f"LOCK TABLE ONLY {parent} IN ACCESS EXCLUSIVE MODE")
        if name in _partitions(connection, parent) and _is_empty(connection, name):
            _run(connection, f"DROP TABLE {name}")

    return drop


def _is_empty(connection: Connection, name: str) -> bool:
    return not connection.scalar(text(f"SELECT EXISTS (SELECT FROM {name})"))  # noqa: S608  Ours.


def _in_time(engine: Engine, act: Callable[[Connection], None], patience: float) -> bool:
    """Do it in a transaction that waits for no lock for long, again until it goes through."""
    until = monotonic() + patience
    for wait in _waits(until):
        sleep(wait)
        try:
            with engine.begin() as connection:
                _run(connection, f"SET LOCAL lock_timeout = {LONGEST_QUEUE}")
                act(connection)
        except OperationalError as error:
            if not is_busy(error):
                raise
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", "") not in _OTHERS_WERE_FASTER:
                raise
        else:
            return True
    return False


def _waits(until: float) -> Iterator[float]:
    yield 0.0
    while monotonic() < until:
        yield PAUSE


def _run(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))
