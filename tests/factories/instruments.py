"""A published cycle with a questionnaire of a given number of values, made by the commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.formats import local_today
from berakhlak.instrument.catalogue import DATA_FOLDER, Instrument, parse_instrument
from config import ROOT
from tests.factories.cycles import OpenCycle, make_open_cycle

FOLDER = ROOT / "tests" / "instrument" / "sizes"
SIZES = {
    1: FOLDER / "01.toml",
    5: FOLDER / "05.toml",
    9: DATA_FOLDER / "kompetensi-38-2017.toml",
    12: FOLDER / "12.toml",
}
STAFF = 5


@dataclass
class SizedCycle:
    """`number` is the cycle's; `opened` holds the people."""

    app: Flask
    opened: OpenCycle
    instrument: Instrument
    number: int

    def run(self, *words: object) -> str:
        """What a command prints; it must succeed."""
        result = self.app.test_cli_runner().invoke(args=[str(word) for word in words])
        assert result.exit_code == 0, result.output
        return str(result.output)

    def finish(self) -> None:
        """Answered, closed and published."""
        for step, *options in (("simulate",), ("close", "--yes"), ("publish",)):
            self.run("cycle", step, self.number, *options)


def make_sized_cycle(app: Flask, session: Any, file: Path) -> SizedCycle:
    """An open cycle of a head and five officers who answer the questionnaire of `file`."""
    opened = make_open_cycle(session, key_store(), staff=STAFF)
    opened.cycle.state = CycleState.CLOSED  # One open cycle at a time may rate these officers.
    session.commit()
    made = SizedCycle(app, opened, parse_instrument(file.read_text("utf-8")), 0)
    made.run("instrument", "add", file)
    today = local_today().isoformat()  # On the last day one person is enough to close.
    days = ("--opens", today, "--closes", today, "--agency", opened.agency.code)
    drafted = made.run(
        "cycle", "create", "--name", "Ukuran", *days, "--instrument", made.instrument.code
    )
    made.number = int(drafted.split()[1])
    made.run("cycle", "open", made.number)
    return made
