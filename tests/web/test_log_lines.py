"""Lines for people or programs, the number that joins a complaint to its line, slow statements."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from berakhlak.extensions import Base, db
from berakhlak.web.log_lines import JsonLines, TextLines
from berakhlak.web.slow_statements import TELLABLE, is_tellable
from config import Config
from tests.sealing.test_statistics_of_secrets import SECRET_TABLES
from tests.support.rows import row_counts

WORDS = "PENANDA-RAHASIA-41"
SAID = "a\n[parameters: ('RAHASIA',)]\nDETAIL: RAHASIA"
NUMBER = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")
FIELDS = {"json": JsonLines(), "text": TextLines("%(levelname)s %(message)s")}


def _fail(number: int) -> str:
    logging.getLogger("berakhlak.signing").error("the service is away")
    db.session.execute(text("SELECT * FROM nowhere WHERE words = :words"), {"words": WORDS})
    return str(number)


@pytest.fixture(params=["json", "text"])
def written(request: pytest.FixtureRequest) -> Iterator[tuple[str, io.StringIO]]:
    """The kind of lines, and what a handler of it writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FIELDS[request.param])
    logging.getLogger().addHandler(handler)
    yield request.param, stream
    logging.getLogger().removeHandler(handler)


def test_a_complaint_finds_its_lines_and_nothing_else_has_the_number(
    written: tuple[str, io.StringIO], make_app: Any
) -> None:
    kind, stream = written
    app: Flask = make_app(testing=False)
    app.add_url_rule("/gagal/<int:number>", "fails", _fail)
    with app.app_context(), db.engine.connect() as connection:
        before = row_counts(connection)
    client = app.test_client()

    answers = [client.get("/gagal/1357") for _ in range(2)]

    numbers = [set(NUMBER.findall(each.get_data(as_text=True))) for each in answers]
    assert [len(each) for each in numbers] == [1, 1]
    assert numbers[0] != numbers[1]
    said = stream.getvalue()
    for (number,) in numbers:
        assert said.count(number) == 2  # Both lines of the request.
    assert [mark for mark in (WORDS, "1357", "/gagal") if mark in said] == []
    assert not any(NUMBER.search(str(each.headers)) for each in answers)
    with app.app_context(), db.engine.connect() as connection:
        assert row_counts(connection) == before
    if kind == "json":
        lines = [json.loads(line) for line in said.splitlines()]
        assert {line["request_id"] for line in lines} == numbers[0] | numbers[1]
        assert {line["level"] for line in lines} == {"error"}
        assert "Exception in fails [GET]" in lines[1]["message"]
    assert not NUMBER.search(client.get("/tidak-ada").get_data(as_text=True))


def test_a_number_that_a_visitor_sends_is_not_taken(make_app: Any) -> None:
    app: Flask = make_app(testing=False)
    app.add_url_rule("/gagal/<int:number>", "fails", _fail)

    page = app.test_client().get("/gagal/1", headers={"X-Request-ID": "ABCD-EFGH"})

    assert "ABCD-EFGH" not in page.get_data(as_text=True)


def test_a_trace_is_discreet_whoever_logs_it() -> None:
    try:
        raise ValueError(SAID)
    except ValueError as error:
        record = logging.LogRecord(
            "huey", logging.WARNING, "", 1, "job", None, (type(error), error, None)
        )
    for each in FIELDS.values():
        line = each.format(record)
        assert "ValueError" in line
        assert "RAHASIA" not in line


@pytest.mark.exercises("LOG_FORMAT")
def test_the_format_is_as_written(make_app: Any) -> None:
    root, log = logging.getLogger(), logging.getLogger("berakhlak")
    before, own = list(root.handlers), list(log.handlers)
    make_app(log_format=Config.read({"LOG_FORMAT": "json"}).log_format)
    make_app(log_format="json")
    added = [each for each in root.handlers if each not in before]
    for each in added:
        root.removeHandler(each)
    log.handlers[:] = own

    assert [type(each.formatter) for each in added] == [JsonLines]
    assert Config.read({"LOG_FORMAT": "xml"}).defects[0].name == "LOG_FORMAT"


@pytest.mark.exercises("SLOW_QUERY_SECONDS")
def test_a_slow_statement_is_told_without_parameters_and_never_of_answers(
    make_app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    bound = Config.read({"SLOW_QUERY_SECONDS": "0.01"}).slow_query_seconds
    app: Flask = make_app(slow_query_seconds=bound)
    counted: list[int] = []
    app.extensions["slow statements"].append(lambda: counted.append(1))
    slow = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) "
        "SELECT count(*), :words FROM n LEFT JOIN {} ON id = i"
    )
    with app.app_context():
        for table in ("unit", "assignment"):
            db.session.execute(text(slow.format(table)), {"words": "RAHASIA"})
        db.session.execute(text("SELECT 1"))

    told = [each for each in caplog.messages if "slow statement" in each]
    assert (len(told), len(counted)) == (1, 2)
    assert "JOIN unit" in told[0]
    assert "RAHASIA" not in told[0]


def test_what_may_be_told_names_no_table_of_raters() -> None:
    known = Base.metadata.tables.keys()
    hidden = {*SECRET_TABLES, "assignment", "device_session", "satisfaction_box", "nomination"}

    assert known >= TELLABLE
    assert not TELLABLE & hidden
    inserts = [f'INSERT INTO "{table}" (id) VALUES (?)' for table in hidden & known]  # noqa: S608
    assert not any(map(is_tellable, inserts))
    assert is_tellable("SELECT unit.id FROM unit JOIN cycle ON 1 = 1")
