"""`flask --app berakhlak` in a process of its own for each run, whose modules were loaded once.

Loading them takes four seconds; a fork of a process that has done so starts at once. Each run
has an environment, an argument list and an end of its own, and builds its own application.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Threads would not survive a fork.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class WarmProgram:
    """Runs commands one after another in forks of one process."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder = process, folder

    def run(self, *words: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        said = [str(self._folder / name) for name in ("said", "complained")]
        asked = {"words": words, "environment": dict(environment), "said": said}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        told = [Path(each).read_text(encoding="utf-8") for each in said]
        return subprocess.CompletedProcess(words, code, *told)


@contextmanager
def warm_program(folder: Path) -> Iterator[WarmProgram]:
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, str(folder)],
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield WarmProgram(process, folder)


def _serve() -> None:
    from berakhlak import create_app
    from config import Config

    # Building one loads most modules; it is not used, each run builds its own.
    folder = Path(sys.argv[1])
    create_app(Config(database_url="sqlite://", key_dir=folder / "keys", job_dir=folder / "jobs"))
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _become(**asked)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def _become(words: list[str], environment: dict[str, str], said: list[str]) -> None:
    """This process is the program from here on."""
    from flask.cli import main

    os.environ.clear()
    os.environ.update(environment)
    for number, place in enumerate(said, start=1):
        os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = ["flask", "--app", "berakhlak", *words]
    main()
    sys.exit()


if __name__ == "__main__":
    _serve()
