"""A clock that a test sets while programs run: libfaketime, told by a file."""

from __future__ import annotations

from pathlib import Path

import pytest

_DAY = 86_400.0
# The library mistakes the stopwatch of Python's own sleep for its clock.
_SLEEP = """
import select
import time

time.sleep = lambda seconds: select.select((), (), (), seconds)
"""


class SetClock:
    """`settings` go to the programs that are to live by it; their stopwatches run on as ever."""

    def __init__(self, file: Path) -> None:
        found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not found:
            pytest.skip("libfaketime is not installed; `make test` installs it")
        self._file = file
        mended = file.with_suffix(".python")
        mended.mkdir()
        (mended / "sitecustomize.py").write_text(_SLEEP)
        self.settings = {
            "LD_PRELOAD": str(found[0]),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": str(mended),
        }
        self.put(0)

    def put(self, days: float) -> None:
        """So many days after the true time."""
        torn = self._file.with_suffix(".new")
        torn.write_text(f"{days * _DAY:+.0f}\n")
        torn.replace(self._file)
