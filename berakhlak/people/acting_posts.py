"""Posts that officers hold for a while beside their own (Plt., Plh.), as HR notes them."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.audit.operations import Actor
from berakhlak.errors import NotFound
from berakhlak.people import changes
from berakhlak.people.changes import PlacementDetail
from berakhlak.people.editing import FieldRefused
from berakhlak.people.models import ActingKind, ActingPost, Person, PlacementChangeKind, Unit


class ActingPostNotFound(NotFound):
    """This officer holds no such post."""

    message = _("Jabatan ini sudah tidak ada.")


def add_acting_post(
    session: Session,
    person: Person,
    *,
    kind: ActingKind,
    post: str,
    unit: Unit,
    starts_on: date,
    ends_on: date | None,
    leads_orphans: bool,
    by: Actor | None,
    at: datetime,
) -> int:
    """Note a post for a while. Raises FieldRefused.

    `leads_orphans`: whoever sits in the unit without an active supervisor reports to the officer
    from now on. Returns how many.
    """
    if ends_on is not None and ends_on < starts_on:
        raise FieldRefused("ends_on", _("Tanggal berakhir lebih awal daripada tanggal mulai."))
    title = f"{kind.value} {post}"
    same = (ActingPost.person_id == person.id, ActingPost.unit_id == unit.id)
    if session.scalar(select(ActingPost.id).where(*same, ActingPost.title == title)) is not None:
        raise FieldRefused("post", _("Jabatan ini sudah tercatat."))
    session.add(
        ActingPost(
            person_id=person.id,
            unit_id=unit.id,
            title=title,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            is_from_file=False,
        )
    )
    led = _lead_orphans(session, person, unit, by=by, at=at) if leads_orphans else 0
    told: AuditDetail = {"name": title, "led": led}
    audit.record_act(session, Act.ADDED_ACTING_POST, person.id, by=by, at=at, detail=told)
    session.flush()
    return led


def end_acting_post(
    session: Session, person: Person, post_id: int, *, by: Actor | None, at: datetime
) -> None:
    """Take a post away; whoever reports to the officer goes on to. Raises ActingPostNotFound."""
    post = session.get(ActingPost, post_id)
    if post is None or post.person_id != person.id:
        raise ActingPostNotFound
    detail = {"name": post.title}
    session.execute(delete(ActingPost).where(ActingPost.id == post_id))
    audit.record_act(session, Act.ENDED_ACTING_POST, person.id, by=by, at=at, detail=detail)


def _lead_orphans(
    session: Session, person: Person, unit: Unit, *, by: Actor | None, at: datetime
) -> int:
    lead = aliased(Person)
    above = {person.id, *(each.id for each in person.those_above())}
    orphans = session.scalars(
        select(Person)
        .outerjoin(lead, lead.id == Person.supervisor_id)
        .where(
            Person.unit_id == unit.id,
            Person.is_active,
            Person.id.not_in(above),
            or_(Person.supervisor_id.is_(None), ~lead.is_active),
        )
    ).all()
    for officer in orphans:
        was = officer.supervisor.name if officer.supervisor else None
        officer.supervisor_id = person.id
        detail = PlacementDetail(was, person.name)
        kind = PlacementChangeKind.SUPERVISOR
        changes.note_change(session, officer, kind, by=by, at=at, detail=detail)
    return len(orphans)
