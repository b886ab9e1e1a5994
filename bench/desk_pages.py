"""What each page costs at size: CPU, statements and kB, and how fast the CPU grows.

Run: python -m bench.desk pages [sqlite] [postgresql] [OFFICERS ...] [--keep FOLDER]
     1,500, 5,000 and 20,000 on SQLite unless told

Every route of the application is looked at by the first reader whom it opens to, in an agency that
has cycles in every state and as much of everything as its size suggests (`bench.large_world`), and
HR's pages at each of these cycles. CPU is the median of a few looks in one process; that of
PostgreSQL's own process is in it. A second table tells what a first look costs, where that is dear.

With a folder to keep them in, databases are made once, and looked at again by the next run.
"""

from __future__ import annotations

import json
import os
import pickle
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask

from bench.large_world import make_large_world
from bench.page_looks import Cost, measure
from berakhlak.accounts.models import Account
from berakhlak.extensions import db
from tests.support.databases import build_app, migrate_to_head
from tests.support.postgres import kept_postgres, running_postgres
from tests.whole_app.test_access import World

SIZES = (1_500, 5_000, 20_000)
ENGINES = ("sqlite", "postgresql")
KEEP = "--keep"
MOST_CPU, MOST_GROWTH = 50.0, 1.5  # Milliseconds at the largest size, and times the base.
BASE = 1_500  # Officers of the smallest size that growth is told from.
LEAST = 10.0  # Milliseconds below which a ratio tells of noise alone.
T = TypeVar("T")
Costs = dict[str, Cost]  # By page.


def costs_at(officers: int, folder: Path, url: str) -> Costs:
    """In an agency that is made first, unless the folder has it."""
    app, told = build_app(url, folder / "keys"), folder / "world.json"
    if not told.exists():
        in_process(lambda: told.write_text(made(app, officers)))
    with app.app_context():
        return measure(app, world_from(json.loads(told.read_text())))


def made(app: Flask, officers: int) -> str:
    """A world in an empty database, as JSON."""
    migrate_to_head(app)
    with app.app_context():
        world = make_large_world(app, officers)
        readers = {name: account and account.id for name, account in world.readers.items()}
        return json.dumps(vars(world) | {"readers": readers})


def world_from(kept: dict[str, Any]) -> World:
    readers = {
        name: number and db.session.get_one(Account, number)
        for name, number in kept["readers"].items()
    }
    return World(**(kept | {"readers": readers}))


def hello_cost() -> float:
    """A route that says hello and nothing else, on the same machine at the same time."""
    plain = Flask("hello")
    plain.add_url_rule("/", "hello", lambda: "hello")
    client, taken = plain.test_client(), []
    client.get("/")
    for _look in range(5):
        begun = time.process_time()
        for _time in range(100):
            client.get("/")
        taken.append(10 * (time.process_time() - begun))  # Milliseconds of one.
    return statistics.median(taken)


def in_process(what: Callable[[], T]) -> T:
    """Memory of one size must not slow the next."""
    with tempfile.TemporaryFile() as kept:
        child = os.fork()
        if not child:
            pickle.dump(what(), kept)
            kept.flush()
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit("A size broke off.")
        kept.seek(0)
        found: T = pickle.load(kept)  # noqa: S301  Written just above.
    return found


def growth(base: Cost, largest: Cost) -> float:
    """How many times dearer the largest size is; 1 where both are cheap."""
    return max(largest.cpu, LEAST) / max(base.cpu, LEAST)


def faults_of(base: Cost, largest: Cost) -> str:
    """What is wrong with a page, by its costs at two sizes."""
    found = [
        ("dear", largest.cpu > MOST_CPU),
        ("grows", growth(base, largest) > MOST_GROWTH),
        ("statements", largest.statements > base.statements),
    ]
    return " ".join(word for word, is_so in found if is_so)


def print_table(engine: str, found: dict[int, Costs]) -> None:
    """The dearest first; growth is told from the first size of at least `BASE` officers."""
    sizes = sorted(found)
    base = next((size for size in sizes if size >= BASE), sizes[-1])
    heads = "".join(f"{size:>10,}" for size in sizes)
    print(f"\na plain hello of the same framework: {hello_cost():.2f} ms")
    print(f"{'CPU ms on ' + engine:72}{heads}   times   first  statements        kB")
    pages = [page for page in found[sizes[0]] if all(page in found[size] for size in sizes)]
    for page in sorted(pages, key=lambda page: -found[sizes[-1]][page].cpu):
        row = [found[size][page] for size in sizes]
        figures = "".join(f"{cost.cpu:>10.1f}" for cost in row)
        numbers = "-".join(str(n) for n in dict.fromkeys(cost.statements for cost in row))
        ends = found[base][page], row[-1]
        print(f"{page:72}{figures}{growth(*ends):>8.2f}{row[-1].first:>8.0f}{numbers:>12}"
              f"{row[-1].size:>10.0f}  {faults_of(*ends)}")  # fmt: skip
    missing = {page for size in sizes for page in found[size]} - set(pages)
    print(f"{len(pages)} pages; not at every size: {', '.join(sorted(missing)) or 'none'}")


def main(asked: list[str]) -> None:
    keep = Path(asked[asked.index(KEEP) + 1]) if KEEP in asked else None
    sizes = [int(each) for each in asked if each.isdigit()] or SIZES
    for engine in [each for each in asked if each in ENGINES] or ENGINES[:1]:
        found: dict[int, Costs] = {}
        for size in sizes:
            with folder_of(engine, size, keep) as folder, database(engine, folder, keep) as url:
                found[size] = in_process(
                    lambda size=size, to=folder, url=url: costs_at(size, to, url)
                )
        print_table(engine, found)


@contextmanager
def folder_of(engine: str, size: int, keep: Path | None) -> Iterator[Path]:
    """One that is thrown away, unless it is to be kept."""
    if keep is None:
        with tempfile.TemporaryDirectory() as made:
            yield Path(made)
        return
    folder = keep / f"{engine}-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


@contextmanager
def database(engine: str, folder: Path, keep: Path | None = None) -> Iterator[str]:
    """The address of an empty one, or of the one that the folder keeps."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'desk.sqlite3'}"
        return
    with kept_postgres(folder) if keep else running_postgres() as server:
        is_there = keep and (folder / "world.json").exists()
        yield server.url("test_1" if is_there else server.create_database())
