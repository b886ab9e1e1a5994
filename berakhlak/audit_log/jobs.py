"""Every worker looks once an hour whether the chain over the record can be extended."""

from __future__ import annotations

import logging
from datetime import datetime

from flask import current_app
from sqlalchemy.exc import IntegrityError

from berakhlak.audit.chain import extend_chain
from berakhlak.extensions import db
from berakhlak.jobs.periodic import PeriodicTask
from berakhlak.jobs.registry import JobKind

logger = logging.getLogger(__name__)
EVERY = 3600.0  # Seconds.


def extend(at: datetime) -> None:
    """Add what is missing; another worker that comes first is as good."""
    session = db.session()
    try:
        links = extend_chain(session, secret=current_app.config["SECRET_KEY"], at=at)
        session.commit()
    except IntegrityError:
        session.rollback()
        return
    for link in links:
        logger.info("audit chain: up to row %d, digest %s", link.last_entry_id, link.digest.hex())


JOB_KINDS: tuple[JobKind, ...] = ()
PERIODIC_TASKS = (PeriodicTask("audit chain", EVERY, extend),)
