"""The states of a complaint, and which step leads from which to which: a table, and pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ComplaintState(StrEnum):
    """How far it is."""

    RECEIVED = "received"  # Nobody has said a word.
    IN_PROGRESS = "in_progress"  # Somebody has; it is not settled.
    CLOSED = "closed"  # With an answer.
    REOPENED = "reopened"  # By the citizen, once.


class ComplaintStep(StrEnum):
    """What somebody does with it."""

    REPLY = "reply"
    CLOSE = "close"
    FORWARD = "forward"
    ADD = "add"  # A word of the citizen.
    REOPEN = "reopen"


_S = ComplaintState

STEPS: Mapping[ComplaintStep, Mapping[ComplaintState, ComplaintState]] = {
    ComplaintStep.REPLY: {
        _S.RECEIVED: _S.IN_PROGRESS,
        _S.IN_PROGRESS: _S.IN_PROGRESS,
        _S.REOPENED: _S.IN_PROGRESS,
    },
    ComplaintStep.CLOSE: {
        _S.RECEIVED: _S.CLOSED,
        _S.IN_PROGRESS: _S.CLOSED,
        _S.REOPENED: _S.CLOSED,
    },
    ComplaintStep.FORWARD: {
        _S.RECEIVED: _S.RECEIVED,
        _S.IN_PROGRESS: _S.IN_PROGRESS,
        _S.REOPENED: _S.REOPENED,
    },
    ComplaintStep.ADD: {
        _S.RECEIVED: _S.RECEIVED,
        _S.IN_PROGRESS: _S.IN_PROGRESS,
        _S.REOPENED: _S.REOPENED,
    },
    ComplaintStep.REOPEN: {_S.CLOSED: _S.REOPENED},
}
"""That it is reopened once only, and for some days, is asked besides (`operations`)."""


def after(state: ComplaintState, step: ComplaintStep) -> ComplaintState | None:
    """Where the step leads; None where it is not to be taken."""
    return STEPS[step].get(state)
