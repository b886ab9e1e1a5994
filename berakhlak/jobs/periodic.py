"""Work that is asked for by nobody, and done again and again while a worker lives."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from berakhlak import clock

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PeriodicTask:
    """`run` is given the present moment, in an application context, and commits by itself.

    Every worker does it: it bears being done at once elsewhere, and being cut off anywhere.
    """

    name: str
    seconds: float
    run: Callable[[datetime], object]


def start_periodic_tasks(
    app: Flask, tasks: Iterable[PeriodicTask], ended: threading.Event
) -> list[threading.Thread]:
    """Each task in a thread of its own, until `ended`: a slow one holds up nothing else."""
    threads = [
        threading.Thread(target=_repeat, args=(app, task, ended), daemon=True) for task in tasks
    ]
    for thread in threads:
        thread.start()
    return threads


def _repeat(app: Flask, task: PeriodicTask, ended: threading.Event) -> None:
    while True:
        try:
            with app.app_context():
                task.run(clock.utc_now())
        except Exception as error:
            # Its kind alone: a message could quote an address.
            logger.warning("%s will be tried again: %s", task.name, type(error).__name__)
        if ended.wait(task.seconds):
            return
