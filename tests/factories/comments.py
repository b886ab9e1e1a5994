"""Comments as closing leaves them: cut from their writers."""

from __future__ import annotations

import secrets
from typing import Any

from berakhlak.comments.models import Comment, CommentState
from tests.factories.cycles import OpenCycle, participants


def make_comment(
    session: Any,
    about: OpenCycle,
    text: str = "Semula",
    state: CommentState = CommentState.PENDING,
    place: int = 0,
    *,
    value_code: str = "AK",
) -> Comment:
    """A comment on the officer at this place of the cycle."""
    comment = Comment(
        id=secrets.token_bytes(16),
        cycle_id=about.cycle.id,
        ratee_id=participants(session, about.cycle)[place].id,
        value_code=value_code,
        text=text,
        state=state,
    )
    session.add(comment)
    session.flush()
    return comment
