"""The server of `serve`: gunicorn around the built application, and a process that does jobs."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import time
from contextlib import suppress
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]

from berakhlak.extensions import db

PR_SET_PDEATHSIG = 1  # Of prctl(2): a signal at the death of the parent.
JOB_THREADS = 2
REST = 1.0  # Seconds between two starts: one that cannot start must not fill the machine.
PATIENCE = 3.0  # Seconds that it has to end by itself.


class JobKeepingArbiter(Arbiter):  # type: ignore[misc]
    """Gunicorn's master, which also keeps one process that does jobs alive and ends it."""

    job_worker = 0
    _started = 0.0

    def manage_workers(self) -> None:
        super().manage_workers()
        if not _is_alive(self.job_worker) and time.monotonic() - self._started > REST:
            self._started = time.monotonic()
            self.job_worker = self._fork_job_worker()

    def stop(self, graceful: bool = True) -> None:
        self._end_job_worker()
        super().stop(graceful)

    def _fork_job_worker(self) -> int:
        if child := os.fork():
            return child
        status = 1
        try:
            _prepare_child(self)
            from berakhlak.jobs.worker import run_worker

            run_worker(self.app.load(), JOB_THREADS)
            status = 0
        finally:
            os._exit(status)

    def _end_job_worker(self) -> None:
        if not self.job_worker:
            return
        _send(self.job_worker, signal.SIGTERM)
        last = time.monotonic() + PATIENCE
        while _is_alive(self.job_worker) and time.monotonic() < last:
            time.sleep(0.05)
        _send(self.job_worker, signal.SIGKILL)
        self.job_worker = 0


def _prepare_child(arbiter: Arbiter) -> None:
    """Nothing of the master but the application: neither its signals nor its sockets."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    for number in (*arbiter.SIGNALS, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    for listener in arbiter.LISTENERS:
        os.close(listener.fileno())
    if os.getppid() == 1:  # The master died before prctl was called.
        os._exit(0)


def _is_alive(pid: int) -> bool:
    if not pid:
        return False
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    return False  # The master has reaped it already.


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


class GunicornServer(BaseApplication):  # type: ignore[misc]
    """Gunicorn around an application that is already built, so that every process shares it."""

    def __init__(self, app: Flask, bind: str, workers: int, threads: int, welcome: str) -> None:
        self.app = app
        self.settings: dict[str, Any] = {
            "bind": bind,
            "workers": workers,
            "threads": threads,
            "worker_class": "berakhlak.cli.front.FrontWorker",
            # No access log: who opened which form at what time is nobody's business.
            "accesslog": None,
            "loglevel": "warning",
            "when_ready": lambda _: click.echo(welcome),
            "control_socket_disable": True,
            # Heartbeats in memory: a slow disk must not look like a dead worker.
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app

    def run(self) -> None:
        # Connections must not be shared with the processes that are forked next.
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.app.extensions["jobs"].queue.close()
        gc.freeze()  # What all processes share stays shared, and none takes it apart at its end.
        JobKeepingArbiter(self).run()
