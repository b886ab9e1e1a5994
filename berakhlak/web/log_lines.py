"""How lines of the log are written, and the number by which a reader's complaint finds its line.

See docs/decisions/0239-logs-metrics-and-request-ids.md.
"""

from __future__ import annotations

import json
import logging
import secrets
from datetime import UTC, datetime
from typing import TextIO, cast

from flask import Flask, g, has_request_context
from flask.logging import default_handler, wsgi_errors_stream

from berakhlak.web.logs import ExcInfo, discreet_trace
from config import Config

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # None that is taken for another when read aloud.
_FORMAT = "[%(asctime)s] %(levelname)s in %(module)s: %(message)s"


def init_app(app: Flask, config: Config) -> None:
    """Let the log of this process be written as LOG_FORMAT says."""
    app.logger.addFilter(_NUMBERS)
    if config.log_format == "text":
        default_handler.setFormatter(TextLines(_FORMAT))
        return
    root = logging.getLogger()
    if not any(isinstance(each.formatter, JsonLines) for each in root.handlers):
        handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
    app.logger.removeHandler(default_handler)


def request_id() -> str:
    """The number of this request, made when its first line is written; "" outside of requests.

    It is random, and neither stored nor sent: only the line and the error page have it.
    """
    if not has_request_context():
        return ""
    if "request_id" not in g:
        drawn = "".join(secrets.choice(_SIGNS) for _ in range(8))
        g.request_id = f"{drawn[:4]}-{drawn[4:]}"
    return str(g.request_id)


def logged_request_id() -> str:
    """The number, if a line was written; one that leads to no line would be a false promise."""
    return str(g.request_id) if has_request_context() and "request_id" in g else ""


class _Numbers(logging.Filter):
    """Numbers a request as soon as something is logged in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id()
        return True


_NUMBERS = _Numbers()


class TextLines(logging.Formatter):
    """Lines for people."""

    def formatException(self, ei: ExcInfo) -> str:  # type: ignore[override]
        return discreet_trace(ei[1])

    def formatMessage(self, record: logging.LogRecord) -> str:
        number = request_id()
        mark = f" ({number})" if number else ""
        first, newline, trace = record.message.partition("\n")
        record.message = f"{first}{mark}{newline}{trace}"
        return super().formatMessage(record)


class JsonLines(logging.Formatter):
    """One JSON object a line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if number := request_id():
            line["request_id"] = number
        if record.exc_info and record.exc_info[1]:
            line["trace"] = discreet_trace(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)
