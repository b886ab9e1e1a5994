"""Change the code in a copy, run the tests that run the change, tell which changes went unseen.

    make mutate AREA=keys SEED=1 N=60

What was found is kept in build/mutation, so a run that was stopped goes on where it stopped: a
killed mutant stays killed until its file changes, a survivor is tried again when tests change.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from mutation.areas import AREAS, Area
from mutation.covering import Coverage, measured, state_of
from mutation.mutants import Mutant, mutants_of
from mutation.prepared import Prepared
from mutation.trial import Trial, copy_tree, make_database, warm_up

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "mutation"
EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


def main() -> int:
    asked = _arguments()
    KEPT.mkdir(parents=True, exist_ok=True)
    copy = KEPT / "tree"
    copy_tree(ROOT, copy)
    make_database(copy)
    warm_up(copy)
    rates = [_try_area(copy, name, asked) for name in asked.areas]
    print("\n".join(["", *(line for _, line in rates)]))
    return 0 if all(enough for enough, _ in rates) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("areas", nargs="*", default=list(AREAS), choices=[*AREAS, []])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-n", type=int, default=40, help="mutants of each area; 0 for all")
    parser.add_argument("--least", type=float, default=0.95, help="share that must be killed")
    parser.add_argument("--only", default="", help="mutants whose place or change has this text")
    return parser.parse_args()


def _try_area(copy: Path, name: str, asked: argparse.Namespace) -> tuple[bool, str]:
    """Whether enough of the area's mutants were killed, and a line that says so."""
    area = AREAS[name]
    chosen = choose(copy, area, asked.seed, asked.n, asked.only)
    known, coverage = Known(name, copy), measured(copy, name, area, KEPT)
    outcomes: dict[str, list[Mutant]] = defaultdict(list)
    _expect_no_notice(copy, chosen, coverage)
    prepared = Prepared(copy, sorted({test.partition("::")[0] for test in coverage.seconds}))
    for mutant in chosen:
        outcome = known.outcome(mutant) or _tried(prepared, mutant, coverage, known)
        outcomes[outcome].append(mutant)
        if outcome == "survived":
            print(f"{name}: {mutant.path}:{mutant.line} {mutant.place}: {mutant.kind}")
            print(f"    {mutant.change}", flush=True)
    prepared.close()
    return _rate(name, {outcome: len(found) for outcome, found in outcomes.items()}, asked.least)


def _expect_no_notice(copy: Path, chosen: Sequence[Mutant], coverage: Coverage) -> None:
    """A change that changes nothing must survive, or the others die of something else."""
    for mutant in chosen[:1]:
        same = replace(mutant, new=mutant.old)
        outcome = Trial(copy).is_noticed(same, coverage.tests_for(copy, mutant), 300)
        if outcome != "survived":
            raise SystemExit(f"Tests fail without a change: see {KEPT}/last-trial.log")


def _rate(name: str, counts: dict[str, int], least: float) -> tuple[bool, str]:
    killed = counts.get("killed", 0) + counts.get("timeout", 0)
    counted = killed + counts.get("survived", 0)
    rate = killed / counted if counted else 1.0
    told = f"{name:12} {killed}/{counted} killed ({rate:.1%}), {counts.get('survived', 0)} survived"
    return rate >= least, f"{told}, {counts.get('equivalent', 0)} change nothing"


def choose(copy: Path, area: Area, seed: int, count: int, only: str = "") -> list[Mutant]:
    """A seeded choice in which every kind of change has its turn."""
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    for file in area.files(copy):
        for mutant in mutants_of(copy, file):
            if only in f"{mutant.path} {mutant.place} {mutant.kind} {mutant.old} {mutant.new}":
                kinds[mutant.kind].append(mutant)
    for each in kinds.values():
        # By hash and not by place: a line more in one function leaves the choice elsewhere alone.
        each.sort(key=lambda mutant: sha256(f"{seed} {mutant.key}".encode()).digest())
    return list(_in_turn(list(kinds.values()), random.Random(seed)))[: count or None]


def _in_turn(kinds: Sequence[list[Mutant]], chance: random.Random) -> Iterator[Mutant]:
    left = [list(each) for each in kinds]
    while left:
        chance.shuffle(left)
        for each in left:
            yield each.pop()
        left = [each for each in left if each]


def _tried(prepared: Prepared, mutant: Mutant, coverage: Coverage, known: Known) -> str:
    tests = coverage.tests_for(prepared.copy, mutant)
    seconds = 30 + 4 * sum(coverage.seconds.get(test, 1.0) for test in tests)
    outcome = prepared.is_noticed(mutant, tests, seconds)
    outcome = outcome or Trial(prepared.copy).is_noticed(mutant, tests, seconds)
    known.keep(mutant, outcome)
    return outcome


class Known:
    """What earlier runs have found, and the changes that are known to change nothing."""

    def __init__(self, area: str, copy: Path) -> None:
        self.copy, self._file = copy, KEPT / f"{area}.results.jsonl"
        self._state = state_of(copy)
        self._found: dict[str, dict[str, str]] = {}
        if self._file.exists():
            rows = map(json.loads, self._file.read_text("utf-8").splitlines())
            self._found = {row["key"]: row for row in rows}
        self._same = tomllib.loads(EQUIVALENTS.read_text("utf-8")).get("equivalent", [])

    def outcome(self, mutant: Mutant) -> str | None:
        if any(is_listed(mutant, each) for each in self._same):
            return "equivalent"
        row = self._found.get(mutant.key)
        if row is None or row["file"] != self._hash(mutant):
            return None
        settled = row["outcome"] != "survived" or row["state"] == self._state
        return row["outcome"] if settled else None

    def keep(self, mutant: Mutant, outcome: str) -> None:
        row = {"key": mutant.key, "outcome": outcome}
        row |= {"file": self._hash(mutant), "state": self._state}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def _hash(self, mutant: Mutant) -> str:
        return sha256((self.copy / mutant.path).read_bytes()).hexdigest()


def is_listed(mutant: Mutant, listed: dict[str, Any]) -> bool:
    """Whether it is one of the changes of a place that the list names."""
    same_place = mutant.path == listed["file"] and listed["place"] in (mutant.place, "*")
    return same_place and listed["change"] in (mutant.change, mutant.kind)


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main())
