"""What a partition for each cycle is worth on PostgreSQL, beside one table for all (decision 0245).

Run: python -m bench.partitions [CYCLES SHEETS]     40 open cycles of 3,000 sheets unless told

Both ways in one run, of the same rows: sheets and who rates whom. Printed are milliseconds and how
many times as long the partitions take: reading all sheets of a cycle, finding 200 by their handle,
as many assignments, erasing what one closed cycle left beside all others, and how
long at most somebody waited who saved over and over in one of those, meanwhile and before.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
import sqlalchemy as sa

from bench.desk_pages import database
from berakhlak.cycles.partitions import drop_partitions, empty_partitions, make_partitions
from berakhlak.engines import rewrite_tables
from tests.support.databases import build_app, migrate_to_head
from tests.support.rows import a_row

MANY = (40, 3_000)
LOOKED_UP, OFTEN, BOX = 200, 5, 900
QUIET = 3.0  # Seconds.
ONE = {"open_sheet": "one_sheet", "assignment": "one_assignment"}
APART = {name: name for name in ONE}
Names = dict[str, str]


def fill(engine: sa.Engine, cycles: int, sheets: int) -> None:
    """Open cycles from number 1 on, each with as many sheets and assignments, in both ways."""
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")  # No other tables.
        table = sa.Table("cycle", sa.MetaData(), autoload_with=connection)
        for cycle in range(1, cycles + 1):
            own = {"id": cycle, "name": f"{cycle}", "state": "open", "key_name": f"k{cycle}"}
            connection.execute(table.insert().values(a_row(table) | own))
            make_partitions(connection, cycle)
        for name, alone in ONE.items():
            connection.exec_driver_sql(f"CREATE TABLE {alone} (LIKE {name} INCLUDING ALL)")
        for cycle in range(1, cycles + 1):
            _rows(connection, cycle, sheets)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


def _rows(connection: sa.Connection, cycle: int, sheets: int) -> None:
    driver: Any = connection.connection.dbapi_connection
    handles = [os.urandom(32) for _ in range(sheets)]
    with driver.cursor() as cursor:
        for names in (ONE, APART):
            columns = "(handle, cycle_id, is_submitted, box)"
            with cursor.copy(f"COPY {names['open_sheet']} {columns} FROM STDIN") as copy:
                for handle in handles:
                    copy.write_row((handle, cycle, True, os.urandom(BOX)))
            columns = '(id, cycle_id, rater_id, ratee_id, "group")'
            with cursor.copy(f"COPY {names['assignment']} {columns} FROM STDIN") as copy:
                for number in range(sheets):
                    own = cycle * sheets + number
                    copy.write_row((own, cycle, own, own + 1, "peer"))


def milliseconds(act: Callable[..., object], given: Sequence[tuple[object, ...]]) -> float:
    """For all of these together, each taken as long as the one in the middle: others interrupt."""
    took = []
    for each in given:
        start = time.perf_counter()
        act(*each)
        took.append(time.perf_counter() - start)
    return median(took) * 1000 * len(given)


def reading(connection: psycopg.Connection[Any], names: Names) -> dict[str, float]:
    sheets = names["open_sheet"]
    wanted = f"SELECT handle, box FROM {sheets} WHERE cycle_id = 2"  # noqa: S608  Our names.
    handles = [row[0] for row in connection.execute(wanted).fetchmany(LOOKED_UP)]
    one = f"SELECT box FROM {sheets} WHERE handle = %s AND cycle_id = 2"  # noqa: S608
    asked = f"SELECT * FROM {names['assignment']} WHERE id = %s"  # noqa: S608
    named = f"{asked} AND cycle_id = 2"
    highest = f"SELECT max(id) FROM {names['assignment']} WHERE cycle_id = 2"  # noqa: S608
    [[number]] = connection.execute(highest)
    last = [number - n for n in range(LOOKED_UP)]

    def read(statement: str, *values: object) -> object:
        return connection.execute(statement, values).fetchall()

    return {
        f"{OFTEN} times all sheets of a cycle": milliseconds(read, [(wanted,)] * OFTEN),
        f"{LOOKED_UP} sheets by handle": milliseconds(read, [(one, each) for each in handles]),
        f"{LOOKED_UP} assignments": milliseconds(read, [(named, each) for each in last]),
        "the same by number alone": milliseconds(read, [(asked, each) for each in last]),
    }


@contextmanager
def saving(address: str, names: Names) -> Iterator[list[float]]:
    """Somebody who saves in the second cycle all the time; milliseconds of each time."""
    ended, took = threading.Event(), []
    find = f"SELECT * FROM {names['assignment']} WHERE id = %s AND cycle_id = 2"  # noqa: S608
    save = f"UPDATE {names['open_sheet']} SET box = %s WHERE handle = %s AND cycle_id = 2"  # noqa: S608

    def save_on() -> None:
        with psycopg.connect(address) as connection:
            some = f"SELECT handle FROM {names['open_sheet']} WHERE cycle_id = 2 LIMIT 1"  # noqa: S608
            [[handle]] = connection.execute(some)
            highest = f"SELECT max(id) FROM {names['assignment']} WHERE cycle_id = 2"  # noqa: S608
            [[number]] = connection.execute(highest)
            connection.commit()
            while not ended.is_set():
                start = time.perf_counter()
                connection.execute(find, (number,))
                connection.execute(save, (os.urandom(BOX), handle))
                connection.commit()
                took.append((time.perf_counter() - start) * 1000)

    saver = threading.Thread(target=save_on)
    saver.start()
    try:
        while not took:
            time.sleep(0.01)
        yield took
    finally:
        ended.set()
        saver.join()


def erase_one(engine: sa.Engine) -> None:
    """As closing did: every table rewritten, with the rows of all cycles."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in ONE.values():
            connection.exec_driver_sql(f"DELETE FROM {name} WHERE cycle_id = 1")  # noqa: S608
        assert rewrite_tables(connection, list(ONE.values()), patience=600_000)


def erase_apart(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cycle SET state = 'closed' WHERE id = 1")
        for name in APART:
            connection.exec_driver_sql(f"DELETE FROM {name} WHERE cycle_id = 1")  # noqa: S608
    assert empty_partitions(engine, patience=60) == []
    assert drop_partitions(engine)


def costs(engine: sa.Engine, names: Names, erase: Callable[[sa.Engine], None]) -> dict[str, float]:
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        found = reading(connection, names)
    with saving(address, names) as took:
        time.sleep(QUIET)
        found["longest save, nobody erasing"] = max(took)
        start, before = time.perf_counter(), len(took)
        erase(engine)
        found["erasing a closed cycle"] = (time.perf_counter() - start) * 1000
        while len(took) == before:
            time.sleep(0.01)
        found["longest save meanwhile"] = max(took[before:])
    return found


def measure(url: str, cycles: int, sheets: int) -> None:
    """On an empty migrated database."""
    engine = sa.create_engine(url)
    fill(engine, cycles, sheets)
    old, new = costs(engine, ONE, erase_one), costs(engine, APART, erase_apart)
    print(f"{cycles} cycles, {sheets:,} sheets each     one table    partitions    ratio")
    for name, before in old.items():
        print(f"{name:<32} {before:9.1f} ms {new[name]:10.1f} ms {new[name] / before:8.3f}")
    engine.dispose()


def main(asked: list[str]) -> None:
    cycles, sheets = (int(each) for each in asked[:2]) if len(asked) > 1 else MANY
    with tempfile.TemporaryDirectory() as made, database("postgresql", Path(made)) as url:
        migrate_to_head(build_app(url, Path(made) / "keys"))
        measure(url, cycles, sheets)


if __name__ == "__main__":
    main(sys.argv[1:])
