"""Everything that one cycle lets anybody read, whatever their role: nothing else is published.

Profiles on the web and as PDF, exports, dashboards and public pages all print from these frozen
results. The audit reads all of them, as if every reader told every other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, overload

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.report import FigureKind, FigurePlace
from berakhlak.instrument.catalogue import Instrument
from berakhlak.statistics.frozen_result import (
    BehaviourFigures,
    CellFigures,
    CellStatus,
    CycleFigures,
    OfficerFigures,
    UnitFigures,
    ValueFigures,
)


@dataclass(frozen=True)
class PublicRules:
    """What everybody may know of a cycle's rules."""

    instrument: Instrument
    policy: Policy

    @cached_property
    def value_names(self) -> dict[str, str]:
        """The official words for the values, by code."""
        return {value.code: value.name.id for value in self.instrument.values}

    @cached_property
    def steps(self) -> int:
        return self.instrument.max_score

    def place(
        self, owner: str, subject: FigureKind, group: str = "", value: str = "", item: str = ""
    ) -> FigurePlace:
        """A place with the value in words; other codes (ALL) stay as they are."""
        named = self.value_names.get(value, value)
        return FigurePlace(owner=owner, subject=subject, group=group, value=named, item=item)


@dataclass(frozen=True)
class PublishedOfficer:
    """One officer's published figures; `numbers` counts those that are read."""

    name: str
    unit: int
    figures: OfficerFigures
    numbers: int


@dataclass(frozen=True)
class PublishedUnit:
    """One unit's published figures; `parent` is the place of the unit above it."""

    name: str
    figures: UnitFigures
    numbers: int
    code: str = ""
    parent: int | None = None


class PublishedOfficers(Sequence[PublishedOfficer]):
    """Officers read from (name, place of the unit, JSON) one at a time: a large cycle has many."""

    def __init__(self, rows: Sequence[tuple[str, int, str]]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> PublishedOfficer: ...
    @overload
    def __getitem__(self, place: slice) -> PublishedOfficers: ...
    def __getitem__(self, place: int | slice) -> PublishedOfficer | PublishedOfficers:
        if isinstance(place, slice):
            return PublishedOfficers(self.rows[place])
        name, unit, text = self.rows[place]
        data, numbers = counted_numbers(text)
        return PublishedOfficer(name, unit, OfficerFigures.from_plain(data), numbers)


@dataclass(frozen=True)
class PublishedCycle:
    """A cycle's results: `officers` of `units` (by place), and the figures of the whole."""

    officers: Sequence[PublishedOfficer]
    units: tuple[PublishedUnit, ...]
    whole: CycleFigures
    numbers: int

    @classmethod
    def from_payloads(
        cls,
        whole: str,
        officers: Sequence[tuple[str, int, str]],
        units: list[tuple[str, str]],
        tree: Sequence[tuple[str, int | None]] = (),
    ) -> PublishedCycle:
        """From payloads: officers as (name, place of the unit, JSON), units as (name, JSON).

        `tree`: of each unit its code and the place of the unit above it; empty where none is.
        """
        above = tree or [("", None)] * len(units)
        read = [
            PublishedUnit(name, UnitFigures.from_json(text), count_numbers(text), *own)
            for (name, text), own in zip(units, above, strict=True)
        ]
        return cls(
            PublishedOfficers(officers),
            tuple(read),
            CycleFigures.from_json(whole),
            count_numbers(whole),
        )


def count_numbers(payload: str) -> int:
    """Numbers and judgements printed from a payload."""
    return counted_numbers(payload)[1]


def counted_numbers(payload: str) -> tuple[Any, int]:
    """What a payload says, and how many numbers and judgements are printed from it: counted while
    it is read, for a large cycle has millions."""
    found = 0

    def number(kind: type[int] | type[float]) -> Callable[[str], float]:
        def read(digits: str) -> float:
            nonlocal found
            found += 1
            return kind(digits)

        return read

    def judged(data: dict[str, Any]) -> dict[str, Any]:
        nonlocal found
        found += bool(data.get("category")) + bool(data.get("johari"))
        return data

    data = json.loads(
        payload, parse_int=number(int), parse_float=number(float), parse_constant=number(float),
        object_hook=judged,
    )  # fmt: skip
    return data, found


class PlacedCell(NamedTuple):
    """A printed cell and where; `behaviour` is None for the value itself."""

    cell: CellFigures
    owner: str
    group: str
    value: ValueFigures
    behaviour: BehaviourFigures | None
    setting: PublicRules

    @property
    def place(self) -> FigurePlace:
        """In words; made for findings alone, as a large cycle has millions of cells."""
        item = self.behaviour.code if self.behaviour else ""
        return self.setting.place(self.owner, FigureKind.MEAN, self.group, self.value.code, item)


def placed_cells(officer: PublishedOfficer, setting: PublicRules) -> Iterator[PlacedCell]:
    """All cells of the groups other than self, values before their behaviours."""
    name, groups = officer.name, setting.policy.others
    for value in officer.figures.values:
        for row in (None, *value.behaviours):
            cells = value.cells if row is None else row.cells
            for group in groups:
                if group in cells:
                    yield PlacedCell(cells[group], name, group, value, row, setting)


def is_shown(cell: CellFigures | None) -> bool:
    """Whether numbers are printed; a cell that carries any counts, whatever it calls itself."""
    return cell is not None and (cell.status is CellStatus.SHOWN or cell.mean is not None)


def is_suppressed(cell: CellFigures | None) -> bool:
    return cell is not None and cell.status is CellStatus.SUPPRESSED and not is_shown(cell)
