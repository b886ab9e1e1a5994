"""Mean and spread of five answers often leave one set of answers: programs that look for a spread.

A reader who knows how far the answers of a group lie apart tries every set of answers with that
mean and that spread. Where one is left, everybody's answer is known, if not whose it is.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement
from statistics import pstdev, stdev
from typing import Any

from scipy.stats import t

from tests.attacks.linking import NO_SCORE
from tests.attacks.world import Past

Z95 = 1.959964
HALF = 0.005 + 1e-9  # Half of the last printed digit.
Answers = tuple[int, ...]
Place = tuple[int, str, str]  # Officer, group, behaviour.


@dataclass(frozen=True)
class ToldCell:
    """What stands in print at a cell and around it, by name, and what its raters answered."""

    answers: Answers
    told: Mapping[str, float]

    @property
    def alike(self) -> tuple[int, float]:
        """Of cells with this number of raters and this mean, a number that is made of both, or of
        the whole cycle, says the same."""
        return len(self.answers), round(sum(self.answers) / len(self.answers), 2)


def true_answers(past: Past, codes: Sequence[str]) -> dict[Place, Answers]:
    """Every behaviour of every group with the answers that were given, in order of size."""
    found: dict[Place, list[int]] = defaultdict(list)
    for each in past.sent:
        for code, score in zip(codes, each.packed, strict=True):
            if score not in NO_SCORE:
                found[each.ratee_id, each.group, code].append(score)
    return {place: tuple(sorted(answers)) for place, answers in found.items()}


def told_cells(
    payloads: Mapping[int, Mapping[str, Any]], truth: Mapping[Place, Answers]
) -> list[ToldCell]:
    """Every shown behaviour of officers' frozen figures, with the numbers of its own object, of its
    behaviour and of its value, and the width of its bar."""
    return [
        ToldCell(truth[officer, group, row["code"]], told)
        for officer, figures in payloads.items()
        for value in figures["values"]
        for row in value["behaviours"]
        for group, cell in row["cells"].items()
        if cell["status"] == "shown" and len(truth.get((officer, group, row["code"]), ())) > 1
        for told in [dict(_numbers(cell, "cell")) | _around(row, value)]
    ]


def _around(row: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, float]:
    own = {key: each for key, each in row.items() if key != "cells"}
    above = {key: each for key, each in value.items() if key not in ("cells", "behaviours")}
    return dict(_numbers(own, "behaviour")) | dict(_numbers(above, "value"))


def _numbers(thing: Any, name: str) -> Iterator[tuple[str, float]]:
    if isinstance(thing, Mapping):
        if thing.get("low") is not None and thing.get("high") is not None:
            yield f"{name}.bar", (thing["high"] - thing["low"]) / 2
        for key, each in thing.items():
            yield from _numbers(each, f"{name}.{key}")
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from _numbers(each, name)
    elif isinstance(thing, int | float) and not isinstance(thing, bool):
        yield name, float(thing)


@cache
def spreads_of(answers: Answers) -> tuple[float, ...]:
    """Every number that says how far these answers lie apart, as somebody might print it."""
    n, own = len(answers), stdev(answers)
    error = own / math.sqrt(n)
    reach = float(t.ppf(0.975, n - 1))
    return own, pstdev(answers), own**2, pstdev(answers) ** 2, error, Z95 * error, reach * error


def is_spread(number: float, answers: Answers) -> bool:
    """Whether this number, as printed, says how far the answers lie apart."""
    return any(abs(number - each) <= HALF for each in spreads_of(answers))


def telling(cells: Iterable[ToldCell]) -> set[str]:
    """Names of the numbers that follow a cell's own spread more closely than those of other cells
    with the same mean and number of raters: beyond five standard deviations of chance."""
    hits: dict[str, float] = defaultdict(float)
    variance: dict[str, float] = defaultdict(float)
    for group in _alike(cells).values():
        given = Counter(cell.answers for cell in group)
        if len(given) == 1:
            continue  # The mean tells it already.
        for cell in group:
            for name, number in cell.told.items():
                fit = sum(n for answers, n in given.items() if is_spread(number, answers))
                chance = fit / len(group)
                hits[name] += is_spread(number, cell.answers) - chance
                variance[name] += chance * (1 - chance)
    return {name for name in hits if hits[name] > 5 * math.sqrt(variance[name]) > 0}


def unexplained(text: str, figures: Mapping[str, Any], *others: Any) -> set[str]:
    """Numbers with decimals in a profile's text that do not follow from its frozen figures and
    `others`: they are neither one of them nor the reach of a printed error around the whole."""
    known = [number for each in (figures, *others) for _name, number in _numbers(each, "")]
    reaches = [Z95 * figures[name] for name in ("overall_se",) if figures[name]]
    score, error = figures["adjusted"]["score"], figures["adjusted"]["standard_error"] or 0.0
    reaches += [Z95 * error, *((score or 0.0) + side * Z95 * error for side in (-1, 1))]
    return {
        word
        for word in re.findall(r"\d+[.,]\d+", text)
        if not any(_prints_as(number, word) for number in known + reaches)
    }


def _prints_as(number: float, word: str) -> bool:
    whole, places = float(word.replace(",", ".")), len(re.split("[.,]", word)[1])
    return bool(abs(abs(number) - whole) <= 0.5 * 10**-places + 1e-9)


@cache
def sets_with(n: int, shown: float, steps: int = 5) -> tuple[Answers, ...]:
    """Every set of n answers whose mean prints so."""
    sets = combinations_with_replacement(range(1, steps + 1), n)
    return tuple(each for each in sets if abs(sum(each) / n - shown) <= HALF)


def found_by_spread(cells: Sequence[ToldCell], name: str) -> tuple[int, int, float]:
    """Cells where the mean leaves several sets of answers and the number `name`, read as a spread,
    one; how often that one is right; how often it would be for other cells with the same mean.
    """
    claimed, right, chance = 0, 0, 0.0
    alike = _alike(cells)
    for cell in cells:
        left = sets_with(*cell.alike)
        fitting = [each for each in left if is_spread(cell.told.get(name, -1.0), each)]
        if len(left) > 1 and len(fitting) == 1:
            claimed += 1
            right += fitting[0] == cell.answers
            group = alike[cell.alike]
            chance += sum(fitting[0] == other.answers for other in group) / len(group)
    return claimed, right, chance


def _alike(cells: Iterable[ToldCell]) -> dict[tuple[int, float], list[ToldCell]]:
    found: dict[tuple[int, float], list[ToldCell]] = defaultdict(list)
    for cell in cells:
        found[cell.alike].append(cell)
    return found
