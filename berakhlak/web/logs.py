"""What the log may say of a failure: which page and which line of the program, never whose.

An address names an assignment, the parameters and the details of a database error name a row. The
log is read by more people than the database is, and is kept longer.
"""

from __future__ import annotations

import re
import traceback
from types import TracebackType

from flask import Flask, request

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

_DETAIL = re.compile(r"^[ |]*(DETAIL|CONTEXT|LINE \d+):.*(\n[ |]*\^)?$\n?", re.MULTILINE)
_PARAMETERS = re.compile(r"^[ |]*\[parameters:.*$\n?", re.MULTILINE)


class DiscreetFlask(Flask):
    """Flask, but its log names the endpoint of a failure instead of its address, and production
    shows strangers no trace, though FLASK_DEBUG stands in the environment."""

    @property
    def debug(self) -> bool:
        """Whether failures are shown as they are; never in production."""
        config = self.config.get("BERAKHLAK")
        return bool(self.config["DEBUG"]) and not (config and config.is_production)

    @debug.setter
    def debug(self, value: bool) -> None:
        # The command `flask` sets it from the environment, after the application was built.
        self.config["DEBUG"] = value
        self.jinja_env.auto_reload = self.debug

    def log_exception(self, exc_info: ExcInfo | tuple[None, None, None]) -> None:
        """Log the trace of an unforeseen failure, without the rows it was about."""
        error = exc_info[1]
        trace = discreet_trace(error) if error else "unknown"
        place = request.endpoint or "no endpoint"
        self.logger.error("Exception in %s [%s]\n%s", place, request.method, trace)


def discreet_trace(error: BaseException) -> str:
    """The trace as text, without what the database tells of rows and without parameters."""
    text = "".join(traceback.format_exception(error))
    return in_own_lines(_PARAMETERS.sub("", _DETAIL.sub("", text)).rstrip())


def in_own_lines(text: str) -> str:
    """The text in lines that cannot be taken for entries of a log, without signs that steer a
    terminal: what somebody typed may stand in the message of a failure."""
    return "\n".join(f"  {_visible(line)}" for line in text.splitlines())


def _visible(line: str) -> str:
    return "".join(
        sign if sign.isprintable() or sign == "\t" else f"\\x{ord(sign):02x}" for sign in line
    )
