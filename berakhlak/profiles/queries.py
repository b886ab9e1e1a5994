"""Reading frozen results. Nothing here can reach an individual answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SignedIn
from berakhlak.clock import day_of
from berakhlak.comments.queries import released_comments
from berakhlak.cycles.models import IS_MAIN, Cycle, CycleUnit, Participant
from berakhlak.cycles.queries import newest_round_first
from berakhlak.expectations.queries import expectations_of
from berakhlak.objections.decided import DecidedObjection
from berakhlak.objections.queries import decided_objection, decider_of
from berakhlak.packed_text import unpacked
from berakhlak.people.models import Agency, Person
from berakhlak.permissions import Action
from berakhlak.profiles.access import RELEASED, ProfileReader, ProfileSubject, may_read_profile
from berakhlak.profiles.change_parts import EarlierResult, asked_of_citizens
from berakhlak.profiles.profile import OfficerIdentity, ProfileSource, ResultRelease
from berakhlak.sealing.earlier_cycles import change_z, earlier_population, frozen_cutoffs
from berakhlak.sealing.merkle_tree import root_code
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.sealing.queries import has_unlinked_parts
from berakhlak.statistics.frozen_result import CellStatus, OfficerFigures


@dataclass(frozen=True, kw_only=True)
class ListedProfile:
    """One line of a list of profiles."""

    participant_id: int
    name: str
    position: str
    unit: str
    cycle_id: int
    cycle: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExportableProfile:
    """An officer whose published profile may be exported; `unit` is its code."""

    participant_id: int
    unit: str
    name: str
    nip: str
    cycle: str


def profile_reader(session: Session, account: Account | SignedIn) -> ProfileReader:
    """The account as the rules of access see it."""
    person_id = session.scalar(select(Person.id).where(Person.account_id == account.id))
    return ProfileReader(
        agency_id=account.agency_id,
        person_id=person_id,
        reads_all=account.may(Action.READ_PROFILES, whole=True),
    )


def find_readable_participant(
    session: Session, reader: ProfileReader, participant_id: int
) -> Participant | None:
    """The participant whose profile this reader may open; None when absent or not allowed."""
    participant = session.get(Participant, participant_id)
    if participant is None or session.get(OfficerResult, participant_id) is None:
        return None
    return participant if may_read_profile(reader, _subject(session, participant)) else None


def _subject(session: Session, participant: Participant) -> ProfileSubject:
    supervisor = participant.supervisor
    return ProfileSubject(
        agency_id=participant.cycle.agency_id,
        person_id=participant.person_id,
        supervisor_id=supervisor.person_id if supervisor else None,
        state=participant.cycle.state,
        decider_id=decider_of(session, participant.id),
    )


def own_profiles(session: Session, reader: ProfileReader) -> list[ListedProfile]:
    """The reader's own published profiles, newest first."""
    if reader.person_id is None:
        return []
    return _listed(session, reader, Participant.person_id == reader.person_id)


def team_profiles(session: Session, reader: ProfileReader) -> list[ListedProfile]:
    """Published profiles of those whom the reader led in the cycle, newest first, by name."""
    if reader.person_id is None:
        return []
    leader = aliased(Participant)
    led = Participant.supervisor_id.in_(
        select(leader.id).where(leader.person_id == reader.person_id)
    )
    return _listed(session, reader, led)


def leads(reader: ProfileReader, participant: Participant) -> bool:
    """Whether the reader led this officer in the cycle."""
    supervisor = participant.supervisor
    return supervisor is not None and supervisor.person_id == reader.person_id


def decides(session: Session, reader: ProfileReader, participant: Participant) -> bool:
    """Whether the reader decides on this officer's objection."""
    return reader.person_id is not None and reader.person_id == decider_of(session, participant.id)


def neighbours(
    session: Session, reader: ProfileReader, participant: Participant
) -> tuple[ListedProfile | None, ListedProfile | None]:
    """The profiles before and behind this one in the reader's team of the cycle, by name."""
    team = [
        each for each in team_profiles(session, reader) if each.cycle_id == participant.cycle_id
    ]
    place = [each.participant_id for each in team].index(participant.id)
    around = [None, *team, None]
    return around[place], around[place + 2]


def _listed(session: Session, reader: ProfileReader, condition: object) -> list[ListedProfile]:
    rows = session.execute(
        select(Participant, CycleUnit.name, Cycle)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .outerjoin(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(condition, Cycle.state.in_(RELEASED), Cycle.agency_id == reader.agency_id)  # type: ignore[arg-type]
        .order_by(Cycle.published_at.desc(), Participant.name, Participant.id)
    )
    return [
        ListedProfile(
            participant_id=participant.id,
            name=participant.called,
            position=participant.position,
            unit=unit or "",
            cycle_id=cycle.id,
            cycle=cycle.name,
            published_at=cycle.published_at,
        )
        for participant, unit, cycle in rows
        if cycle.published_at is not None
    ]


def participants_beside(session: Session, participant: Participant) -> dict[int, int]:
    """The same officer's participant by cycle, in both results of a cycle of two instruments."""
    cycle = participant.cycle
    rows = session.execute(
        select(Participant.cycle_id, Participant.id).where(
            Participant.cycle_id.in_([each.id for each in cycle.both]),
            Participant.person_id == participant.person_id,
        )
    )
    return dict(rows.all())


def load_profile_source(
    session: Session, participant: Participant, timezone: str, *, preview: bool = False
) -> ProfileSource:
    """Every fact behind one profile. `timezone` turns the release into a day.

    Before it is published, only as a preview; else raises ValueError.
    """
    cycle = participant.cycle
    if cycle.published_at is None and not preview:
        raise ValueError(f"cycle {cycle.id} is not published")
    result = session.get_one(CycleResult, cycle.id)
    frozen = session.get_one(OfficerResult, participant.id)
    return ProfileSource(
        participant_id=participant.id,
        identity=_identity(session, participant),
        release=_release(cycle, result, timezone),
        figures=OfficerFigures.from_json(frozen.payload),
        instrument=cycle.instrument.content,
        policy=cycle.policy,
        policy_json=cycle.policy_json,
        citizens=asked_of_citizens(cycle.citizen_form, cycle.policy),
        comments=tuple(released_comments(session, participant.id)),
        earlier=_earlier(session, participant, result),
        several_parts=has_unlinked_parts(result),
        cutoffs=frozen_cutoffs(result),
        expectations=expectations_of(session, cycle.id, participant.person_id),
        objection=DecidedObjection.of(decided_objection(session, participant.id)),
    )


def _earlier(session: Session, participant: Participant, now: CycleResult) -> EarlierResult | None:
    """The same person's result in the agency's cycle before, as far as released before this one.

    What is released later changes no profile that is already out.
    """
    this = participant.cycle
    out = () if this.published_at is None else (Cycle.published_at < this.published_at,)
    found = session.execute(
        select(Cycle, OfficerResult.payload)
        .join(Participant, Participant.cycle_id == Cycle.id)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(
            Participant.person_id == participant.person_id,
            Cycle.agency_id == this.agency_id,
            Cycle.state.in_(RELEASED),
            *out,
            Cycle.opens_on < this.opens_on,
        )
        .order_by(*newest_round_first(this))
        .limit(1)
    ).first()
    if found is None:
        return None
    cycle, payload = found
    before = session.get_one(CycleResult, cycle.id)
    return EarlierResult(
        cycle=cycle.name,
        figures=OfficerFigures.from_json(payload),
        instrument=cycle.instrument.content,
        policy=cycle.policy,
        rules_version=before.rules_version,
        citizens=asked_of_citizens(cycle.citizen_form, cycle.policy),
        former=earlier_population(session, before, now),
        z=change_z(now),
    )


def _identity(session: Session, participant: Participant) -> OfficerIdentity:
    agency = session.get_one(Agency, participant.cycle.agency_id)
    supervisor = participant.supervisor
    return OfficerIdentity(
        name=participant.name,
        mark=participant.mark,
        nip=participant.nip,
        position=participant.position,
        rank=participant.rank,
        level=str(participant.level),
        unit=participant.unit.name if participant.unit else "",
        agency=agency.name,
        supervisor=supervisor.called if supervisor else None,
    )


def _release(cycle: Cycle, result: CycleResult, timezone: str) -> ResultRelease:
    published = cycle.published_at
    return ResultRelease(
        cycle=cycle.name,
        opens_on=cycle.opens_on,
        closes_on=cycle.closes_on,
        published_on=day_of(published, timezone) if published else None,
        rules_version=result.rules_version,
        sha256=result.sha256,
        root=None if result.root is None else root_code(bytes.fromhex(result.root)),
    )


def published_officers(session: Session, cycle_id: int) -> list[ExportableProfile]:
    """The officers with a published profile, by unit and name."""
    rows = session.execute(
        select(Participant.id, CycleUnit.code, Participant.name, Participant.nip, Cycle.name)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .where(Cycle.id == cycle_id, Cycle.state.in_(RELEASED))
        .order_by(CycleUnit.code, Participant.name, Participant.id)
    )
    return [
        ExportableProfile(participant_id=number, unit=unit, name=name, nip=nip, cycle=cycle)
        for number, unit, name, nip, cycle in rows
    ]


def sample_participant(session: Session) -> int | None:
    """The officer with the most shown cells of the newest published cycle."""
    word = f'"{CellStatus.SHOWN}"'
    payload = unpacked(session, OfficerResult.payload)
    shown = func.length(payload) - func.length(func.replace(payload, word, ""))
    newest = Cycle.published_at.desc(), shown.desc(), OfficerResult.participant_id
    released = select(OfficerResult.participant_id).join(Cycle, Cycle.id == OfficerResult.cycle_id)
    released = released.where(Cycle.state.in_(RELEASED), IS_MAIN)
    return session.scalar(released.order_by(*newest).limit(1))
