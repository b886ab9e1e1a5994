"""The filter of a list by unit: a drop-down list of few units, a field to type into for many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.people.unit_labels import unit_filter, unit_label
from berakhlak.people.unit_matches import StoredUnits, UnitSource, matches_of
from berakhlak.web.addresses import row_argument

MOST_LISTED = 200
"""Units in a drop-down list: more of them are slow to draw, and nobody scrolls through them."""


@dataclass(frozen=True, kw_only=True)
class UnitSearch:
    """What a reader may choose, and chose. `unit_id`: the chosen unit, None for all of them.

    `choices` is None where a unit is typed; then `typed` is what stands in the field, `found` the
    units among which the reader has yet to choose, and `problem` what is wrong with it.
    """

    unit_id: int | None
    choices: list[dict[str, object]] | None = None
    typed: str = ""
    found: tuple[tuple[int, str], ...] = ()
    problem: str = ""


def few_units(source: UnitSource) -> list[Any] | None:
    """All of them, None where there are more than a list shows."""
    listed = source.first(MOST_LISTED + 1)
    return list(listed) if len(listed) <= MOST_LISTED else None


def has_many(session: Session, kind: Any, which: ColumnElement[bool]) -> bool:
    """Whether there are more units than a list shows."""
    return few_units(StoredUnits(session, kind, which)) is None


def searched_unit(session: Session, kind: Any, which: ColumnElement[bool]) -> UnitSearch:
    """What `?unit=` and `?cari_unit=` say, of units of one kind (`Unit`, `CycleUnit`)."""
    return unit_asked_for(StoredUnits(session, kind, which))


def unit_asked_for(source: UnitSource, name: str = "unit") -> UnitSearch:
    """The same of any units; `name`: of the argument in the address, `cari_` before what is typed.

    The id is taken as the address says it where all are listed.
    """
    unit_id, few = row_argument(name), few_units(source)
    if few is not None:
        return UnitSearch(unit_id=unit_id, choices=unit_filter(few))
    if (sent := request.args.get(f"cari_{name}")) is not None:
        return _typed(source, text.single_line(sent))
    row = source.one(unit_id) if unit_id else None
    return UnitSearch(unit_id=unit_id, typed=unit_label(row) if row else "")


def _typed(source: UnitSource, typed: str) -> UnitSearch:
    if not typed:
        return UnitSearch(unit_id=None)
    known = matches_of(source, typed)
    if known.one:
        return UnitSearch(unit_id=known.one.id, typed=unit_label(known.one))
    return UnitSearch(unit_id=None, typed=typed, found=known.found, problem=known.problem)
