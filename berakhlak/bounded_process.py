"""Work on a stranger's file in a process of its own, which may use so much and no more.

What a file says of its sizes is not believed, and no reader of a format is trusted to stay small:
the kernel ends what takes too long or too much. See docs/decisions/0150-bounded-reading.md.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

_ROOT = Path(__file__).parent.parent
_PAUSE = 0.05  # Seconds.


@dataclass(frozen=True)
class Bounds:
    """What one piece of work may use: seconds of processor, seconds by the clock, megabytes."""

    cpu_seconds: int = 30
    clock_seconds: int = 60
    megabytes: int = 1_024
    wait_seconds: float = 10.0


class OutOfBounds(Exception):
    """The work needed more than it may use, or the process died of it."""


class OthersAtWork(Exception):
    """The one process that this host allows was busy for as long as we would wait."""


def run_bounded(task: Callable[..., T], *arguments: object, bounds: Bounds | None = None) -> T:
    """What `task` returns for `arguments`, worked out by a child, one at a time on this host.

    `task` is a function of a module; arguments and result can be pickled. The task handles its own
    errors: one that it lets out counts as OutOfBounds. Raises OutOfBounds and OthersAtWork.
    """
    bounds = bounds or Bounds()
    request = pickle.dumps((task.__module__, task.__qualname__, arguments, bounds))
    with _alone(bounds.wait_seconds):
        answer = _answer_of_child(request, bounds)
    try:
        # From our own child, whose code is ours: what it read it gives as plain values.
        result: T = pickle.loads(answer)  # noqa: S301
    except (EOFError, pickle.UnpicklingError) as error:
        raise OutOfBounds from error
    return result


def _answer_of_child(request: bytes, bounds: Bounds) -> bytes:
    # Nothing of our environment: secrets have no business beside a stranger's file.
    environment = {"PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1"}
    # -P: the folder in which the server was started brings no modules.
    command = [sys.executable, "-P", "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no words of strangers
            command,
            input=request,
            capture_output=True,
            env=environment,
            timeout=bounds.clock_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise OutOfBounds from error
    if done.returncode:
        raise OutOfBounds
    return done.stdout


@contextmanager
def _alone(wait_seconds: float) -> Iterator[None]:
    """Hold the lock of this host; the kernel frees it when its holder dies."""
    with Path(__file__).open("rb") as file:
        end = time.monotonic() + wait_seconds
        while not _is_locked(file.fileno()):
            if time.monotonic() > end:
                raise OthersAtWork
            time.sleep(_PAUSE)
        yield


def _is_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _work() -> None:
    """In the child: take the bounds upon itself, then work."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not get among the answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    module, name, arguments, bounds = _request(sys.stdin.buffer.read())
    memory = bounds.megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu_seconds, bounds.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    task = getattr(import_module(module), name)
    with answer:
        pickle.dump(task(*arguments), answer, protocol=pickle.HIGHEST_PROTOCOL)


def _request(sent: bytes) -> tuple[str, str, tuple[Any, ...], Bounds]:
    found: tuple[str, str, tuple[Any, ...], Bounds] = pickle.loads(sent)  # noqa: S301 - our parent's
    return found


if __name__ == "__main__":
    _work()


def leave_no_core() -> None:
    """A process that crashes writes no picture of its memory: that holds answers, keys of cycles,
    and while a cycle closes what its holders' codes have opened."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
