"""Noting what changes about officers, to be told before a cycle opens over them.

Who rates whom follows from units, levels and supervisors: see
docs/decisions/0016-changes-before-opening.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from berakhlak.audit.operations import Actor
from berakhlak.engines import in_pieces
from berakhlak.people.import_plan import RETURNED, ImportPlan, OfficerRecord
from berakhlak.people.import_plan.contents import OfficerChange
from berakhlak.people.models import Agency, Person, PlacementChange, PlacementChangeKind, Unit


@dataclass(frozen=True)
class BeforeImport:
    """What an import is about to change: whether anybody is on record, and unit -> its parent."""

    is_empty: bool
    parents: Mapping[int, int | None]


@dataclass(frozen=True)
class _Noted:
    nip: str
    what: PlacementChangeKind
    was: str | None = None
    now: str | None = None
    was_unit: str | None = None


@dataclass(frozen=True)
class PlacementDetail:
    """Names of units or supervisors, or levels; `was_unit_id` of who was moved out of one."""

    was: str | None = None
    now: str | None = None
    was_unit_id: int | None = None


def note_change(
    session: Session,
    person: Person,
    what: PlacementChangeKind,
    *,
    by: Actor | None,
    at: datetime,
    detail: PlacementDetail | None = None,
) -> None:
    """Note one change of one officer; `detail` where it has a before and after."""
    known = detail or PlacementDetail()
    session.add(
        PlacementChange(
            person_id=person.id,
            unit_id=person.unit_id,
            was_unit_id=known.was_unit_id,
            was=known.was,
            now=known.now,
            what=what,
            at=at,
            account_id=by.id if by else None,
        )
    )


def note_codes(
    session: Session,
    again: Iterable[int],
    first: Iterable[int],
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Note for these people that somebody else could set a password, `again` or for the `first`
    time."""
    kinds = dict.fromkeys(first, PlacementChangeKind.FIRST_CODE)
    kinds |= dict.fromkeys(again, PlacementChangeKind.PASSWORD)
    shared = {"at": at, "account_id": by.id if by else None}
    ids = sorted(kinds)
    for some in in_pieces(ids):
        units = select(Person.id, Person.unit_id).where(Person.id.in_(some))
        rows = [
            {"person_id": person_id, "unit_id": unit_id, "what": kinds[person_id]} | shared
            for person_id, unit_id in session.execute(units)
        ]
        session.execute(insert(PlacementChange), rows)


def before_import(session: Session, agency: Agency) -> BeforeImport:
    """The agency as it is now."""
    anybody = session.scalar(select(Person.id).where(Person.agency_id == agency.id).limit(1))
    units = select(Unit.id, Unit.parent_id).where(Unit.agency_id == agency.id)
    return BeforeImport(anybody is None, dict(session.execute(units).all()))


def note_import(
    session: Session,
    agency: Agency,
    plan: ImportPlan,
    before: BeforeImport,
    *,
    by: Actor | None,
    at: datetime,
) -> None:
    """Note what an import has just changed; of an agency's first import, nothing."""
    if before.is_empty:
        return
    shared = {"at": at, "account_id": by.id if by else None}
    rows = [*_of_officers(session, agency, plan), *_of_units(session, agency, before)]
    if rows:
        session.execute(insert(PlacementChange), [row | shared for row in rows])


def _of_officers(session: Session, agency: Agency, plan: ImportPlan) -> Iterator[dict[str, object]]:
    units = {
        unit.code: unit for unit in session.scalars(select(Unit).where(Unit.agency_id == agency.id))
    }
    found = select(Person.nip, Person.id, Person.unit_id, Person.name)
    people = {row.nip: row for row in session.execute(found.where(Person.agency_id == agency.id))}
    names = {number: person.name for number, person in people.items()}
    noted = [_Noted(officer.nip, PlacementChangeKind.NEW) for officer in plan.new_officers]
    for change in plan.changes:
        noted += _noted(change, {code: unit.name for code, unit in units.items()}, names)
    for each in noted:
        yield {
            "person_id": people[each.nip].id,
            "unit_id": people[each.nip].unit_id,
            "was_unit_id": units[each.was_unit].id if each.was_unit else None,
            "what": each.what,
            "was": each.was,
            "now": each.now,
        }


def _noted(
    change: OfficerChange, units: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[_Noted]:
    """What of one officer's change is told. `units`: code -> name, `names`: NIP -> name."""
    before, after = change.before, change.after
    if RETURNED in change.columns:
        yield _Noted(after.nip, PlacementChangeKind.RETURNED)
    if before.unit_code != after.unit_code:
        was, now = units[before.unit_code], units[after.unit_code]
        yield _Noted(after.nip, PlacementChangeKind.UNIT, was, now, was_unit=before.unit_code)
    if before.level != after.level:
        yield _Noted(after.nip, PlacementChangeKind.LEVEL, before.level.value, after.level.value)
    if before.supervisor_nip != after.supervisor_nip:
        yield _Noted(
            after.nip, PlacementChangeKind.SUPERVISOR, _lead(before, names), _lead(after, names)
        )
    if before.email != after.email:
        yield _Noted(after.nip, PlacementChangeKind.ADDRESS)


def _lead(officer: OfficerRecord, names: Mapping[str, str]) -> str | None:
    return names[officer.supervisor_nip] if officer.supervisor_nip else None


def _of_units(
    session: Session, agency: Agency, before: BeforeImport
) -> Iterator[dict[str, object]]:
    """Everybody in a unit that was moved under another."""
    units = {
        unit.id: unit for unit in session.scalars(select(Unit).where(Unit.agency_id == agency.id))
    }
    moved = {
        unit.id
        for unit in units.values()
        if unit.id in before.parents and before.parents[unit.id] != unit.parent_id
    }
    if not moved:
        return

    def name(unit_id: int | None) -> str | None:
        return units[unit_id].name if unit_id else None

    found = select(Person.id, Person.unit_id).where(Person.agency_id == agency.id, Person.is_active)
    for person_id, unit_id in session.execute(found):
        if unit_id in moved:
            yield {
                "person_id": person_id,
                "unit_id": unit_id,
                "was_unit_id": None,
                "what": PlacementChangeKind.PARENT,
                "was": name(before.parents[unit_id]),
                "now": name(units[unit_id].parent_id),
            }
