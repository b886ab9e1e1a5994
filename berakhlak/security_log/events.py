"""Everything that the security log tells, as a closed table: docs/decisions/0157."""

from __future__ import annotations

from enum import Enum


class Event(Enum):
    """What happened, and how it ended. What a rater does with forms is no event."""

    SIGNED_IN = "signed in", "success"
    SIGN_IN_FAILED = "sign-in failed", "failure"
    PASSWORD_REFUSED = "password asked again, wrong", "failure"
    SECOND_STEP_FAILED = "second step failed", "failure"
    SECOND_STEP_CHANGED = "second step changed by its owner", "success"
    SECOND_STEP_RESET = "second step reset", "success"
    RECOVERY_CODE_USED = "recovery code used", "success"
    PROVIDER_REFUSED = "single sign-on refused", "failure"
    PROVIDER_UNREACHABLE = "single sign-on unreachable", "failure"
    IDENTITY_LINKED = "account linked to single sign-on", "success"
    IDENTITY_UNLINKED = "account unlinked from single sign-on", "success"
    SESSION_ENDED = "session ended", "success"
    PASSWORD_CHANGED = "password changed", "success"
    PASSWORD_RESET = "password reset", "success"
    ROLE_GRANTED = "role granted", "success"
    ROLE_REVOKED = "role revoked", "success"
    ROLE_EXPIRED = "role expired", "success"
    FORBIDDEN = "forbidden", "refused"
    THROTTLED = "throttled", "refused"
    TURNED_AWAY = "turned away for load", "refused"
    PROFILE_READ = "named profile read", "success"
    DOWNLOADED = "file downloaded", "success"
    KEY_MADE = "cycle key made", "success"
    KEY_ADOPTED = "cycle key adopted", "success"
    KEY_DESTROYED = "cycle key destroyed", "success"
    ADMINISTERED = "act of administration", "success"

    code: str
    outcome: str

    def __new__(cls, code: str, outcome: str) -> Event:
        event = object.__new__(cls)
        event._value_ = (code, outcome)
        event.code, event.outcome = code, outcome
        return event
