"""Writing the record. Filling a sheet is never recorded: a time beside a rater is a link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from berakhlak.audit import numbers as _numbers  # noqa: F401  It watches what is added.
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import is_named, note_with_commit

_EVENTS = {
    Act.SIGNED_IN: Event.SIGNED_IN,
    Act.CHANGED_PASSWORD: Event.PASSWORD_CHANGED,
    Act.SET_PASSWORD: Event.PASSWORD_RESET,
    Act.USED_CODE: Event.PASSWORD_RESET,
    Act.GRANTED_ROLE: Event.ROLE_GRANTED,
    Act.REVOKED_ROLE: Event.ROLE_REVOKED,
    Act.ADDED_SECOND_FACTOR: Event.SECOND_STEP_CHANGED,
    Act.REMOVED_SECOND_FACTOR: Event.SECOND_STEP_CHANGED,
    Act.ADDED_PASSKEY: Event.SECOND_STEP_CHANGED,
    Act.REMOVED_PASSKEY: Event.SECOND_STEP_CHANGED,
    Act.RENEWED_RECOVERY_CODES: Event.SECOND_STEP_CHANGED,
    Act.USED_RECOVERY_CODE: Event.RECOVERY_CODE_USED,
    Act.RESET_SECOND_FACTOR: Event.SECOND_STEP_RESET,
    Act.LINKED_IDENTITY: Event.IDENTITY_LINKED,
    Act.UNLINKED_IDENTITY: Event.IDENTITY_UNLINKED,
}
# What is done for one account, who may come and rate a moment later.
_NAMELESS = {
    Act.SET_PASSWORD,
    Act.USED_CODE,
    Act.ISSUED_CODE,
    Act.INVITED_ANEW,
    Act.RESET_SECOND_FACTOR,
}


class Actor(Protocol):
    """Whoever acts: anything with an account id."""

    @property
    def id(self) -> int: ...


def record_act(
    session: Session,
    act: Act,
    object_id: int | None,
    *,
    by: Actor | None,
    at: datetime,
    detail: Mapping[str, int | str] | None = None,
) -> None:
    """Note that `by` did this to the object; `detail`: counts and words, never what was said."""
    _tell(session, act, object_id, by, str((detail or {}).get("role", "")))
    session.add(
        AuditEntry(
            at=at,
            account_id=by.id if by else None,
            act=act.code,
            object_kind=act.kind,
            object_id=object_id,
            detail=None if detail is None else dict(detail),
        )
    )


def _tell(session: Session, act: Act, object_id: int | None, by: Actor | None, role: str) -> None:
    """The same for the security log, without details: they hold names."""
    about: dict[str, int | str] = {"act": f"{act.kind}: {act.code}"}
    if object_id is not None and act not in _NAMELESS and (by is None or is_named(by)):
        about["object"] = object_id
    if act in (Act.GRANTED_ROLE, Act.REVOKED_ROLE):
        about["role"] = role
    note_with_commit(session, _EVENTS.get(act, Event.ADMINISTERED), by=by, **about)
