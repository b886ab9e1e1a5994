"""Reading a pulse beside the cycle that it looks back on."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.policy_floors import lift_to_floors
from berakhlak.cycles.pulse_questions import questions_of
from berakhlak.disclosure.published import PublicRules
from berakhlak.disclosure.report import AuditFinding
from berakhlak.disclosure.two_rounds import attack_two_rounds, constants_of, rounds_of_officer
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.statistics.frozen_result import OfficerFigures


def looked_back_on(cycle: Cycle) -> Cycle | None:
    """The cycle of which this is the pulse."""
    return cycle.looks_back.of if cycle.looks_back else None


def changes_attacked(session: Session, cycle: Cycle) -> Iterator[AuditFinding]:
    """Attack what a pulse prints of changes; nothing for other cycles."""
    former = looked_back_on(cycle)
    if former is None:
        return
    policy = lift_to_floors(former.policy)
    constants = constants_of(session.get_one(CycleResult, former.id).payload)
    asked = questions_of(session, cycle)
    setting = PublicRules(cycle.instrument.content, policy)
    old, seat = aliased(OfficerResult), aliased(Participant)
    rows = session.execute(
        select(Participant.id, Participant.name, old.payload, OfficerResult.payload)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(seat, (seat.person_id == Participant.person_id) & (seat.cycle_id == former.id))
        .join(old, old.participant_id == seat.id)
        .where(Participant.cycle_id == cycle.id)
        .order_by(Participant.id)
    )
    for officer, name, before, now in rows:
        figures = OfficerFigures.from_json(before), OfficerFigures.from_json(now)
        codes = asked.get(officer, ())
        yield from attack_two_rounds(
            rounds_of_officer(name, *figures, codes, policy, constants), setting
        )
