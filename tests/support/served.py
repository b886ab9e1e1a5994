"""The real server around an application of the test: processes that a test may kill."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from gunicorn.arbiter import Arbiter

from berakhlak.cli.server import GunicornServer
from berakhlak.extensions import db
from tests.support.network import free_port
from tests.support.visitors import ask
from tests.support.workers import wait_for

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Served:
    """`master` starts the web processes anew when they die; `said`: what all of them wrote."""

    port: int
    master: int
    said: Path

    def web_processes(self) -> list[int]:
        """Those alive now."""
        told = Path(f"/proc/{self.master}/task/{self.master}/children").read_text()
        return [int(each) for each in told.split()]


@contextmanager
def served(
    app: Flask, folder: Path, *, processes: int = 2, first: Callable[[], object] = lambda: None
) -> Iterator[Served]:
    """Web processes of gunicorn without one for jobs, on a free port of the loopback.

    Forked, so that they start at once; `first` is called in the master before anything else.
    """
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    app.extensions["jobs"].queue.close()
    port, said = free_port(), folder / "said"
    master = os.fork()
    if not master:
        _become(app, port, said, processes, first)
    try:
        wait_for(lambda: ask(port, "/healthz").status == 200)
        yield Served(port, master, said)
    finally:
        os.kill(master, signal.SIGTERM)
        os.waitpid(master, 0)


def _become(app: Flask, port: int, said: Path, processes: int, first: Callable[[], object]) -> None:
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        told = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(told, 1)
        os.dup2(told, 2)
        # Whatever runs the test may have put others in their place.
        sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
        first()
        Arbiter(GunicornServer(app, f"127.0.0.1:{port}", processes, 32, "")).run()
    finally:
        os._exit(0)
