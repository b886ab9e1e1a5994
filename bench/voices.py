"""Citizens' voices a second, and what becomes of them when ten times as many come at once.

Run: python -m bench.voices [voices] [postgresql://…]

Two processes serve on the loopback. Each voice is a form that is fetched and sent, with a ticket of
its own; beside it stands a page of one word from the same server in the same run. Under overload
whoever is told to wait sends the same form again. Ends with an error when a voice is lost.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.stuffing import HONEST_EVERY, Stage, filled_form, request, two_processes
from berakhlak.citizens.doors import Door

VOICES, THREADS, OVERLOAD = 1_000, 8, 10
DONE = {302, 409}  # Taken, or taken already when it was sent before.


def speak(port: int, stage: Stage, visit: str) -> Tally[int]:
    """One voice, sent until the server has it; the answers on the way."""
    met: Tally[int] = Tally()
    while True:
        try:
            found = filled_form(port, stage.token, visit)
            status = request(port, "POST", f"/l/{stage.token}", *found)[0] if found else 503
        except OSError:
            status = 0
        met[status] += 1
        if status in DONE:
            return met
        time.sleep(0.5)


def spoken(port: int, stage: Stage, visits: list[str], threads: int) -> float:
    """Seconds for these voices by so many citizens at once."""
    begun, met = time.perf_counter(), Tally[int]()
    with ThreadPoolExecutor(threads) as crowd:
        for each in crowd.map(lambda visit: speak(port, stage, visit), visits):
            met.update(each)
    seconds = time.perf_counter() - begun
    print(f"{threads:3} at once: {len(visits) / seconds:6.1f} voices a second, answers {dict(met)}")
    return seconds


def main() -> None:
    voices = int(sys.argv[1]) if len(sys.argv) > 1 else VOICES
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/berakhlak.sqlite3"
        stage = Stage(Path(folder), url, 2 * voices * HONEST_EVERY)
        with two_processes(stage) as (port, _pid):
            begun = time.perf_counter()
            with ThreadPoolExecutor(THREADS) as crowd:
                list(crowd.map(lambda _n: request(port, "GET", "/healthz"), range(voices)))
            hello = voices / (time.perf_counter() - begun)
            seconds = spoken(port, stage, stage.honest[:voices], THREADS)
            print(f"a page of one word: {hello:.1f} a second; ratio {voices / seconds / hello:.2f}")
            spoken(port, stage, stage.honest[voices : 2 * voices], THREADS * OVERLOAD)
        kept = stage.voices_by_door()[Door.SLIP, False]
        print(f"{kept} of {2 * voices} voices kept")
        if kept != 2 * voices:
            raise SystemExit("a voice is lost")


if __name__ == "__main__":
    main()
