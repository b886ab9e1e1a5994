"""HR's file of ratings of work results: a NIP and a rating a line; read, looked at, then saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor, record_act
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.queries import held_state
from berakhlak.people import nip
from berakhlak.people.models import Person
from berakhlak.people.table_lines import (
    FaultyLine,
    LinesRefused,
    TableLine,
    read_table_lines,
    shown_number,
)
from berakhlak.performance.models import ExpectationRating, WorkResult
from berakhlak.sealing.models import OfficerResult
from berakhlak.text import word_key

COLUMNS = ("nip", "hasil_kerja")
SPELLINGS = {
    ExpectationRating.ABOVE: ("Di atas ekspektasi", "Di atas", "Above expectations"),
    ExpectationRating.AS_EXPECTED: ("Sesuai ekspektasi", "Sesuai", "Meets expectations"),
    ExpectationRating.BELOW: ("Di bawah ekspektasi", "Di bawah", "Below expectations"),
}
_BY_WORD = {word_key(word): rating for rating, words in SPELLINGS.items() for word in words}


class WorkResultsRefused(LinesRefused):
    """The file of work results cannot be taken."""


@dataclass(frozen=True)
class WorkResultLine:
    """What one line sets; `before`: what is kept now."""

    participant: Participant
    rating: ExpectationRating
    before: ExpectationRating | None


@dataclass(frozen=True)
class WorkResultPlan:
    """What a file would do; officers whom it does not name keep what they have."""

    lines: Sequence[WorkResultLine]

    @property
    def added(self) -> list[WorkResultLine]:
        return [line for line in self.lines if line.before is None]

    @property
    def changed(self) -> list[WorkResultLine]:
        return [line for line in self.lines if line.before not in (None, line.rating)]

    @property
    def unchanged(self) -> int:
        return len(self.lines) - len(self.added) - len(self.changed)


def plan_work_results(session: Session, cycle: Cycle, content: bytes) -> WorkResultPlan:
    """What the file says, all of it good. Raises WorkResultsRefused."""
    found, faults = read_table_lines(content, COLUMNS)
    if faults:
        raise WorkResultsRefused(faults)
    lines, faults = _read(found, officers_by_nip(session, cycle))
    if not lines and not faults:
        faults = [FaultyLine(0, _("tidak ada baris di bawah judul kolom."))]
    if faults:
        raise WorkResultsRefused(faults)
    kept = _kept(session, cycle)
    return WorkResultPlan(
        [WorkResultLine(seat, rating, kept.get(seat.id)) for seat, rating in lines.values()]
    )


def save_work_results(
    session: Session, cycle: Cycle, content: bytes, *, by: Actor, at: datetime
) -> WorkResultPlan:
    """Save what the file says, all or nothing. Raises WorkResultsRefused."""
    held_state(session, cycle.id)  # Two imports at once come one after the other.
    plan = plan_work_results(session, cycle, content)
    added, changed = (
        [{"participant_id": line.participant.id, "rating": line.rating} for line in lines]
        for lines in (plan.added, plan.changed)
    )
    if added:
        session.execute(insert(WorkResult), added)
    if changed:
        session.execute(update(WorkResult), changed)
    detail = {"lines": len(plan.lines)}
    record_act(session, Act.IMPORTED_WORK_RESULTS, cycle.id, by=by, at=at, detail=detail)
    return plan


def officers_by_nip(session: Session, cycle: Cycle) -> dict[str, Participant]:
    """Officers with a result, by the NIP that they had in the cycle and by the one of today."""
    rows = session.execute(
        select(Participant, Person.nip)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.cycle_id == cycle.id)
    ).all()
    return {now: seat for seat, now in rows} | {seat.nip: seat for seat, _now in rows}


Lines = dict[int, tuple[Participant, ExpectationRating]]


def _read(
    found: Sequence[TableLine], officers: Mapping[str, Participant]
) -> tuple[Lines, list[FaultyLine]]:
    lines: Lines = {}
    faults: list[FaultyLine] = []
    for line in found:
        number, words = line.cells
        seat, rating = officers.get(nip.tidy_nip(number)), _BY_WORD.get(word_key(words))
        if why := _faults(number, words, seat, rating, lines):
            faults += [FaultyLine(line.number, each) for each in why]
        elif seat and rating:
            lines[seat.id] = (seat, rating)
    return lines, faults


def _faults(
    number: str,
    words: str,
    seat: Participant | None,
    rating: ExpectationRating | None,
    lines: Lines,
) -> list[object]:
    found: list[object] = []
    if seat is None:
        given = shown_number(number)
        found.append(_("nip %(nip)s tidak mempunyai profil dalam siklus ini.", nip=given))
    elif seat.id in lines:
        found.append(_("%(name)s sudah disebut di baris lain.", name=seat.called))
    if rating is None:
        allowed = ", ".join(spellings[0] for spellings in SPELLINGS.values())
        found.append(
            _(
                "hasil_kerja “%(given)s” tidak dikenal. Pakai: %(allowed)s.",
                given=words[:60],
                allowed=allowed,
            )
        )
    return found


def _kept(session: Session, cycle: Cycle) -> dict[int, ExpectationRating]:
    wanted = select(WorkResult).join(Participant, Participant.id == WorkResult.participant_id)
    found = session.scalars(wanted.where(Participant.cycle_id == cycle.id))
    return {each.participant_id: each.rating for each in found}
