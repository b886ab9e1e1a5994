"""How many requests a second the public page of a unit takes, against a bare view that says hello.

Run: python -m bench.public [seconds]. One thread in one process, without a network: Werkzeug's test
client is left out, the application is called as a server calls it. `hello` is a Flask application
with one view; `kept` is the page as everybody after the first gets it, `drawn` as the first gets it
once a minute; `unchanged` answers a browser that has it; `csv` is the file. Seconds are those of
the processor: what else the machine does makes no difference. Last, what it costs HR to release the
figures of one cycle: computed and attacked.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

Answer = Callable[[], int]


def requests_a_second(answer: Answer, seconds: float) -> float:
    """The best of three runs, each a third of the time, in seconds of the processor."""
    best = 0.0
    for _run in range(3):
        began, number = time.process_time(), 0
        while time.process_time() - began < seconds / 3:
            for _each in range(5):
                answer()
            number += 5
        best = max(best, number / (time.process_time() - began))
    return best


def asking(app: Flask, path: str, **headers: str) -> Answer:
    """Call the application as a server does; the status of the answer."""
    environment = EnvironBuilder(path=path, headers=headers).get_environ()

    def ask() -> int:
        body, status, _headers = run_wsgi_app(app.wsgi_app, dict(environment))
        for _part in body:
            pass
        return int(status.split()[0])

    return ask


def bare() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def release_cost(app: Flask) -> float:
    """Milliseconds of CPU, the best of five."""
    from berakhlak.cycles.models import Cycle
    from berakhlak.extensions import db
    from berakhlak.people.models import Unit
    from berakhlak.public_pages.models import PublicRelease
    from berakhlak.public_pages.operations import plan_release

    best = float("inf")
    with app.app_context():
        released = db.session.query(PublicRelease).first()
        assert released is not None
        for _run in range(5):
            db.session.expire_all()
            unit = db.session.get_one(Unit, released.unit_id)
            cycle = db.session.get_one(Cycle, released.cycle_id)
            began = time.process_time()
            plan_release(db.session(), unit, cycle)
            best = min(best, time.process_time() - began)
    return best * 1000


def with_a_page(folder: Path) -> tuple[Flask, str]:
    """The product with one public page of eight officers, a survey and complaints."""
    from berakhlak.extensions import db
    from tests.factories.public_pages import heard_cycle, heard_otherwise, open_to_the_public
    from tests.support.databases import build_app, migrate_to_head

    app = build_app(f"sqlite:///{folder / 'bench.sqlite3'}", folder / "keys")
    migrate_to_head(app)
    with app.app_context():
        opened = heard_cycle(db.session)
        heard_otherwise(db.session, opened.unit)
        return app, open_to_the_public(db.session, opened.unit)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    with tempfile.TemporaryDirectory() as folder:
        app, path = with_a_page(Path(folder))
        kept: Any = app.extensions["public_pages"]
        page = asking(app, path, **{"Accept-Encoding": "gzip"})
        body = b"".join(run_wsgi_app(app.wsgi_app, EnvironBuilder(path=path).get_environ())[0])
        mark = app.test_client().get(path).headers["ETag"]

        def drawn() -> int:
            kept.forget()
            return page()

        cases: dict[str, Answer] = {
            "hello": asking(bare(), "/"),
            "kept": page,
            "unchanged": asking(app, path, **{"If-None-Match": mark}),
            "csv": asking(app, f"{path}/data.csv"),
            "drawn": drawn,
        }
        print(f"page: {len(body)} bytes; keys kept: {[tuple(key) for key in kept.keys]}")
        found = {name: requests_a_second(ask, seconds) for name, ask in cases.items()}
        for name, rate in found.items():
            print(f"{name:10} {rate:9.0f} requests/s   {rate / found['hello']:6.2f} of hello")
        print(f"release    {release_cost(app):9.0f} ms")


if __name__ == "__main__":
    main()
