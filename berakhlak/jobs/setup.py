"""Giving an application its jobs; ids go to the queue when the transaction that asked commits."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib import import_module

from flask import Flask, current_app, has_app_context
from sqlalchemy import event
from sqlalchemy.orm import Session

from berakhlak.jobs.operations import TO_DELIVER
from berakhlak.jobs.running import do_next_job
from berakhlak.jobs.service import JobService
from config import Config

logger = logging.getLogger(__name__)


def init_app(app: Flask, config: Config, modules: Iterable[str]) -> None:
    """Collect JOB_KINDS of the modules, WORKER_REPORTS: what a worker says of itself, and
    PERIODIC_TASKS: what it does again and again.

    The queue itself is built when it is first needed.
    """
    service = JobService(config, lambda job_id: do_next_job(app, job_id))
    for name in modules:
        module = import_module(name)
        for kind in module.JOB_KINDS:
            service.kinds.add(kind)
        service.worker_reports.extend(getattr(module, "WORKER_REPORTS", ()))
        service.periodic_tasks.extend(getattr(module, "PERIODIC_TASKS", ()))
    app.extensions["jobs"] = service


@event.listens_for(Session, "after_commit")
def _deliver(session: Session) -> None:
    job_ids = session.info.pop(TO_DELIVER, [])
    if not job_ids or not has_app_context():
        return
    try:
        current_app.extensions["jobs"].queue.deliver(job_ids)
    except Exception:  # The rows are committed: a sweeper hands them to the queue once it is back.
        logger.warning("jobs %s wait for a sweeper", job_ids, exc_info=True)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(TO_DELIVER, None)
