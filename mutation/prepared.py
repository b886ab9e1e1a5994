"""A process in which the tests are collected and a database is made: mutants are tried in forks.

A fork puts the changed code in the place of the old, function by function, so that nothing is
imported anew; that takes a tenth of the time. What cannot be tried so (a change outside of any
function) and what seems to survive is tried by `trial`, from the start.
"""

from __future__ import annotations

import functools
import gc
import importlib
import inspect
import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace
from typing import IO, Any

import pytest

from mutation.mutants import Mutant
from mutation.trial import OURS, WAITING

SURVIVED, KILLED, NOT_SO = 0, 1, 9
OPTIONS = ["-q", "--no-header", "-p", "no:cacheprovider", "--tb=line", "-m", "not browser"]
OPTIONS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # Warmed up by us.


class Prepared:
    """The process, seen from outside. `files`: of the tests that may be asked for."""

    def __init__(self, copy: Path, files: Sequence[str]) -> None:
        self.copy, self._proven = copy, dict[str, bool]()
        asked, answered = os.pipe(), os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(asked[1])
            os.close(answered[0])
            _serve(copy, files, os.fdopen(asked[0]), os.fdopen(answered[1], "w"))
        os.close(asked[0])
        os.close(answered[1])
        self._asks, self._hears = os.fdopen(asked[1], "w"), os.fdopen(answered[0])

    def is_noticed(self, mutant: Mutant, tests: Sequence[str], seconds: float) -> str | None:
        """`killed`, `timeout`, or None: try it from the start."""
        source = mutant.applied((self.copy / mutant.path).read_bytes()).decode()
        outcome, test = self._ask(mutant.path, mutant.place, source, tests, seconds)
        if outcome == "killed" and not self._passes_unchanged(test):
            return None
        return outcome if outcome in ("killed", "timeout") else None

    def close(self) -> None:
        """End the process; what is asked afterwards is left to trials from the start."""
        if not self._asks.closed:
            self._asks.close()
            os.waitpid(self._process, 0)
            self._hears.close()

    def _passes_unchanged(self, test: str) -> bool:
        """Or it says nothing of the change."""
        if test not in self._proven:
            self._proven[test] = self._ask("", "", "", [test], 300)[0] == "survived"
        return self._proven[test]

    def _ask(self, *question: object) -> tuple[str, str]:
        try:
            self._asks.write(json.dumps(question) + "\n")
            self._asks.flush()
        except (BrokenPipeError, ValueError):  # Gone, or closed by us.
            return "", ""
        answer = self._hears.readline()  # Nothing where the process is gone.
        outcome, test = json.loads(answer) if answer else ("", "")
        return outcome, test


def _serve(copy: Path, files: Sequence[str], asked: IO[str], answers: IO[str]) -> None:
    """In the fork, and never back."""
    try:
        log = os.open(copy.parent / "prepared.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.chdir(copy)
        sys.dont_write_bytecode = True
        sys.path = [str(copy), *(p for p in sys.path if p not in ("", str(copy)))]
        ours = [name for name in sys.modules if name.split(".")[0] in OURS]
        for name in ours:
            del sys.modules[name]
        pytest.main([*OPTIONS, *files], plugins=[_Server(copy, asked, answers)])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(0)


class _Server:
    """A plugin of pytest that runs the tests it is asked for, in forks, instead of all."""

    def __init__(self, copy: Path, asked: IO[str], answers: IO[str]) -> None:
        self.copy, self.asked, self.answers = copy, asked, answers
        self.failed = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        # Tears down all but what is made once for all tests.
        self.end: Any = SimpleNamespace(listchain=lambda: [session])
        self.items = {item.nodeid: item for item in session.items}
        self._warm_up()
        for line in self.asked:
            self.answers.write(json.dumps(self._answer(*json.loads(line))) + "\n")
            self.answers.flush()
        os._exit(0)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def _warm_up(self) -> None:
        """Make the database that tests copy, by the first test that wants one."""
        for item in self.items.values():
            if "app" in getattr(item, "fixturenames", ()):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=self.end)
                break
        self.failed = ""
        gc.collect()
        gc.freeze()

    def _answer(
        self, path: str, place: str, source: str, tests: list[str], seconds: float
    ) -> tuple[str, str]:
        heard, told = os.pipe()
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (round(seconds), round(seconds) + 5))
            self._try(path, place, source, tests, told)
        os.close(told)
        status = _waited(child, WAITING * seconds)
        with os.fdopen(heard) as words:
            test = words.read()
        if status is None or status == -signal.SIGXCPU:
            return "timeout", ""
        return {SURVIVED: "survived", KILLED: "killed"}.get(status, ""), test

    def _try(self, path: str, place: str, source: str, tests: list[str], told: int) -> None:
        code = NOT_SO
        try:
            os.setpgid(0, 0)
            if not path or _put(self.copy, path, place, source):
                code = self._run([self.items[test] for test in tests])
                os.write(told, self.failed.encode())
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)

    def _run(self, items: list[pytest.Item]) -> int:
        for item, following in zip(items, [*items[1:], self.end], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                break
        items[0].session._setupstate.teardown_exact(None)  # Servers that were started.
        return KILLED if self.failed else SURVIVED


def _waited(child: int, seconds: float) -> int | None:
    """The exit code, or minus the signal that ended it; None when it had to be stopped."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _put(copy: Path, path: str, place: str, source: str) -> bool:
    """Change the function around the mutant, and forget what the old one was asked; False where
    the change is in no function."""
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    name = os.path.realpath(module.__file__ or "")
    if name != os.path.realpath(copy / path):
        return False
    function = _function(module, place)
    if function is None:
        return False
    old = function.__code__
    wanted = [each for each in _codes(compile(source, old.co_filename, "exec")) if _same(each, old)]
    if len(wanted) != 1 or wanted[0] == old or wanted[0].co_freevars != old.co_freevars:
        return False
    function.__code__ = wanted[0]
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper):
            thing.cache_clear()
    return True


def _same(one: CodeType, other: CodeType) -> bool:
    return (one.co_qualname, one.co_firstlineno) == (other.co_qualname, other.co_firstlineno)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _function(module: Any, place: str) -> FunctionType | None:
    """The outermost function of a dotted place, without what decorators put around it."""
    found = module
    for part in place.split("."):
        found = vars(found).get(part)
        for name in ("__func__", "fget", "func"):  # Of class methods and properties.
            found = getattr(found, name, None) or found
        bare = inspect.unwrap(found) if callable(found) else None
        if isinstance(bare, FunctionType):
            return bare if bare.__module__ == module.__name__ else None
        if not isinstance(found, type):
            return None
    return None
