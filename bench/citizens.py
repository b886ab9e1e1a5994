"""Voices a second next to a page of one word, and none lost when ten times as many come at once.

Run: python -m bench.citizens [voices] [sqlite] [postgresql]      300 on both engines unless told

One host of two processes serves on the loopback. Each voice is a form that is fetched and sent with
a slip of its own; the page of one word comes from the same host in the same run. Then ten
times as many come at once, and at last half as many again as one address may send in a minute: a
phone that is told to wait sends the very form that came back to it. Ends with an error when a voice
is lost, counts twice, or comes back without what was typed.

`python -m bench.citizen_form` measures what one phone feels: bytes, seconds until the form can be
used on 400 kbit/s and a quarter of the processor, and a quick person from scanning to the thanks.
"""

from __future__ import annotations

import sys
import time
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from html import unescape

from bench.stuffing import Hosts, hosts_on
from berakhlak.citizens.doors import Door
from tests.support.databases import build_app
from tests.support.stuffing import DOORS, Crowd, Stage

VOICES, AT_ONCE, OVERLOAD = 300, 8, 10
FIRST, OF_AN_ADDRESS = 20, 20
ENGINES = ("sqlite", "postgresql")
TAKEN, BUSY = {302, 409}, {0, 429, 503}
RETRY = 0.5  # Seconds.
LONGEST = 600  # Seconds that a phone goes on trying.


def speak(crowd: Crowd, slip: str, number: int, address: str) -> Tally[str]:
    """One voice, sent until the server has it; what the phone met on the way."""
    met: Tally[str] = Tally()
    device, path, said = crowd.device(), f"/l/{crowd.stage.token}", f"jujur {number}"
    device.address = address or device.address
    last = time.monotonic() + LONGEST
    form: dict[str, str] = {}
    while time.monotonic() < last:
        if not form:
            form, _asked = device.form(path, said)
            met["form" if form else "form: wait"] += 1
            time.sleep(0 if form else RETRY)
            continue
        status, page = device.ask(path, form | {"visit": slip})
        met[str(status)] += 1
        if status in TAKEN:
            return met
        if status not in BUSY:
            raise SystemExit(f"refused with {status}")
        if status == 429 and said not in unescape(page):
            raise SystemExit("a form came back without what was typed")
        time.sleep(RETRY)
    raise SystemExit("a voice never came in")


def spoken(crowd: Crowd, first: int, number: int, at_once: int, address: str = "") -> float:
    """Voices a second by so many citizens at once, all from one address where it is given."""
    slips = crowd.stage.slips[first : first + number]
    begun, met = time.perf_counter(), Tally[str]()
    with ThreadPoolExecutor(at_once) as threads:
        for each in threads.map(
            lambda place: speak(crowd, slips[place], first + place, address), range(number)
        ):
            met.update(each)
    rate = number / (time.perf_counter() - begun)
    print(f"  {at_once:3} at once: {rate:6.1f} voices a second, met {dict(sorted(met.items()))}")
    return rate


def hello(crowd: Crowd, number: int) -> float:
    """Pages of one word a second."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda _n: crowd.device().ask("/healthz"), range(number)))
    return number / (time.perf_counter() - begun)


def measure(hosts: Hosts, stage: Stage, voices: int) -> None:
    hosts.settings["CITIZEN_LIMIT"] = f"{OF_AN_ADDRESS} per minute"
    hosts.start(1)
    crowd = Crowd(stage, hosts.ports)
    spoken(crowd, 0, FIRST, AT_ONCE)  # Both processes have loaded what they need.
    word = hello(crowd, voices)
    rate = spoken(crowd, FIRST, voices, AT_ONCE)
    print(f"  a page of one word: {word:.1f} a second; a voice is {rate / word:.3f} of it")
    spoken(crowd, FIRST + voices, voices, AT_ONCE * OVERLOAD)
    print("  behind one address, more than it may:")
    spoken(crowd, FIRST + 2 * voices, OF_AN_ADDRESS * 3 // 2, OF_AN_ADDRESS, "10.1.2.3")
    all_of_them = FIRST + 2 * voices + OF_AN_ADDRESS * 3 // 2
    kept = Tally(each.comment for each in stage.voices() if each.door is Door.SLIP)
    lost = all_of_them - len(kept)
    print(f"  {len(kept)} of {all_of_them} kept, {lost} lost")
    if lost or max(kept.values()) > 1:
        raise SystemExit("a voice is lost, or counts twice")


def main() -> None:
    words = sys.argv[1:]
    numbers = [int(each) for each in words if each.isdecimal()] or [VOICES]
    for engine in [each for each in words if not each.isdecimal()] or ENGINES:
        print(f"{engine}, two processes:")
        with hosts_on(engine) as (hosts, folder):
            app = build_app(hosts.url, folder / "keys")
            measure(
                hosts,
                Stage(app, (2 * numbers[0] + FIRST + 2 * OF_AN_ADDRESS) * len(DOORS)),
                numbers[0],
            )


if __name__ == "__main__":
    main()
