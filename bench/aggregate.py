"""How fast and how frugal the figures are: `python bench/aggregate.py` (under three minutes).

Random, seeded cycles of 10 sheets per officer and 21 items per sheet. Every measurement runs in a
process of its own, so that peak memory is its own; CPU time is user and system time. Set
BENCH_POSTGRES_URL to measure loading from PostgreSQL too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from berakhlak.statistics.packed_sheets import PackedSheets
    from berakhlak.statistics.rules import ItemLayout

SIZES = (1_000, 10_000, 100_000)
SQL_SIZE = 10_000
STREAM_BLOCKS, STREAM_BLOCK = 100, 10_000
SHEETS_PER_OFFICER, ITEMS, VALUES = 10, 21, 7
TIME_LIMIT, MEMORY_LIMIT, SQL_LIMIT = 4, 12, 10
ROOT = Path(__file__).resolve().parents[1]


def layout() -> ItemLayout:
    from berakhlak.statistics.rules import ItemLayout

    return ItemLayout.from_items(
        [(f"V{i // 3}B{i % 3}", f"V{i // 3}", i % 3 == 0) for i in range(ITEMS)]
    )


def make_sheets(officers: int, seed: int) -> PackedSheets:
    """Sheets in random order, 5 % of answers missing, citizens on the short form."""
    import numpy as np

    from berakhlak.statistics.packed_sheets import NOT_ASKED, PackedSheets

    rng = np.random.default_rng(seed)
    sheets = officers * SHEETS_PER_OFFICER
    scores = np.array([0, *[1] * 2, *[2] * 3, *[3] * 5, *[4] * 6, *[5] * 3], np.uint8)
    answers = scores[rng.integers(0, len(scores), (sheets, ITEMS), np.uint8)]
    group = np.array([0, 1, 2, 2, 2, 3, 3, 3, 4, 4], np.uint8)[np.arange(sheets) % 10]
    officer = (np.arange(sheets) // SHEETS_PER_OFFICER).astype(np.int32)
    short = np.arange(ITEMS) % 3 != 0
    answers[np.ix_(group == 4, short)] = NOT_ASKED
    order = rng.permutation(sheets)
    return PackedSheets(
        answers=answers[order],
        officer=officer[order],
        group=group[order],
        n_officers=officers,
        unit=np.arange(officers) // 50,
        n_units=officers // 50,
    )


def save(officers: int, folder: Path) -> None:
    """Write a cycle where the measuring processes load it from."""
    import numpy as np

    sheets = make_sheets(officers, seed=officers)
    for name in ("answers", "officer", "group", "unit"):
        np.save(folder / f"{name}.npy", getattr(sheets, name))


def load(folder: Path) -> PackedSheets:
    import numpy as np

    from berakhlak.statistics.packed_sheets import PackedSheets

    parts = {name: np.load(folder / f"{name}.npy") for name in ("answers", "officer", "group")}
    unit = np.load(folder / "unit.npy")
    return PackedSheets(
        **parts, n_officers=len(unit), unit=unit, n_units=int(unit.max(initial=-1)) + 1
    )


def engine(sheets: PackedSheets) -> Any:
    """All cells, values, officers, items and units, with everything derived from them."""
    from berakhlak.statistics.rules import ScoringRules
    from berakhlak.statistics.scoring import compute_scores

    found = compute_scores(sheets, ScoringRules(), layout())
    checks = [found.cells.ci_lo[0, 0, 0], found.cells.ci_hi[0, 0, 0]]
    checks += [found.values.gap[0, 0], found.values.mdc95[0, 0], found.values.johari[0, 0]]
    checks += [found.values.composite_all[0, 0], found.values.others_unweighted[0, 0]]
    checks += [found.items.self_score[0, 0], found.items.others_mean[0, 0]]
    checks += [found.items.favourable_share[0, 0], found.items.johari[0, 0]]
    return found, checks


def bare(sheets: PackedSheets) -> Any:
    """Sort and reduceat: n, mean and sd of every cell and the weighted mean; nothing else."""
    import numpy as np

    key = sheets.officer.astype(np.int64) * 5 + sheets.group
    order = np.argsort(key, kind="stable")
    key, rows = key[order], sheets.answers[order]
    rows[rows > 5] = 0
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    edges = np.arange(0, ITEMS, 3)
    count = np.add.reduceat(rows > 0, edges, axis=1, dtype=np.uint8)
    total = np.add.reduceat(rows, edges, axis=1, dtype=np.uint8)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = np.where(count > 0, total / count, 0.0)
        n = np.add.reduceat(count > 0, starts, axis=0, dtype=np.int32)
        sums = np.add.reduceat(score, starts, axis=0)
        squares = np.add.reduceat(score * score, starts, axis=0)
        mean = sums / n
        sd = np.sqrt((squares - sums * mean) / (n - 1))
    weight = np.array([0, 0.35, 0.25, 0.25, 0.15])[key[starts] % 5][:, None] * (n > 0)
    officers = np.flatnonzero(np.r_[True, np.diff(key[starts] // 5) > 0])
    part = np.add.reduceat(np.where(n > 0, mean, 0) * weight, officers, axis=0)
    return n, mean, sd, part / np.maximum(np.add.reduceat(weight, officers, axis=0), 1e-300)


def measured(run: Callable[[], Any], least_seconds: float = 1.0) -> dict[str, float]:
    """CPU seconds of the least disturbed of three runs or more, and memory the first added."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times: list[float] = []
    while len(times) < 3 or sum(times) < least_seconds:
        start = time.process_time()
        kept = run()
        times.append(time.process_time() - start)
        if len(times) == 1:
            added = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        del kept
    return {"cpu": min(times), "added": added * 1024.0}


def measure_arrays(which: str, folder: Path) -> dict[str, float]:
    sheets = load(folder)
    # The quantiles' library is loaded once per process, whatever the size of the cycle.
    import scipy.special  # noqa: F401

    return measured(lambda: {"engine": engine, "bare": bare}[which](sheets))


def measure_sql(folder: Path) -> dict[str, float]:
    """Plain GROUP BY over one row per answer."""
    import sqlite3

    sheets = load(folder)
    connection = sqlite3.connect(folder / "narrow.db")
    connection.execute("CREATE TABLE answer (officer INT, grp INT, value INT, score INT)")

    def rows() -> Iterator[tuple[int, int, int, int]]:
        for officer, group, answers in zip(
            sheets.officer.tolist(), sheets.group.tolist(), sheets.answers.tolist(), strict=True
        ):
            for item, score in enumerate(answers):
                if 1 <= score <= 5:
                    yield officer, group, item // 3, score

    connection.executemany("INSERT INTO answer VALUES (?, ?, ?, ?)", rows())
    connection.commit()
    query = (
        "SELECT officer, grp, value, COUNT(*), SUM(score), SUM(score * score) "
        "FROM answer GROUP BY officer, grp, value"
    )
    return measured(lambda: connection.execute(query).fetchall())


def measure_sqlite(folder: Path) -> dict[str, float]:
    """Loading packed sheets from SQLite into arrays."""
    import sqlite3

    connection = sqlite3.connect(folder / "packed.db")
    connection.execute("CREATE TABLE sheet (officer INT, grp INT, answers BLOB)")
    connection.executemany("INSERT INTO sheet VALUES (?, ?, ?)", packed_rows(load(folder)))
    connection.commit()
    query = "SELECT officer, grp, answers FROM sheet"
    return measured(lambda: as_arrays(connection.execute(query).fetchall()))


def measure_postgres(folder: Path) -> dict[str, float]:
    """Loading packed sheets from PostgreSQL; client CPU only."""
    import psycopg

    with psycopg.connect(os.environ["BENCH_POSTGRES_URL"]) as connection:
        cursor = connection.cursor(binary=True)
        cursor.execute("CREATE TEMPORARY TABLE sheet (officer INT, grp INT, answers BYTEA)")
        with cursor.copy("COPY sheet FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "int4", "bytea"])
            for row in packed_rows(load(folder)):
                copy.write_row(row)
        query = "SELECT officer, grp, answers FROM sheet"
        return measured(lambda: as_arrays(cursor.execute(query).fetchall()))


def packed_rows(sheets: PackedSheets) -> Iterator[tuple[int, int, bytes]]:
    for officer, group, answers in zip(
        sheets.officer.tolist(), sheets.group.tolist(), sheets.answers, strict=True
    ):
        yield officer, group, answers.tobytes()


def as_arrays(rows: list[tuple[int, int, bytes]]) -> tuple[np.ndarray, ...]:
    import numpy as np

    officer, group, answers = zip(*rows, strict=True)
    packed = np.frombuffer(b"".join(answers), np.uint8).reshape(-1, ITEMS)
    return np.array(officer, np.int32), np.array(group, np.uint8), packed


def measure_stream(folder: Path) -> dict[str, float]:
    """A million officers in blocks, never all in memory; making the data is not counted."""
    import scipy.special  # noqa: F401

    from berakhlak.statistics.rules import ScoringRules
    from berakhlak.statistics.scoring import stream_scores

    making = 0.0

    def blocks() -> Iterator[PackedSheets]:
        nonlocal making
        for seed in range(STREAM_BLOCKS):
            start = time.process_time()
            block = make_sheets(STREAM_BLOCK, seed)
            making += time.process_time() - start
            yield block

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    officers = sum(
        len(found.officers.percentile) for found in stream_scores(blocks, ScoringRules(), layout())
    )
    cpu = time.process_time() - start - making
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024.0
    return {"cpu": cpu, "added": added, "officers": officers}


MEASURES: dict[str, Callable[[Path], dict[str, float]]] = {
    "engine": lambda folder: measure_arrays("engine", folder),
    "bare": lambda folder: measure_arrays("bare", folder),
    "sql": measure_sql,
    "sqlite": measure_sqlite,
    "postgres": measure_postgres,
    "stream": measure_stream,
}


def child(what: str, folder: Path, officers: int = 0) -> dict[str, float]:
    """Run one measurement in a process of its own."""
    # This process stays small: a child's peak memory starts at that of its parent.
    command = [sys.executable, __file__, "--child", what, str(folder), str(officers)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def report() -> None:
    start = time.monotonic()
    answers = SHEETS_PER_OFFICER * ITEMS
    print(f"{'officers':>9} {'CPU s':>8} {'bare s':>8} {'ratio':>6} {'answers/s':>12}", end="")
    print(f" {'peak B/sheet':>13} {'/ packed':>9} {'SQLite load s':>14} {'PG load s':>10}")
    for officers in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            child("save", folder, officers)
            mine, other = child("engine", folder), child("bare", folder)
            loading = child("sqlite", folder)["cpu"]
            postgres = "BENCH_POSTGRES_URL" in os.environ and child("postgres", folder)
            sql = child("sql", folder)["cpu"] if officers == SQL_SIZE else 0.0
        sheets = officers * SHEETS_PER_OFFICER
        peak = mine["added"] / sheets
        line = f"{officers:9,} {mine['cpu']:8.4f} {other['cpu']:8.4f}"
        line += f" {mine['cpu'] / other['cpu']:6.2f} {officers * answers / mine['cpu']:12,.0f}"
        line += f" {peak:13.0f} {peak / ITEMS:9.1f} {loading:14.4f}"
        print(line, f"{postgres['cpu']:10.4f}" if postgres else f"{'-':>10}", flush=True)
        if sql:
            compared = f"{sql:.3f} s, {sql / mine['cpu']:.0f} times the figures"
            print(f"{'':9} plain SQL GROUP BY over one row per answer: {compared}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        found = child("stream", Path(name))
    rate = found["officers"] * answers / found["cpu"]
    print(
        f"{found['officers']:9,} streamed in blocks of {STREAM_BLOCK:,}: {found['cpu']:.1f} s",
        end="",
    )
    print(f" ({rate:,.0f} answers/s, both passes), {found['added'] / 2**20:.0f} MB added")
    print("peak: what computing adds to the loaded arrays; / packed: over 21 bytes a sheet, small")
    print("cycles dominated by what any process needs.", end=" ")
    print(f"limits: ratio to bare {TIME_LIMIT}, / packed {MEMORY_LIMIT}, SQL at least {SQL_LIMIT}")
    print(f"{time.monotonic() - start:.0f} s in all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs=3, metavar=("WHAT", "FOLDER", "OFFICERS"))
    chosen = parser.parse_args().child
    if chosen is None:
        report()
    elif chosen[0] == "save":
        save(int(chosen[2]), Path(chosen[1]))
        print("{}")
    else:
        print(json.dumps(MEASURES[chosen[0]](Path(chosen[1]))))


if __name__ == "__main__":
    main()
