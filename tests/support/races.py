"""Two connections that meet at one lock."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from time import sleep
from typing import Any

from flask import Flask
from sqlalchemy import text

from berakhlak.extensions import db


def begun_beside(app: Flask, act: Callable[[], Any]) -> tuple[Thread, list[BaseException | None]]:
    """Begin the act, and its commit, on a connection of its own; the list says, once it is over,
    what it met: an error, or None."""
    met: list[BaseException | None] = []

    def run() -> None:
        with app.app_context():
            try:
                act()
                db.session.commit()
                met.append(None)
            except Exception as error:
                met.append(error)
            finally:
                db.session.remove()

    thread = Thread(target=run)
    thread.start()
    return thread, met


def wait_until_somebody_waits(session: Any, turns: int = 3000) -> None:
    """Until another connection to PostgreSQL waits for a lock of ours; a turn is a fiftieth of a
    second."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _turn in range(turns):
        if session.scalar(waiting):
            return
        sleep(0.02)
    raise AssertionError("nobody waits")
