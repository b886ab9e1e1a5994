"""The filter of a list by unit: a drop-down list of few units, a field to type into for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.people.unit_labels import BETWEEN, NamedUnit, unit_filter, unit_label
from berakhlak.web.addresses import row_argument

MOST_LISTED = 200
"""Units in a drop-down list: more of them are slow to draw, and nobody scrolls through them."""
MOST_FOUND = 20
TYPED = "cari_unit"


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


def has_many(session: Session, kind: Any, which: ColumnElement[bool]) -> bool:
    """Whether there are more units than a list shows."""
    return len(_first(session, kind, which)) > MOST_LISTED


def searched_unit(session: Session, kind: Any, which: ColumnElement[bool]) -> UnitSearch:
    """What `?unit=` and `?cari_unit=` say, of units of one kind (`Unit`, `CycleUnit`)."""
    unit_id, listed = row_argument("unit"), _first(session, kind, which)
    if len(listed) <= MOST_LISTED:
        return UnitSearch(unit_id=unit_id, choices=unit_filter(listed))
    if TYPED in request.args:
        return _typed(session, kind, which, text.single_line(request.args[TYPED]))
    chosen = select(kind.id, kind.code, kind.name).where(which, kind.id == unit_id)
    row = session.execute(chosen).one_or_none() if unit_id else None
    return UnitSearch(unit_id=unit_id, typed=unit_label(row) if row else "")


def _first(session: Session, kind: Any, which: ColumnElement[bool]) -> Sequence[Any]:
    rows = select(kind.id, kind.code, kind.name).where(which).order_by(kind.code)
    return session.execute(rows.limit(MOST_LISTED + 1)).all()


def _typed(session: Session, kind: Any, which: ColumnElement[bool], typed: str) -> UnitSearch:
    if not typed:
        return UnitSearch(unit_id=None)
    rows = _matching(session, kind, which, typed)
    exact = [row for row in rows if _is_called(row, typed)]
    one = exact[0] if len(exact) == 1 else rows[0] if len(rows) == 1 else None
    if one:
        return UnitSearch(unit_id=one.id, typed=unit_label(one))
    if not rows:
        problem = _("Tidak ada unit dengan kode atau nama ini. Periksa ejaannya.")
    elif len(rows) > MOST_FOUND:
        problem = _(
            "Terlalu banyak unit yang cocok. Ketik lebih lengkap, atau pilih satu di bawah."
        )
    else:
        problem = _("Beberapa unit cocok. Pilih satu di bawah.")
    found = tuple((row.id, unit_label(row)) for row in rows[:MOST_FOUND])
    return UnitSearch(unit_id=None, typed=typed, found=found, problem=problem)


def _matching(session: Session, kind: Any, which: ColumnElement[bool], typed: str) -> Sequence[Any]:
    """Units in whose code or name it stands, those that are called so first.

    Every unit is read: only `text` folds alike on both engines, and they are some thousands.
    """
    code = text.search_key(typed.partition(BETWEEN)[0])
    name = "" if BETWEEN in typed else text.search_key(typed)

    def rank(row: Any) -> tuple[bool, bool, int, str]:
        own = text.search_key(row.code)
        return code not in own, own != code, len(row.name), row.code

    rows = session.execute(select(kind.id, kind.code, kind.name).where(which)).all()
    found = [
        row
        for row in rows
        if code in text.search_key(row.code) or (name and name in text.search_key(row.name))
    ]
    return sorted(found, key=rank)[: MOST_FOUND + 1]


def _is_called(row: NamedUnit, typed: str) -> bool:
    return any(text.is_same_label(typed, each) for each in (row.code, row.name, unit_label(row)))
