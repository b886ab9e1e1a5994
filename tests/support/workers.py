"""Real processes that do jobs, which tests may stop or kill."""

from __future__ import annotations

import importlib
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.worker import run_worker


@contextmanager
def job_worker(app: Flask, first: Callable[[], object] = lambda: None) -> Iterator[int]:
    """A process that does jobs; yields its number, and kills it at the end.

    Forked, as `serve` does. `first` is called in it before anything else.
    """
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    app.extensions["jobs"].queue.close()
    child = os.fork()
    if not child:
        try:
            first()
            run_worker(app, 1)
        except BaseException:
            traceback.print_exc()  # A worker that never came is else a riddle to whoever waits.
            raise
        finally:
            os._exit(0)
    try:
        yield child
    finally:
        kill(child)


def kill(child: int) -> None:
    """kill -9, which nobody can prepare for; of a process that is gone already, nothing."""
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def wait_for(question: Callable[[], Any], seconds: float = 120.0) -> Any:
    """Ask until the answer is yes; returns it."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if answer := question():
            return answer
        time.sleep(0.02)
    raise AssertionError("never true")


def job_state(app: Flask, job_id: int) -> str:
    """As it stands now, read by a connection of its own."""
    with app.app_context(), db.engine.connect() as connection:
        return str(connection.scalar(select(Job.state).where(Job.id == job_id)))


def stuck_at(place: str, mark: Path) -> None:
    """Let a function ("module:name") write the file `mark` and wait for ever."""
    module, _colon, name = place.partition(":")

    def wait(*_given: object, **_named: object) -> None:
        mark.touch()
        time.sleep(600)

    setattr(importlib.import_module(module), name, wait)
