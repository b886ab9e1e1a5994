"""What somebody types can neither make an entry of the log nor steer the terminal that shows it."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from flask import Flask, request

from berakhlak.web.logs import in_own_lines
from tests.support.databases import build_app

FORGED = "[2026-11-28 21:00:00 +0000] [1] [INFO] admin@x.go.id masuk"
BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
STEERING = ["\x1b[2J", "\x1b]0;judul\x07", "\x9b31m", "\x00", "\x08\x08\x08", "\u202e"]


@pytest.fixture
def failing(tmp_path: Any) -> Flask:
    app = build_app(f"sqlite:///{tmp_path / 'own.sqlite3'}", tmp_path / "keys", testing=False)

    def fail() -> str:
        raise ValueError(request.args["typed"])

    app.add_url_rule("/gagal", "failing_page", fail)
    return app


@pytest.mark.parametrize("sign", [*BREAKS, *STEERING])
def test_no_text_makes_an_entry_or_steers_a_terminal(sign: str) -> None:
    told = in_own_lines(f"ValueError: {sign}{FORGED}")

    assert all(line.startswith("  ") for line in told.split("\n"))
    assert all(each.isprintable() or each == "\n" for each in told)
    assert FORGED in told


def test_a_failure_that_quotes_what_was_typed_is_one_entry(
    failing: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = failing.test_client().get("/gagal", query_string={"typed": f"x\n{FORGED}\x1b[2J"})

    assert answer.status_code == 500
    (entry,) = [each.getMessage() for each in caplog.records if "failing_page" in each.getMessage()]
    first, *rest = entry.split("\n")
    assert first == "Exception in failing_page [GET]"
    assert FORGED in entry  # The message is told, but as part of this entry.
    assert all(line.startswith("  ") for line in rest)
    assert "\x1b" not in entry
