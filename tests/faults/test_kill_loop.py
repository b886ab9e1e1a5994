"""Web processes die by kill -9 while fifty people send their sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.faults.kill_loop import sent_while_killed

pytestmark = pytest.mark.long

SUBMITS, EVERY = 60, 40


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_what_was_confirmed_stays_once_and_every_message_is_in_words(
    engine: str, make_app: Callable[..., Flask], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("migrated_postgres_url") if engine == "postgresql" else None
    app = make_app(url, testing=False)

    outcome = sent_while_killed(app, tmp_path, SUBMITS, EVERY)

    assert outcome.seen.kills >= 3
    assert len(outcome.seen.confirmed) == SUBMITS
    assert outcome.holds, str(outcome)
