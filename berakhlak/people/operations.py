"""Adding agencies and bringing the record in line with a personnel file, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update
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
    touched = [*plan.new_officers, *(change.after for change in plan.changes)]
    account_ids = accounts.enrol_officers(
        session,
        agency_id=agency.id,
        officers=[OfficerSignIn(each.nip, each.name, each.email) for each in touched],
    )
    session.add_all(
        Person(agency_id=agency.id, nip=each.nip, **_record(each, unit_ids, account_ids))
        for each in plan.new_officers
    )
    session.flush()
    _update_people(session, agency, touched, unit_ids, account_ids)


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


def _record(
    officer: Officer, unit_ids: Mapping[str, int], account_ids: Mapping[str, int]
) -> dict[str, object]:
    return {
        "account_id": account_ids[officer.nip],
        "unit_id": unit_ids[officer.unit_code],
        "name": officer.name,
        "email": officer.email,
        "employment": officer.employment,
        "rank": officer.rank,
        "position": officer.position,
        "level": officer.level,
    }


def _update_people(
    session: Session,
    agency: Agency,
    officers: list[Officer],
    unit_ids: Mapping[str, int],
    account_ids: Mapping[str, int],
) -> None:
    """Write every field of the officers, their supervisors now that everybody has an id."""
    found = select(Person.nip, Person.id).where(Person.agency_id == agency.id)
    ids = dict(session.execute(found).all())
    values = [
        {
            "id": ids[each.nip],
            "supervisor_id": ids[each.supervisor_nip] if each.supervisor_nip else None,
            **_record(each, unit_ids, account_ids),
        }
        for each in officers
    ]
    if values:
        session.execute(update(Person), values)
        session.expire_all()
