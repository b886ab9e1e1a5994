"""Work in a child ends at its bounds, one at a time, and knows nothing of the server's secrets."""

from __future__ import annotations

import os
import threading
import time

import pytest

from berakhlak.bounded_process import Bounds, OthersAtWork, OutOfBounds, run_bounded

TASK = Bounds(cpu_seconds=5, clock_seconds=20, megabytes=400)


def add(first: int, second: int) -> int:
    print("a library that prints")  # noqa: T201
    return first + second


def environment() -> dict[str, str]:
    return dict(os.environ)


def turn() -> None:
    while True:
        pass


def fill() -> int:
    return len(bytearray(10**9))


def rest(seconds: float) -> None:
    time.sleep(seconds)


def die() -> None:
    os.kill(os.getpid(), 9)


def test_the_result_comes_back_whatever_is_printed() -> None:
    assert run_bounded(add, 2, 3, bounds=TASK) == 5


def test_the_child_has_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "rahasia")

    assert "rahasia" not in run_bounded(environment, bounds=TASK).values()


@pytest.mark.parametrize(
    ("task", "bounds"),
    [
        (turn, Bounds(cpu_seconds=1, clock_seconds=20, megabytes=400)),
        (fill, TASK),
        (die, TASK),
    ],
)
def test_work_out_of_its_bounds_ends(task: object, bounds: Bounds) -> None:
    with pytest.raises(OutOfBounds):
        run_bounded(task, bounds=bounds)  # type: ignore[arg-type]


def test_work_that_rests_for_too_long_ends() -> None:
    with pytest.raises(OutOfBounds):
        run_bounded(rest, 60, bounds=Bounds(clock_seconds=1))


def test_a_second_one_waits_and_gives_up() -> None:
    begun = threading.Thread(target=run_bounded, args=(rest, 3.0), kwargs={"bounds": TASK})
    begun.start()
    time.sleep(0.3)

    with pytest.raises(OthersAtWork):
        run_bounded(add, 1, 1, bounds=Bounds(wait_seconds=0.2))

    begun.join()
    assert run_bounded(add, 1, 1, bounds=TASK) == 2
