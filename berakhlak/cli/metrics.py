"""Figures for Prometheus on a port of this machine: how the server is, never who came.

Imported only where METRICS_PORT is set, after the folder that processes share has been named.
See docs/decisions/0239-logs-metrics-and-request-ids.md.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.inspection.open_keys import has_every_key
from berakhlak.inspection.versions import read_versions
from berakhlak.jobs.models import Job, JobState
from berakhlak.web.slow_statements import OBSERVERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

STEP = 60.0  # Seconds between two looks: finer ones would tell when somebody sent something.
OF_MACHINES = {"/healthz", "/readyz"}
_REGISTRY = CollectorRegistry()
_REQUESTS = Counter(
    "berakhlak_http_requests", "Requests by how they ended.", ["status"], registry=_REGISTRY
)
_DURATION = Histogram(
    "berakhlak_http_request_duration_seconds",
    "Seconds until the answer of a request began.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=_REGISTRY,
)
_SLOW = Counter(
    "berakhlak_slow_statements", "Statements longer than SLOW_QUERY_SECONDS.", registry=_REGISTRY
)


class MeasuredRequests:
    """The application, with every request of people counted and timed."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in OF_MACHINES:
            return self._app(environ, start_response)
        begun = time.monotonic()

        def counted(status: str, headers: Any, *rest: Any) -> Any:
            _REQUESTS.labels(status_class(int(status[:3]))).inc()
            _DURATION.observe(time.monotonic() - begun)
            return start_response(status, headers, *rest)

        return self._app(environ, counted)


def status_class(status: int) -> str:
    """Redirects are as good as pages: at night, one of them would be a form that was sent."""
    if status < 400:
        return "ok"
    return "refused" if status < 500 else "failed"


def measure(app: Flask) -> None:
    """Count what this application does from now on; before its processes are forked."""
    app.wsgi_app = MeasuredRequests(app.wsgi_app)  # type: ignore[method-assign]
    app.extensions[OBSERVERS].append(_SLOW.inc)


def offer_metrics(app: Flask, port: int, shared: Path | None) -> None:
    """Answer on that port of this machine; `shared`: where the processes of `serve` count."""
    try:
        start_http_server(port, "127.0.0.1", Steps(app, shared))
    except OSError as error:
        logger.error("METRICS_PORT %d cannot be used: %s", port, error.strerror)


class Steps:
    """All figures, gathered anew once a minute at most."""

    def __init__(self, app: Flask, shared: Path | None) -> None:
        self._app = app
        self._registry = CollectorRegistry()
        if shared:
            MultiProcessCollector(self._registry, path=str(shared))  # type: ignore[no-untyped-call]
        self._found: list[Metric] = []
        self._at = float("-inf")

    def collect(self) -> list[Metric]:
        if time.monotonic() - self._at >= STEP:
            self._at = time.monotonic()
            self._found = [*self._registry.collect(), *self._state()]
        return self._found

    def restricted_registry(self, _names: object) -> Steps:
        """All of them, whatever was asked for."""
        return self

    def _state(self) -> list[Metric]:
        with self._app.app_context():
            try:
                return list(state_metrics())
            finally:
                db.session.remove()


def state_metrics() -> Iterable[Metric]:
    """Jobs, keys and versions, as the database has them now."""
    session, found = db.session(), read_versions(db.engine)
    told = {"version": found.application, "schema": found.schema or "", "python": found.python}
    yield InfoMetricFamily("berakhlak_build", "What serves.", value=told)
    for state in (JobState.WAITING, JobState.RUNNING):
        yield _gauge(f"berakhlak_jobs_{state.value}", f"Jobs {state.value}.", _jobs(state))
    since = clock.utc_now() - timedelta(days=1)
    failed = _jobs(JobState.FAILED, Job.finished_at >= since)
    yield _gauge("berakhlak_jobs_failed_last_day", "Jobs that failed in 24 hours.", failed)
    fits = has_every_key(session, key_store())
    yield _gauge("berakhlak_cycle_keys_fit", "1: the key of every open cycle is here.", fits)


def _jobs(state: JobState, *conditions: Any) -> int:
    counted = select(func.count()).select_from(Job).where(Job.state == state, *conditions)
    return db.session.scalar(counted) or 0


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=float(value))
