"""Statements that took too long, without what they were about.

Only statements about tables that are named here are told: a line has a time, and beside an office
where one person works late, the time of a box or of a sign-in is a name. The rest is counted.
See docs/decisions/0239-logs-metrics-and-request-ids.md.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from berakhlak.extensions import Base, db
from config import Config

logger = logging.getLogger(__name__)

TELLABLE = {
    "acting_post", "agency", "agency_calendar", "agency_holiday", "behaviour_rating",
    "counter", "cycle", "cycle_result", "cycle_unit", "development_step",
    "development_talk", "disclosure_audit", "former_nip", "instrument_version", "job",
    "objection", "officer_result", "participant", "person", "placement_change",
    "public_page", "public_release", "public_service", "satisfaction_survey",
    "standard_version", "talk_survey", "unit", "unit_change", "unit_result", "work_result",
}  # fmt: skip
_WORD = re.compile(r"\w+")
_LONGEST = 2_000
OBSERVERS = "slow statements"
"""In the application's extensions: functions that are called for each of them, told or not."""


def init_app(app: Flask, config: Config) -> None:
    """Watch every statement of the application's database."""
    observers: list[Callable[[], object]] = []
    app.extensions[OBSERVERS] = observers
    watch = _Watch(config.slow_query_seconds, observers)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", watch.begin)
        event.listen(db.engine, "after_cursor_execute", watch.end)


class _Watch:
    """Both are given connection, cursor, statement, parameters, context and whether for many."""

    def __init__(self, bound: float, observers: list[Callable[[], object]]) -> None:
        self._bound, self._observers = bound, observers

    def begin(self, *told: Any) -> None:
        context = told[4]
        if context is not None:
            context.begun = time.monotonic()

    def end(self, *told: Any) -> None:
        said, context = str(told[2]), told[4]
        took = time.monotonic() - getattr(context, "begun", time.monotonic())
        if took < self._bound:
            return
        for observe in self._observers:
            observe()
        if is_tellable(said):
            logger.warning("slow statement (%.1f s): %s", took, " ".join(said.split())[:_LONGEST])


def is_tellable(statement: str) -> bool:
    """Whether it is about tables alone whose use tells nothing of raters."""
    words = set(_WORD.findall(statement))
    return words & Base.metadata.tables.keys() <= TELLABLE
