"""What figures rest on besides the boxes, to be compared once it is locked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from berakhlak.assignments.models import Assignment
from berakhlak.citizens.models import HeldBatch, OpenVoice
from berakhlak.cycles.input_revision import input_revision
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.ratings.models import OpenSheet


@dataclass(frozen=True)
class LinkedInputs:
    """Everything that the figures rest on, but for what the boxes hold: that cannot change once the
    cycle takes no answers. `revision` and `batches` are told at once; `digest` of all rows and of
    the policy is asked where the revision is another, for every cycle's inputs raise it."""

    revision: int
    batches: list[tuple[object, ...]]
    digest: bytes

    @classmethod
    def read(cls, session: Session, cycle: Cycle) -> LinkedInputs:
        """As they are now. To be read before all that rests on them."""
        revision = input_revision(session)
        return cls(revision, _batches(session, cycle), _digest(session, cycle))

    def confirmed(self, session: Session, cycle: Cycle) -> LinkedInputs:
        """Looked through once more without a lock, so that `still_hold` need not do so with it."""
        revision = input_revision(session)
        if revision == self.revision or _digest(session, cycle) != self.digest:
            return self
        return replace(self, revision=revision)

    def still_hold(self, session: Session, cycle: Cycle) -> bool:
        """Whether nothing has changed since; sheets and voices are also counted, in
        `require_counted`."""
        if _batches(session, cycle) != self.batches:
            return False
        return input_revision(session) == self.revision or _digest(session, cycle) == self.digest


def _batches(session: Session, cycle: Cycle) -> list[tuple[object, ...]]:
    columns = select(HeldBatch.id, HeldBatch.is_released).where(HeldBatch.cycle_id == cycle.id)
    return [tuple(row) for row in session.execute(columns.order_by(HeldBatch.id))]


def _digest(session: Session, cycle: Cycle) -> bytes:
    policy = session.scalar(select(Cycle.policy_json).where(Cycle.id == cycle.id)) or ""
    running = sha256(policy.encode())
    for asked in _inputs(cycle):
        for row in session.execute(asked):
            running.update(repr(tuple(row)).encode())
        running.update(b"\n")
    return running.digest()


def _inputs(cycle: Cycle) -> list[Select[tuple[object, ...]]]:
    tables = (
        (Participant, (Participant.id, Participant.is_rated, Participant.unit_id)),
        (Assignment, (Assignment.id, Assignment.declined)),
        (OpenSheet, (OpenSheet.handle, OpenSheet.is_submitted)),
        (OpenVoice, (OpenVoice.id,)),
    )
    return [
        select(*columns).where(model.cycle_id == cycle.id).order_by(columns[0])
        for model, columns in tables
    ]
