"""Adding agencies and bringing the record in line with a personnel file, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.accounts import operations as accounts
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import OfficerSignIn
from berakhlak.accounts.own_acts import forget_links
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.numbers import unspoken_ids
from berakhlak.audit.operations import Actor
from berakhlak.errors import StateConflict
from berakhlak.people import changes, nip
from berakhlak.people.import_plan import RETURNED, ImportPlan, OfficerRecord, make_plan
from berakhlak.people.import_questions import Answers, QuestionKind, answers_to_remember
from berakhlak.people.leaving import deactivate_people
from berakhlak.people.models import (
    ActingPost,
    Agency,
    ImportAnswer,
    Person,
    PlacementChangeKind,
    Unit,
)
from berakhlak.people.namesakes import Namesake, namesake_marks
from berakhlak.people.personnel_file import PersonnelColumn, PersonnelFile, read_personnel_file
from berakhlak.people.personnel_file.kinds import read_table_in_bounds
from berakhlak.people.queries import agency_by_code, load_existing_record, remembered_answers


class AgencyExists(StateConflict):
    """The code already belongs to an agency."""

    message = _("Kode instansi ini sudah dipakai.")


def create_agency(
    session: Session, *, code: str, name: str, by: Actor | None, at: datetime
) -> Agency:
    """Add an agency without units or people. Raises AgencyExists."""
    if agency_by_code(session, code) is not None:
        raise AgencyExists
    agency = Agency(code=text.single_line(code), name=text.single_line(name))
    session.add(agency)
    session.flush()
    audit.record_act(session, Act.CREATED_AGENCY, agency.id, by=by, at=at)
    return agency


def preview_import(
    session: Session,
    agency: Agency,
    content: bytes,
    *,
    today: date,
    answers: Answers | None = None,
) -> ImportPlan:
    """What importing this file would do, or every defect in it; changes nothing.

    `answers` stand before what the agency answered for earlier files.
    """
    answers = {**remembered_answers(session, agency.id), **(answers or {})}
    file = read_personnel_file(content, answers, read=read_table_in_bounds)
    return _plan(session, agency, file, answers, today=today)


def _plan(
    session: Session, agency: Agency, file: PersonnelFile, answers: Answers, *, today: date
) -> ImportPlan:
    known = load_existing_record(
        session,
        agency.id,
        emails={text.email_key(cell) for cell in _cells(file, PersonnelColumn.EMAIL) if cell},
        nips={nip.tidy_nip(cell) for cell in _cells(file, PersonnelColumn.NIP) if cell},
    )
    return make_plan(file, known, today=today, answers=answers)


def import_people(
    session: Session,
    agency: Agency,
    content: bytes,
    *,
    today: date,
    by: Actor | None,
    at: datetime,
    answers: Answers | None = None,
) -> ImportPlan:
    """Carry out the import if nothing is wrong or open, else change nothing; returns the plan."""
    merged = {**remembered_answers(session, agency.id), **(answers or {})}
    file = read_personnel_file(content, merged, read=read_table_in_bounds)
    # Two imports at once would each create what the other creates.
    session.execute(select(Agency.id).where(Agency.id == agency.id).with_for_update())
    plan = _plan(session, agency, file, merged, today=today)
    if plan.is_ready:
        before = changes.before_import(session, agency)
        _carry_out(session, agency, plan, by)
        changes.note_import(session, agency, plan, before, by=by, at=at)
        deactivate_people(
            session,
            agency,
            plan.leaving,
            reasons=plan.leaving_as,
            left_on=today,
            by=by,
            at=at,
        )
        mark_namesakes(session, agency.id)
        _remember(session, agency, answers_to_remember(answers or {}))
        _record_confirmed(session, agency, answers or {}, by=by, at=at)
        counts = plan.counts
        audit.record_act(session, Act.IMPORTED_PEOPLE, agency.id, by=by, at=at, detail=counts)
    return plan


def give_password(
    session: Session, account: Account, password: str, *, by: Actor | None, at: datetime
) -> None:
    """Set somebody else's password; all their sessions end. Raises PasswordRefused."""
    accounts.set_password(account, password)
    forget_links(session, [account.id])
    audit.record_act(session, Act.SET_PASSWORD, account.id, by=by, at=at)
    owner = session.scalar(select(Person).where(Person.account_id == account.id))
    if owner is not None:
        changes.note_change(session, owner, PlacementChangeKind.PASSWORD, by=by, at=at)


def mark_namesakes(session: Session, agency_id: int) -> None:
    """Write down what tells active people of one name apart, after names or posts have changed."""
    rows = session.execute(
        select(Person.id, Person.name, Person.position, Unit.name, Person.nip, Person.mark)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.agency_id == agency_id, Person.is_active)
    ).all()
    found = namesake_marks(Namesake(*row[:5]) for row in rows)
    changed = [{"id": row.id, "mark": found[row.id]} for row in rows if found[row.id] != row.mark]
    if changed:
        session.execute(update(Person), changed)
        session.expire_all()


def _remember(session: Session, agency: Agency, answers: Answers) -> None:
    known = {
        each.key: each
        for each in session.scalars(select(ImportAnswer).where(ImportAnswer.agency_id == agency.id))
    }
    for key, answer in answers.items():
        if key in known:
            known[key].answer = answer[:200]
        elif len(key) <= 300:
            session.add(ImportAnswer(agency_id=agency.id, key=key, answer=answer[:200]))
    session.flush()


def _record_confirmed(
    session: Session, agency: Agency, answers: Answers, *, by: Actor | None, at: datetime
) -> None:
    """Who vouched for which unusual number."""
    numbers = [key.split(":")[1] for key in answers if key.startswith(QuestionKind.NIP.key(""))]
    wanted = select(Person.id).where(Person.agency_id == agency.id, Person.nip.in_(numbers))
    for person_id in session.scalars(wanted):
        audit.record_act(session, Act.CONFIRMED_NIP, person_id, by=by, at=at)


def _cells(file: PersonnelFile, column: PersonnelColumn) -> Iterable[str]:
    place = file.columns.get(column)
    return () if place is None else (row.cells[place] for row in file.rows)


def _carry_out(session: Session, agency: Agency, plan: ImportPlan, by: Actor | None) -> None:
    unit_ids = _write_units(session, agency, plan)
    changed = [change.after for change in plan.changes]
    touched = [*plan.new_officers, *changed]
    account_ids = _enrol(session, agency, plan, by)
    numbers = unspoken_ids(session, Person, len(plan.new_officers))
    new = [
        {
            "id": number,
            "agency_id": agency.id,
            "nip": each.nip,
            "account_id": account_ids[each.nip],
        }
        | _record(each, unit_ids)
        for each, number in zip(plan.new_officers, numbers, strict=True)
    ]
    for change in plan.changes:
        if RETURNED in change.columns:
            accounts.enable_account(session, account_ids[change.after.nip])
    # Plain inserts and updates: a file brings tens of thousands of officers.
    if new:
        session.execute(insert(Person), new)
    ids = _person_ids(session, agency)
    if changed:
        rows = [{"id": ids[each.nip]} | _record(each, unit_ids) for each in changed]
        session.execute(update(Person), rows)
    _write_reporting_lines(session, touched, ids)
    _write_acting(session, plan, unit_ids, ids)
    session.expire_all()


def _enrol(session: Session, agency: Agency, plan: ImportPlan, by: Actor | None) -> dict[str, int]:
    """Accounts for new officers, and for those whose account says something else by now."""
    said = {PersonnelColumn.NAME.value, PersonnelColumn.EMAIL.value, RETURNED}
    officers = [*plan.new_officers]
    officers += [change.after for change in plan.changes if said.intersection(change.columns)]
    return accounts.enrol_officers(
        session,
        agency_id=agency.id,
        officers=[OfficerSignIn(each.nip, each.name, each.email) for each in officers],
        by=by,
    )


def _write_units(session: Session, agency: Agency, plan: ImportPlan) -> dict[str, int]:
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


def _record(officer: OfficerRecord, unit_ids: Mapping[str, int]) -> dict[str, object]:
    return {
        "is_active": True,
        "left_as": None,
        "left_on": None,
        "unit_id": unit_ids[officer.unit_code],
        "name": officer.name,
        "name_key": text.search_key(officer.name),
        "email": officer.email,
        "employment": officer.employment,
        "rank": officer.rank,
        "position": officer.position,
        "position_key": text.search_key(officer.position),
        "level": officer.level,
    }


def _write_acting(
    session: Session, plan: ImportPlan, unit_ids: Mapping[str, int], ids: Mapping[str, int]
) -> None:
    for record in plan.ended_acting:
        session.execute(
            delete(ActingPost).where(
                ActingPost.person_id == ids[record.nip],
                ActingPost.unit_id == unit_ids[record.unit_code],
                ActingPost.title == record.title,
            )
        )
    session.add_all(
        ActingPost(
            person_id=ids[record.nip],
            unit_id=unit_ids[record.unit_code],
            title=record.title,
            kind=record.kind,
        )
        for record in plan.new_acting
    )
    session.flush()


def _person_ids(session: Session, agency: Agency) -> dict[str, int]:
    found = select(Person.nip, Person.id).where(Person.agency_id == agency.id)
    return dict(session.execute(found).all())


def _write_reporting_lines(
    session: Session, officers: Iterable[OfficerRecord], ids: Mapping[str, int]
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
