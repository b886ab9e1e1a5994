"""The worker sends what is due again and again, and nothing of a failure names anybody."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import pytest
from flask import Flask

from berakhlak import clock
from berakhlak.jobs.periodic import PeriodicTask, start_periodic_tasks
from berakhlak.mail.jobs import PERIODIC_TASKS
from tests.factories.cycles import OpenCycle
from tests.mail.conftest import jakarta
from tests.support.mail import Mailbox


def until(reached: Any) -> None:
    end = time.monotonic() + 20
    while not reached() and time.monotonic() < end:
        time.sleep(0.01)


def test_a_worker_sends_the_mail_that_is_due(
    app: Flask, opened: OpenCycle, box: Mailbox, mailing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(PERIODIC_TASKS) <= set(app.extensions["jobs"].periodic_tasks)
    monkeypatch.setattr(clock, "utc_now", lambda: jakarta(3))
    ended = threading.Event()

    threads = start_periodic_tasks(app, PERIODIC_TASKS, ended)
    until(lambda: len(box.mails) == 5)
    ended.set()
    for thread in threads:
        thread.join()

    assert len(box.mails) == 5


def test_a_task_that_fails_is_tried_again_and_its_words_are_not_logged(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def fail(_now: object) -> None:
        tries.append(1)
        raise OSError("siti@bkd.example.go.id")

    ended = threading.Event()
    with caplog.at_level(logging.WARNING):
        threads = start_periodic_tasks(app, [PeriodicTask("mail", 0.01, fail)], ended)
        until(lambda: len(tries) > 1)
        ended.set()
        for thread in threads:
            thread.join()

    assert len(tries) > 1
    assert "OSError" in caplog.text
    assert "siti" not in caplog.text
