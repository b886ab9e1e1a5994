"""Where judges live, and how they are started: apart from the product, idle, bounded in time."""

from __future__ import annotations

import os
import shutil
import subprocess

from judges.demonstration import ROOT

PLACE = ROOT / "build" / "judge"
NPM = PLACE / "npm" / "node_modules"


def program(name: str) -> str:
    """A program of the judges' own environment; "" where it is not."""
    found = PLACE / "bin" / name
    return str(found) if found.exists() else ""


def run(command: list[str], seconds: int, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run it when nobody else wants the processor; one that takes too long is ended.

    What it said until then is the answer.
    """
    idle = [shutil.which("chrt") or "", "--idle", "0"] if shutil.which("chrt") else []
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
    }
    try:
        return subprocess.run(
            [*idle, *command],
            input=text,
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=PLACE,
            env=environment,
        )
    except subprocess.TimeoutExpired as late:
        said = late.stdout.decode() if isinstance(late.stdout, bytes) else late.stdout or ""
        return subprocess.CompletedProcess(command, -1, said, "out of time")
