"""The server of `serve`: gunicorn around the built application, and a process that does jobs."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from berakhlak.extensions import db
from berakhlak.inspection.draining import begin_draining, prepare_draining
from berakhlak.web.log_lines import JsonLines
from config import Config

PR_SET_PDEATHSIG = 1  # Of prctl(2): a signal at the death of the parent.
JOB_THREADS = 2
REST = 1.0  # Seconds between two starts: one that cannot start must not fill the machine.
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
PATIENCE = 3.0  # Seconds that it has to end by itself.


class JobKeepingArbiter(Arbiter):  # type: ignore[misc]
    """Gunicorn's master, which also keeps one process that does jobs alive and ends it."""

    job_worker = 0
    _started = 0.0
    _is_ending = False

    def manage_workers(self) -> None:
        super().manage_workers()
        if not _is_alive(self.job_worker) and time.monotonic() - self._started > REST:
            self._started = time.monotonic()
            self.job_worker = self._fork_job_worker()

    def stop(self, graceful: bool = True) -> None:
        seconds = self.app.load().config["BERAKHLAK"].drain_seconds
        if graceful and seconds and not self._is_ending:
            self._drain(seconds)
        self._is_ending = True  # Gunicorn stops again what it has stopped at once.
        self._end_job_worker()
        super().stop(graceful)

    def _drain(self, seconds: float) -> None:
        """Go on answering, but not as ready, so that a balancer sends people elsewhere; a second
        signal ends it."""
        begin_draining(self.app.load())
        last = time.monotonic() + seconds
        while (left := last - time.monotonic()) > 0:
            with suppress(Empty):
                if self.SIG_QUEUE.get(timeout=left) in ENDING:
                    return

    def _fork_job_worker(self) -> int:
        if child := os.fork():
            return child
        status = 1
        try:
            _prepare_child(self)
            from berakhlak.jobs.worker import run_worker

            self.app.offer_metrics()
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


class JsonLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own lines, for LOG_FORMAT=json."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


class GunicornServer(BaseApplication):  # type: ignore[misc]
    """Gunicorn around an application that is already built, so that every process shares it."""

    _counts: Path | None = None

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
        if self._config.log_format == "json":
            self.settings["logger_class"] = JsonLogger
        super().__init__()

    @property
    def _config(self) -> Config:
        config: Config = self.app.config["BERAKHLAK"]
        return config

    def offer_metrics(self) -> None:
        """In one process, which has no other port."""
        if self._config.metrics_port:
            from berakhlak.cli.metrics import offer_metrics

            offer_metrics(self.app, self._config.metrics_port, self._counts)

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
        prepare_draining(self.app)
        master = os.getpid()
        if self._config.metrics_port:
            self._measure(Path(mkdtemp(prefix="berakhlak-metrics-")))
        try:
            gc.freeze()  # What all processes share stays shared; none takes it apart at its end.
            JobKeepingArbiter(self).run()
        finally:
            if self._counts and os.getpid() == master:  # Children come by here too.
                rmtree(self._counts, ignore_errors=True)

    def _measure(self, folder: Path) -> None:
        """Its library reads the place at its import, for all processes that are forked later."""
        self._counts = folder
        os.environ.update(PROMETHEUS_MULTIPROC_DIR=str(folder))
        from berakhlak.cli.metrics import measure

        measure(self.app)
