"""Adding agencies and bringing the record in line with a personnel file, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from berakhlak.accounts import operations as accounts
from berakhlak.accounts.operations import OfficerSignIn
from berakhlak.audit import operations as audit
from berakhlak.audit.operations import Actor
from berakhlak.errors import Conflict
from berakhlak.people import nip
from berakhlak.people.import_plan import Officer, Plan, make_plan
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.people.personnel_file import Column, PersonnelFile, read
from berakhlak.people.queries import agency_by_code, known_before_import


class AgencyExists(Conflict):
    """The code already belongs to an agency."""

    message = _("Kode instansi ini sudah dipakai.")


def create_agency(
    session: Session, *, code: str, name: str, by: Actor | None, at: datetime
) -> Agency:
    """Add an agency without units or people. Raises AgencyExists."""
    if agency_by_code(session, code) is not None:
        raise AgencyExists
    agency = Agency(code=code.strip(), name=name.strip())
    session.add(agency)
    session.flush()
    audit.record(session, "created", "agency", agency.id, by=by, at=at)
    return agency


def preview_import(session: Session, agency: Agency, content: bytes, *, today: date) -> Plan:
    """What importing this file would do, or every defect in it; changes nothing."""
    file = read(content)
    known = known_before_import(
        session,
        agency.id,
        emails={cell.casefold() for cell in _cells(file, Column.EMAIL) if cell},
        nips={nip.tidy(cell) for cell in _cells(file, Column.NIP) if cell},
    )
    return make_plan(file, known, today=today)


def import_people(
    session: Session, agency: Agency, content: bytes, *, today: date, by: Actor | None, at: datetime
) -> Plan:
    """Carry out the import if the file is sound, else change nothing; returns the plan."""
    # Two imports at once would each create what the other creates.
    session.execute(select(Agency.id).where(Agency.id == agency.id).with_for_update())
    plan = preview_import(session, agency, content, today=today)
    if plan.is_sound:
        _carry_out(session, agency, plan)
        audit.record(session, "imported people", "agency", agency.id, by=by, at=at)
    return plan


def _cells(file: PersonnelFile, column: Column) -> Iterable[str]:
    place = file.columns.get(column)
    return () if place is None else (row.cells[place] for row in file.rows)


def _carry_out(session: Session, agency: Agency, plan: Plan) -> None:
    unit_ids = _write_units(session, agency, plan)
    changed = [change.after for change in plan.changes]
    touched = [*plan.new_officers, *changed]
    account_ids = _enrol(session, agency, plan)
    new = [
        {
            "agency_id": agency.id,
            "nip": each.nip,
            "is_active": True,
            "account_id": account_ids[each.nip],
        }
        | _record(each, unit_ids)
        for each in plan.new_officers
    ]
    # Plain inserts and updates: a file brings tens of thousands of officers.
    if new:
        session.execute(insert(Person), new)
    ids = _person_ids(session, agency)
    if changed:
        rows = [{"id": ids[each.nip]} | _record(each, unit_ids) for each in changed]
        session.execute(update(Person), rows)
    _write_reporting_lines(session, touched, ids)
    session.expire_all()


def _enrol(session: Session, agency: Agency, plan: Plan) -> dict[str, int]:
    """Accounts for new officers, and for those whose account says something else by now."""
    said = {Column.NAME.value, Column.EMAIL.value}
    officers = [*plan.new_officers]
    officers += [change.after for change in plan.changes if said.intersection(change.columns)]
    return accounts.enrol_officers(
        session,
        agency_id=agency.id,
        officers=[OfficerSignIn(each.nip, each.name, each.email) for each in officers],
    )


def _write_units(session: Session, agency: Agency, plan: Plan) -> dict[str, int]:
    """Create and change units; returns the ids of all units by code."""
    session.add_all(
        Unit(agency_id=agency.id, code=unit.code, name=unit.name) for unit in plan.new_units
    )
    session.flush()
    units = {
        unit.code: unit for unit in session.scalars(select(Unit).where(Unit.agency_id == agency.id))
    }
    # Parents only once every unit exists, whatever their order in the file.
    for record in (*plan.new_units, *plan.changed_units):
        units[record.code].name = record.name
        parent = record.parent_code
        units[record.code].parent_id = units[parent].id if parent else None
    session.flush()
    return {code: unit.id for code, unit in units.items()}


def _record(officer: Officer, unit_ids: Mapping[str, int]) -> dict[str, object]:
    return {
        "unit_id": unit_ids[officer.unit_code],
        "name": officer.name,
        "email": officer.email,
        "employment": officer.employment,
        "rank": officer.rank,
        "position": officer.position,
        "level": officer.level,
    }


def _person_ids(session: Session, agency: Agency) -> dict[str, int]:
    found = select(Person.nip, Person.id).where(Person.agency_id == agency.id)
    return dict(session.execute(found).all())


def _write_reporting_lines(
    session: Session, officers: Iterable[Officer], ids: Mapping[str, int]
) -> None:
    """Point everybody at their supervisor, once everybody has an id."""
    rows = [
        {
            "id": ids[each.nip],
            "supervisor_id": ids[each.supervisor_nip] if each.supervisor_nip else None,
        }
        for each in officers
    ]
    if rows:
        session.execute(update(Person), rows)
