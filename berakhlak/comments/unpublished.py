"""Comments change while their cycle waits to be published: asked before a change, and after it."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditDetail
from berakhlak.audit.operations import Actor
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.queries import held_state
from berakhlak.errors import StateConflict


class CycleAlreadyPublished(StateConflict):
    """What was released stays as it was released."""

    message = _("Siklus sudah terbit; komentar tidak dapat diubah lagi.")


def require_unpublished(cycle: Cycle) -> None:
    """As the cycle was read. Raises CycleAlreadyPublished."""
    if cycle.state is not CycleState.CLOSED:
        raise CycleAlreadyPublished


def record_change(
    session: Session,
    act: Act,
    cycle_id: int,
    *,
    by: Actor | None,
    at: datetime,
    detail: AuditDetail | None = None,
) -> None:
    """Write what was changed, and that it was. Publishing may have come in between, which erases
    what HR changed: a wording of before would stay for good. Raises CycleAlreadyPublished."""
    session.flush()
    if held_state(session, cycle_id) is not CycleState.CLOSED:
        raise CycleAlreadyPublished
    audit.record_act(session, act, cycle_id, by=by, at=at, detail=detail)
