"""HR's rules about complaints: terms, kinds, and who answers. Nothing here commits."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.complaints.models import ComplaintKind, ComplaintOfficer, ComplaintPolicy
from berakhlak.engines import rows_changed
from berakhlak.errors import InvalidInput
from berakhlak.people.models import Person, Unit


class AlreadyNamed(InvalidInput):
    """This officer answers for the unit already."""

    message = _("Pegawai ini sudah menjadi petugas keluhan unit itu.")


def set_rules(
    session: Session, policy: ComplaintPolicy, chosen: Mapping[str, Any], *, by: Actor, at: datetime
) -> None:
    """Complaints made before keep their terms."""
    for name, value in chosen.items():
        setattr(policy, name, value)
    session.add(policy)
    record_act(session, Act.SET_COMPLAINT_RULES, policy.agency_id, by=by, at=at)
    session.flush()


def set_kind(
    session: Session,
    agency_id: int,
    code: str | None,
    *,
    names: tuple[str, str],
    days: int,
    is_offered: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Word a kind anew, or add one (`code` None). `names`: Indonesian and English."""
    code = code or f"own-{secrets.token_hex(4)}"
    row = ComplaintKind(
        agency_id=agency_id,
        code=code,
        name_id=names[0],
        name_en=names[1] or names[0],
        days=days,
        is_offered=is_offered,
    )
    session.merge(row)
    record_act(session, Act.SET_COMPLAINT_RULES, agency_id, by=by, at=at, detail={"name": names[0]})
    session.flush()


def name_officer(session: Session, unit: Unit, person: Person, *, by: Actor, at: datetime) -> None:
    """Let an officer answer for a unit, beside its head. Raises AlreadyNamed."""
    if session.get(ComplaintOfficer, (unit.id, person.id)) is not None:
        raise AlreadyNamed
    session.add(ComplaintOfficer(unit_id=unit.id, person_id=person.id))
    _record(session, Act.NAMED_COMPLAINT_OFFICER, unit, person.id, by, at)


def end_officer(session: Session, unit: Unit, person_id: int, *, by: Actor, at: datetime) -> None:
    """Let the officer answer for the unit no longer."""
    gone = delete(ComplaintOfficer).where(
        ComplaintOfficer.unit_id == unit.id, ComplaintOfficer.person_id == person_id
    )
    if rows_changed(session, gone):
        _record(session, Act.ENDED_COMPLAINT_OFFICER, unit, person_id, by, at)


def move_officer(session: Session, kept: Person, ended: Person) -> None:
    """Two records of one officer become one."""
    for row in session.query(ComplaintOfficer).where(ComplaintOfficer.person_id == ended.id):
        session.merge(ComplaintOfficer(unit_id=row.unit_id, person_id=kept.id))
        session.delete(row)
    session.flush()


def _record(
    session: Session, act: Act, unit: Unit, person_id: int, by: Actor, at: datetime
) -> None:
    """Who reads complaints is told: HR that names itself reads them too."""
    record_act(session, act, person_id, by=by, at=at, detail={"name": unit.code})
    session.flush()
