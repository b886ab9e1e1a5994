"""Which units fit what somebody typed: by code or name, or both as a list shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.extensions import LARGEST_ID
from berakhlak.people.models import Unit
from berakhlak.people.scope import units_within
from berakhlak.people.unit_labels import BETWEEN, NamedUnit, unit_label
from berakhlak.permissions import Reach

MOST_FOUND = 20
LONGEST_TYPED = 500
"""Letters; no unit is called so. Of half a million, comparing takes seconds, and citizens type."""


class UnitSource(Protocol):
    """Where units to choose from are looked up."""

    def first(self, count: int) -> Sequence[Any]:
        """So many of them, by code."""

    def all(self) -> Sequence[Any]:
        """Every one."""

    def one(self, unit_id: int) -> Any | None:
        """The one with this id, None where it is not among them."""


@dataclass(frozen=True)
class StoredUnits:
    """Rows of one kind (`Unit`, `CycleUnit`) that meet a condition."""

    session: Session
    kind: Any
    which: ColumnElement[bool]

    def first(self, count: int) -> Sequence[Any]:
        return self.session.execute(self._asked().order_by(self.kind.code).limit(count)).all()

    def all(self) -> Sequence[Any]:
        return self.session.execute(self._asked()).all()

    def one(self, unit_id: int) -> Any | None:
        if not 0 < unit_id <= LARGEST_ID:
            return None
        return self.session.execute(self._asked().where(self.kind.id == unit_id)).one_or_none()

    def _asked(self) -> Any:
        return select(self.kind.id, self.kind.code, self.kind.name).where(self.which)


class ListedUnit(NamedTuple):
    """A unit of which no more is known; `code` may be empty."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class ListedUnits:
    """Units that are in memory already, in the order of their list."""

    rows: Sequence[Any]

    def first(self, count: int) -> Sequence[Any]:
        return self.rows[:count]

    def all(self) -> Sequence[Any]:
        return self.rows

    def one(self, unit_id: int) -> Any | None:
        return next((row for row in self.rows if row.id == unit_id), None)


@dataclass(frozen=True)
class Matches:
    """`one`: the unit that was meant. Else `found`, of which a reader has to choose, and what is
    wrong with what was typed."""

    one: Any | None = None
    found: tuple[tuple[int, str], ...] = ()
    problem: str = ""


def matches_of(source: UnitSource, typed: str) -> Matches:
    """What was typed, not empty, among the units of a source."""
    rows = _matching(source.all(), typed) if len(typed) <= LONGEST_TYPED else ()
    exact = [row for row in rows if _is_called(row, typed)]
    one = exact[0] if len(exact) == 1 else rows[0] if len(rows) == 1 else None
    if one:
        return Matches(one=one)
    if not rows:
        problem = _("Tidak ada unit dengan kode atau nama ini. Periksa ejaannya.")
    elif len(rows) > MOST_FOUND:
        problem = _(
            "Terlalu banyak unit yang cocok. Ketik lebih lengkap, atau pilih satu di bawah."
        )
    else:
        problem = _("Beberapa unit cocok. Pilih satu di bawah.")
    found = tuple((row.id, unit_label(row)) for row in rows[:MOST_FOUND])
    return Matches(found=found, problem=problem)


def _matching(units: Iterable[Any], typed: str) -> Sequence[Any]:
    """Units in whose code it stands, or in whose name its words do; those called so first.

    Every unit is read: only `text` folds alike on both engines, and they are some thousands.
    """
    code = text.search_key(typed.partition(BETWEEN)[0])
    name = "" if BETWEEN in typed else text.search_key(typed)
    words = text.search_words(name)

    def rank(row: Any) -> tuple[bool, bool, bool, int, str]:
        own = text.search_key(row.code)
        is_whole = bool(name) and name in text.search_key(row.name)
        return code not in own, own != code, not is_whole, len(row.name), row.code

    def fits(row: Any) -> bool:
        if code in text.search_key(row.code):
            return True
        own = text.search_key(row.name)
        return bool(words) and all(word in own for word in words)

    return sorted(filter(fits, units), key=rank)[: MOST_FOUND + 1]


def _is_called(row: NamedUnit, typed: str) -> bool:
    return any(text.is_same_label(typed, each) for each in (row.code, row.name, unit_label(row)))


def stored_units_of_agency(session: Session, agency_id: int) -> StoredUnits:
    """Every unit of an agency."""
    return StoredUnits(session, Unit, Unit.agency_id == agency_id)


def stored_units_of_reach(session: Session, reach: Reach) -> StoredUnits:
    """The units that a role reaches."""
    return StoredUnits(session, Unit, Unit.id.in_(units_within(reach)))
