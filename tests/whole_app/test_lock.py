"""The locks are closed: all that anything in them asks for is in them, at a version that fits.

pip installs them with --no-deps, so nothing else would notice a package that lacks. What a package
asks for is read from the metadata of the installed one, which must be the locked one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = ("run", "dev", "lock", "supply", "judge")
INSTALLED_HERE = ("run", "dev")  # Tools that make locks or look at them have places of their own.
OLDEST = "3.11.0"  # The locks are made for it; some packages ask for more there.
Pins = dict[str, str]


def entries(lock: str) -> list[str]:
    """Every requirement of a lock with its hashes, on one line each."""
    text = (FOLDER / f"{lock}.txt").read_text().replace("\\\n", " ")
    return [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]


def pins(lock: str) -> Pins:
    """Locked versions by canonical name, of those that this machine needs."""
    found = [Requirement(entry.split("--hash")[0].strip()) for entry in entries(lock)]
    needed = [each for each in found if each.marker is None or each.marker.evaluate()]
    return {canonicalize_name(each.name): next(iter(each.specifier)).version for each in needed}


def asked_by_us(lock: str) -> Iterator[Requirement]:
    """What the .in file asks for, and the files that it takes in."""
    for line in (FOLDER / f"{lock}.in").read_text().splitlines():
        if line.startswith("-r "):
            yield from (Requirement(f"{n}=={v}") for n, v in pins(Path(line[3:]).stem).items())
        elif line.strip() and not line.startswith("#"):
            yield Requirement(line)


def asked_by(name: str, extra: str) -> Iterator[Requirement]:
    """What one installed package asks for here, with or without an extra of it."""
    for line in distribution(name).requires or []:
        asked = Requirement(line)
        here = dict(default_environment()) | {"extra": extra}
        if asked.marker is None or any(
            asked.marker.evaluate(here | {"python_full_version": version})
            for version in (here["python_full_version"], OLDEST)
        ):
            yield asked


def gaps(wanted: list[Requirement], locked: Pins) -> list[str]:
    """What is asked for, directly or by what is asked for, and not satisfied by the pins."""
    missing: list[str] = []
    waiting, seen = list(wanted), set()
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        if name not in locked:
            missing.append(f"{asked} is in no line of the lock")
            continue
        if not asked.specifier.contains(locked[name], prereleases=True):
            missing.append(f"{asked} is not met by {locked[name]}")
        for extra in {"", *asked.extras} - {e for n, e in seen if n == name}:
            seen.add((name, extra))
            waiting += asked_by(name, extra)
    return missing


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_one_version_with_hashes(lock: str) -> None:
    shape = r"[A-Za-z0-9._-]+(\[[^]]+\])?==[^ ;*]+ *(;[^-]+)?( +--hash=sha256:[0-9a-f]{64})+ *"

    assert entries(lock)
    assert [entry for entry in entries(lock) if not re.fullmatch(shape, entry)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_wish_of_ours_is_met_by_the_lock(lock: str) -> None:
    locked = pins(lock)

    unmet = [
        str(asked)
        for asked in asked_by_us(lock)
        if not asked.specifier.contains(locked.get(canonicalize_name(asked.name), "0"))
    ]

    assert unmet == []


@pytest.mark.parametrize("lock", INSTALLED_HERE)
def test_what_is_installed_is_what_is_locked(lock: str) -> None:
    def installed(name: str) -> str:
        try:
            return distribution(name).version
        except PackageNotFoundError:
            return "not installed"

    locked = pins(lock)

    assert {name: installed(name) for name in locked} == locked


@pytest.mark.parametrize("lock", INSTALLED_HERE)
def test_a_lock_holds_everything_that_is_asked_for(lock: str) -> None:
    assert gaps(list(asked_by_us(lock)), pins(lock)) == []


@pytest.mark.long
@pytest.mark.parametrize("lock", INSTALLED_HERE)
def test_no_package_may_be_taken_out_of_a_lock_unnoticed(lock: str) -> None:
    wanted, locked = list(asked_by_us(lock)), pins(lock)
    unnoticed = [
        name for name in locked if not gaps(wanted, {n: v for n, v in locked.items() if n != name})
    ]

    assert unnoticed == []


def test_an_older_version_and_a_forgotten_extra_are_noticed() -> None:
    locked = pins("dev")

    assert gaps([Requirement("pytest>=999")], locked)
    # psycopg[binary] asks for a package that psycopg alone does not.
    without = {name: version for name, version in locked.items() if name != "psycopg-binary"}
    assert gaps([Requirement("psycopg[binary]")], without)
    assert not gaps([Requirement("psycopg")], without)


def test_the_lock_of_the_tests_holds_that_of_the_product() -> None:
    assert pins("run").items() <= pins("dev").items()


def test_the_locks_name_no_registry() -> None:
    # Whoever installs them says where from.
    for lock in LOCKS:
        assert not re.search(r"https?://|--(extra-)?index-url", "".join(entries(lock)))
