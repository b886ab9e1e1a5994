"""Flags and numbers of officers that comments of older versions still want."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from berakhlak.comments.flags import comment_flags, name_keys
from berakhlak.comments.models import Comment
from berakhlak.comments.queries import are_settled, drawn_places
from berakhlak.comments.tally import RECOUNTED, recount
from berakhlak.cycles.models import ENDED, Cycle
from berakhlak.people.queries import names_of_agency


def settle_comments(session: Session, cycle: Cycle) -> None:
    """Note why a comment should be read first, number the officers, and count; commits if so.

    Closing does it, and nobody before; comments that are older than the notes wait for the first
    page that needs them.
    """
    if cycle.state not in ENDED or are_settled(session, cycle.id):
        return
    found = _settled_rows(session, cycle)
    if found:
        session.execute(update(Comment), found, execution_options=RECOUNTED)
    recount(session, cycle.id)
    try:
        session.commit()
    except IntegrityError:  # Another page was quicker, and kept the same.
        session.rollback()


def _settled_rows(session: Session, cycle: Cycle) -> list[dict[str, Any]]:
    """What to write into all comments of the cycle if one of them waits; by id, so that of two
    pages at once none waits for the other.

    All officers are numbered anew: a number behind the others' would tell which comment came late.
    """
    columns = (Comment.id, Comment.ratee_id, Comment.place, Comment.flags, Comment.text)
    asked = select(*columns).where(Comment.cycle_id == cycle.id).order_by(Comment.id)
    rows = session.execute(asked).all()
    if all(each.place is not None for each in rows):
        return []
    names = name_keys(names_of_agency(session, cycle.agency_id))
    places = drawn_places(session, cycle)
    return [
        {
            "id": known,
            "place": places[ratee],
            "flags": " ".join(comment_flags(words, names)) if place is None else flags,
        }
        for known, ratee, place, flags, words in rows
    ]
