"""Running tests against one mutant: in a fork of a process that has the libraries in memory.

The fork imports the project anew, from a copy of the tree in which one file is changed.
"""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from mutation.mutants import Mutant

NOT_OURS = (
    "import sys, berakhlak.app, tests.conftest, tests.support.pages, tests.support.databases\n"
)
NOT_OURS += "print('\\n'.join(m for m in sys.modules if '.' not in m or m.startswith('scipy')))"
MIGRATED = """
import sys, pathlib, tests.support.databases as d
path = pathlib.Path(sys.argv[1])
d.migrate_to_head(d.build_app(f"sqlite:///{path}", path.parent / "keys"))
"""
WAITING = 12  # Times the seconds of the processor, for changes that wait for ever.
OUTCOMES = {0: "survived", 1: "killed", 2: "killed", 4: "killed"}  # Of pytest; 4: not imported.
OURS = ("berakhlak", "tests", "config", "migrations", "mutation", "conftest")


def copy_tree(root: Path, copy: Path) -> None:
    """All files that git knows or would add, and the compiled catalogues.

    What Python compiled in an earlier run stays: with it a trial starts in half the time.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    names = [name for name in listed.decode().split("\0") if name]
    names += [str(path.relative_to(root)) for path in root.glob("berakhlak/translations/**/*.mo")]
    names = [name for name in names if (root / name).is_file()]
    for name in names:
        if not _is_same(root / name, copy / name):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)
    for old in {path for path in copy.rglob("*") if path.is_file()} - {copy / n for n in names}:
        if old.suffix != ".pyc":
            old.unlink()


def _is_same(file: Path, copied: Path) -> bool:
    return copied.is_file() and copied.read_bytes() == file.read_bytes()


def make_database(copy: Path) -> None:
    """Migrate a database once, which every trial then copies: the changed code is none of it."""
    made = copy.parent / "migrated.sqlite3"
    made.unlink(missing_ok=True)
    subprocess.run([sys.executable, "-c", MIGRATED, str(made)], cwd=copy, check=True)
    os.environ["MIGRATED_DATABASE"] = str(made)


def warm_up(copy: Path) -> None:
    """Import what the project imports from elsewhere, so that forks need not."""
    command = [sys.executable, "-c", NOT_OURS]
    listed = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=True).stdout
    for name in listed.split():
        if not name.startswith(OURS):
            try:
                importlib.import_module(name)
            except Exception:  # noqa: S112  A module that is no help here.
                continue


def _outcome(exit_code: int) -> str:
    """Of pytest, or minus the signal that ended it."""
    if exit_code < 0:
        return "timeout" if exit_code == -signal.SIGXCPU else "killed"
    return OUTCOMES[exit_code]


class Trial:
    """One copy of the tree, in which mutants are tried one after the other."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy

    def is_noticed(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> str:
        """How the tests took the change: `killed`, `survived` or `timeout`.

        `seconds` of the processor: on a busy machine no change may die of waiting.
        """
        file = self.copy / mutant.path
        source = file.read_bytes()
        try:
            file.write_bytes(mutant.applied(source))
            self._forget(file)
            return self._forked(tests, seconds)
        finally:
            file.write_bytes(source)
            self._forget(file)

    def _forget(self, file: Path) -> None:
        """Compiled code is told apart by second and size only; a mutant may share both."""
        for compiled in file.parent.glob(f"__pycache__/{file.stem}.*.pyc"):
            compiled.unlink()

    def _forked(self, tests: Sequence[str], seconds: float) -> str:
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (round(seconds), round(seconds) + 5))
            self._run(tests)
        deadline = time.monotonic() + WAITING * seconds
        while time.monotonic() < deadline:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return _outcome(os.waitstatus_to_exitcode(status))
            time.sleep(0.02)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "timeout"

    def _run(self, tests: Sequence[str]) -> None:
        """In the fork, and never back."""
        code = 70
        try:
            os.setpgid(0, 0)
            quiet = os.open(
                self.copy.parent / "last-trial.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            )
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            os.chdir(self.copy)
            sys.dont_write_bytecode = True
            sys.path = [str(self.copy), *(p for p in sys.path if p not in ("", str(self.copy)))]
            for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
                del sys.modules[name]
            import pytest

            options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "--tb=line"]
            options += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # Warmed up by us.
            code = int(pytest.main([*options, *tests]))
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
