"""Two records of one officer become one; what nothing takes back is checked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from berakhlak.accounts import operations as accounts
from berakhlak.accounts.models import Account
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.audit.operations import Actor
from berakhlak.complaints.rules import move_officer
from berakhlak.cycles.models import ENDED, Cycle, CycleState, Participant
from berakhlak.data_rights.models import CorrectionRequest
from berakhlak.errors import StateConflict
from berakhlak.expectations.operations import move_expectations
from berakhlak.feedback.operations import move_feedback
from berakhlak.nominations.barring import move_barred_pairs
from berakhlak.nominations.models import Appointment, Nomination, NominationList
from berakhlak.objections.models import Objection
from berakhlak.people.models import ActingPost, FormerNip, Person, PlacementChange
from berakhlak.people.operations import mark_namesakes
from berakhlak.performance.models import StandInAppraiser
from berakhlak.service_standards.operations import move_writers
from berakhlak.training.rolls import move_attendance


class SamePerson(StateConflict):
    """There are no two records to merge."""

    message = _("Pilih data yang lain, bukan data ini sendiri.")


class MergeUnderWay(StateConflict):
    """One of them takes part in a cycle that has not ended: its sheets would change hands."""

    message = _(
        "Salah satunya ikut siklus yang belum ditutup, atau diusulkan di dalamnya. Gabungkan "
        "sesudah siklus itu ditutup."
    )


class BothInOneCycle(StateConflict):
    """A cycle has results of both."""

    message = _(
        "Keduanya ada dalam satu siklus yang sudah ditutup, dengan hasil masing-masing. Data itu "
        "tidak dapat digabungkan; nonaktifkan yang keliru."
    )


class HoldsAuthority(StateConflict):
    """The account that would end may do more than rate."""

    message = _(
        "Akun dari data yang akan hilang punya wewenang selain sebagai pegawai, atau sedang Anda "
        "pakai. Pertahankan data itu, atau cabut dahulu wewenangnya."
    )


@dataclass(frozen=True)
class MergePreview:
    """What would go from the record that ends to the one that is kept."""

    cycles: int
    reports: int
    acting_posts: int
    ends_account: bool


def preview_merge(
    session: Session, kept: Person, ended: Person, *, by: Actor | None
) -> MergePreview:
    """What merging would do. Raises SamePerson, MergeUnderWay, BothInOneCycle, HoldsAuthority."""
    _require_mergeable(session, kept, ended, by)
    return MergePreview(
        cycles=_count(session, Participant.id, Participant.person_id == ended.id),
        reports=_count(session, Person.id, Person.supervisor_id == ended.id),
        acting_posts=_count(session, ActingPost.id, ActingPost.person_id == ended.id),
        ends_account=ended.account_id is not None,
    )


def merge_people(
    session: Session, kept: Person, ended: Person, *, by: Actor | None, at: datetime
) -> MergePreview:
    """Give all that one record has to the other and delete it; its number stays with the kept one.

    Raises as `preview_merge`.
    """
    session.execute(select(Person.id).where(Person.id.in_([kept.id, ended.id])).with_for_update())
    done = preview_merge(session, kept, ended, by=by)
    _move(session, kept, ended)
    was, agency_id = ended.nip, ended.agency_id
    if ended.account_id is not None:
        accounts.close_account(session, ended.account_id)
    detail: AuditDetail = {
        "name": ended.name,
        "was": was[-3:],
        "cycles": done.cycles,
        "reports": done.reports,
    }
    session.flush()
    session.execute(delete(Person).where(Person.id == ended.id))
    session.add(FormerNip(agency_id=agency_id, nip=was, person_id=kept.id))
    audit.record_act(session, Act.MERGED_PEOPLE, kept.id, by=by, at=at, detail=detail)
    session.flush()
    session.expire_all()
    mark_namesakes(session, agency_id)
    return done


def _move(session: Session, kept: Person, ended: Person) -> None:
    session.execute(
        update(Participant).where(Participant.person_id == ended.id).values(person_id=kept.id)
    )
    if kept.supervisor_id == ended.id:  # Else the kept one would report to itself.
        lead = ended.supervisor_id
        kept.supervisor_id = lead if lead != kept.id else None
        session.flush()
    session.execute(
        update(Person).where(Person.supervisor_id == ended.id).values(supervisor_id=kept.id)
    )
    same = select(ActingPost.title).where(ActingPost.person_id == kept.id)
    session.execute(
        delete(ActingPost).where(ActingPost.person_id == ended.id, ActingPost.title.in_(same))
    )
    lists = update(NominationList).where(NominationList.ratee_id == ended.id)
    session.execute(lists.values(ratee_id=kept.id))
    move_barred_pairs(session, kept, ended)
    move_expectations(session, kept, ended)
    standing_in = update(StandInAppraiser).where(StandInAppraiser.person_id == ended.id)
    session.execute(standing_in.values(person_id=kept.id))
    move_feedback(session, kept, ended)
    move_writers(session, kept, ended)
    move_officer(session, kept, ended)
    move_attendance(session, kept, ended)
    deciding = update(Objection).where(Objection.decider_id == ended.id)
    session.execute(deciding.values(decider_id=kept.id))
    asked = select(CorrectionRequest.field).where(
        CorrectionRequest.person_id == kept.id, CorrectionRequest.outcome.is_(None)
    )
    twice = (CorrectionRequest.outcome.is_(None), CorrectionRequest.field.in_(asked))
    session.execute(
        delete(CorrectionRequest).where(CorrectionRequest.person_id == ended.id, *twice)
    )
    for table in (ActingPost, PlacementChange, FormerNip, CorrectionRequest):
        mine = table.person_id == ended.id
        session.execute(update(table).where(mine).values(person_id=kept.id))


def _require_mergeable(session: Session, kept: Person, ended: Person, by: Actor | None) -> None:
    if kept.id == ended.id or kept.agency_id != ended.agency_id:
        raise SamePerson
    if _is_under_way(session, [kept.id, ended.id]):
        raise MergeUnderWay
    of_kept = select(Participant.cycle_id).where(Participant.person_id == kept.id)
    both = (Participant.person_id == ended.id, Participant.cycle_id.in_(of_kept))
    own = select(NominationList.cycle_id).where(NominationList.ratee_id == kept.id)
    lists = (NominationList.ratee_id == ended.id, NominationList.cycle_id.in_(own))
    if _count(session, Participant.id, *both) or _count(session, NominationList.id, *lists):
        raise BothInOneCycle
    account = session.get(Account, ended.account_id) if ended.account_id else None
    if account and (not account.only_rates or (by is not None and account.id == by.id)):
        raise HoldsAuthority


def _is_under_way(session: Session, people: list[int]) -> bool:
    """Whether one of them is part of a cycle, or of a list for one, that has not ended."""
    unfinished = (Participant.person_id.in_(people), Cycle.state.not_in(ENDED))
    seats = select(Participant.id).join(Cycle, Cycle.id == Participant.cycle_id).where(*unfinished)
    gathering = select(Cycle.id).where(Cycle.state.in_((CycleState.DRAFT, CycleState.NOMINATION)))
    named = (
        select(Nomination.id)
        .join(NominationList, NominationList.id == Nomination.list_id)
        .where(Nomination.nominee_id.in_(people))
    )
    lists = select(NominationList.id).where(NominationList.ratee_id.in_(people))
    lists = lists.where(NominationList.cycle_id.in_(gathering))
    pair = or_(Appointment.ratee_id.in_(people), Appointment.rater_id.in_(people))
    appointed = select(Appointment.cycle_id).where(pair)
    return any(
        session.execute(each.limit(1)).first() is not None
        for each in (seats, named, lists, appointed)
    )


def _count(session: Session, column: object, *only: object) -> int:
    return session.scalar(select(func.count(column)).where(*only)) or 0  # type: ignore[arg-type]
