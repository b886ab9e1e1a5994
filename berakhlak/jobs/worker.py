"""The process that does jobs: huey's consumer, with a sweeper and a sign of life beside it."""

from __future__ import annotations

import gc
import logging
import os
import secrets
import signal
import socket
import threading

from flask import Flask
from huey.consumer import Consumer
from sqlalchemy import select

from berakhlak import clock
from berakhlak.bounded_process import leave_no_core
from berakhlak.extensions import db
from berakhlak.jobs.models import Job, JobState
from berakhlak.jobs.periodic import start_periodic_tasks
from berakhlak.jobs.running import do_job
from berakhlak.jobs.service import JobService
from berakhlak.jobs.sweeping import sweep

logger = logging.getLogger(__name__)
MADE_BETWEEN = 50_000
"""Objects that a worker makes between two searches for garbage, where Python makes 700."""


def search_rarely() -> None:
    """Let the interpreter search for garbage as seldom as suits long calculations.

    They make millions of small objects, hardly any of which refer to each other in circles: a
    fifth of sealing a large cycle went into searches. What is loaded by now is left out of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN, 10, 10)


def run_worker(app: Flask, threads: int) -> None:
    """Do jobs until SIGTERM or SIGINT; what is cut off goes on in the next worker."""
    leave_no_core()
    search_rarely()
    service: JobService = app.extensions["jobs"]
    service.queue.task  # noqa: B018  Known to huey before the first id comes.
    ended = threading.Event()
    sweeper = threading.Thread(target=_sweep_until, args=(app, service, ended), daemon=True)
    sweeper.start()
    start_periodic_tasks(app, service.periodic_tasks, ended)
    consumer = Consumer(
        service.queue.huey,
        workers=threads,
        periodic=False,
        max_delay=0.5,  # Idle looks cost next to nothing; people wait for what they asked for.
        scheduler_interval=60,
    )
    # It would start the command of this process again, which may be `serve`.
    consumer._signal_actions.pop(signal.SIGHUP, None)
    try:
        consumer.run()
    finally:
        ended.set()
        service.leases.drop_own()


def _sweep_until(app: Flask, service: JobService, ended: threading.Event) -> None:
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    while True:
        try:
            with app.app_context():
                service.note_worker(name)
                sweep(db.session(), service, at=clock.utc_now())
        except Exception:
            logger.warning("the sweeper will look again", exc_info=True)
        if ended.wait(service.leases.seconds / 5):
            break
    service.queue.drop_note(f"worker:{name}")


def run_waiting_jobs(app: Flask) -> int:
    """Do everything that waits, in this process; returns how many jobs were done."""
    done = 0
    while True:
        with app.app_context():
            waiting = db.session.scalars(
                select(Job.id).where(Job.state == JobState.WAITING).order_by(Job.id).limit(1)
            ).first()
        if waiting is None or not do_job(app, waiting):
            return done
        done += 1
