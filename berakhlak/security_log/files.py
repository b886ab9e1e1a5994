"""Where lines go: a file of the owner's alone that may be moved away while it is written, or the
standard error of the process."""

from __future__ import annotations

import io
import logging
import os
import sys
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import IO

STANDARD_ERROR = "-"

log = logging.getLogger(__name__)


def handler_for(place: str) -> logging.Handler:
    """Writes to the file of this name, to the standard error for "-", nowhere for nothing."""
    if not place:
        return logging.NullHandler()
    return _StandardError() if place == STANDARD_ERROR else _PrivateFile(place)


class _PrivateFile(WatchedFileHandler):
    """Opens the file anew when logrotate has moved it; each line is one write to its end."""

    def __init__(self, place: str) -> None:
        super().__init__(place, encoding="ascii", delay=True)

    def _open(self) -> io.TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open(self.baseFilename, "a", encoding="ascii", opener=_private)

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)  # It takes its number, so that it is missed if it is lost.
        try:
            self.reopenIfNeeded()
            if self.stream is None:
                self.stream = self._open()
            self.stream.write(line + self.terminator)
            self.flush()
        except (OSError, ValueError):  # A full disk; a folder that is gone, or no longer ours.
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        _tell_failure()


class _StandardError(logging.StreamHandler[IO[str]]):
    """Asks for the stream with each line: a server may put another in its place."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        _tell_failure()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _tell_failure() -> None:
    """What people do goes on; its line is lost, and its number is missing."""
    log.error("the security log cannot be written: %s", sys.exc_info()[1])
