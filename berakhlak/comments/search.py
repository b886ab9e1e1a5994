"""Comments that have words, looked for a stretch of the list at a time (decision 0261).

Words are compared here, not in the database: it knows no spellings.
"""

from __future__ import annotations

import base64
import binascii
import struct
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session

from berakhlak import text
from berakhlak.comments.models import Comment, CommentState
from berakhlak.comments.queries import PlacedComment, comments_of_state, in_order
from berakhlak.comments.tally import number_of
from berakhlak.comments.word_filter import may_have_words
from berakhlak.cycles.models import ENDED, Cycle
from berakhlak.extensions import LARGEST_ID

MOST_READ = 10_000  # Texts that one request looks through.
MOST_BROUGHT = 2_000  # Texts of these that are brought and compared.
READ_AHEAD = 200
"""How many more than those asked for a search looks for, so that a reader can leaf on."""
_POSITION = struct.Struct(">q16sq")


class SearchPosition(NamedTuple):
    """Behind which comment a search goes on, and how many the searches before have passed."""

    place: int
    id: bytes
    passed: int


class FoundComments(NamedTuple):
    """What one stretch has: comments `first` to `last`, counted from 1, of `total`.

    Unless it `is_whole`, there are more in it than those found. `following`: behind it; None where
    it is the last one, or not looked through.
    """

    comments: list[PlacedComment]
    is_whole: bool
    first: int
    last: int
    total: int
    following: SearchPosition | None


def write_position(position: SearchPosition) -> str:
    """A position as it stands in an address."""
    return base64.urlsafe_b64encode(_POSITION.pack(*position)).decode().rstrip("=")


def read_position(written: str) -> SearchPosition | None:
    """The position that an address tells; None, which is the beginning, where it tells none."""
    try:
        packed = base64.b64decode(written + "=" * (-len(written) % 4), altchars="-_", validate=True)
        position = SearchPosition(*_POSITION.unpack(packed))
    except (binascii.Error, ValueError, struct.error):
        return None
    is_possible = 0 <= position.place <= LARGEST_ID and position.passed >= 0
    return position if is_possible else None


def find_comments(
    session: Session,
    cycle: Cycle,
    words: str,
    *,
    state: CommentState,
    flagged_alone: bool = False,
    shown: int,
    behind: SearchPosition | None = None,
) -> FoundComments:
    """Comments of one state that have all `words`, in the order of their list, from the stretch
    that begins `behind` a position. They are looked for until the first `shown` are known, and
    `READ_AHEAD` more. None while closing still stores them.
    """
    if cycle.state not in ENDED:
        return FoundComments([], is_whole=True, first=0, last=0, total=0, following=None)
    listed = comments_of_state(cycle, state, flagged_alone=flagged_alone)
    ahead = and_(listed, _key() > tuple_(behind.place, behind.id)) if behind else listed
    end = _last_of_stretch(session, ahead)
    stretch = and_(ahead, _key() <= tuple_(*end)) if end else ahead
    most = shown + READ_AHEAD
    found, cut = _with_words(session, stretch, words, most)
    is_whole, end = len(found) <= most, _unless_last(session, ahead, cut) or end
    total = number_of(session, cycle.id, state, flagged_alone=flagged_alone)
    first, last = _extent(session, ahead, end, behind.passed if behind else 0, total)
    return FoundComments(
        comments=found[:most],
        is_whole=is_whole,
        first=first,
        last=last,
        total=total,
        following=SearchPosition(*end, last) if end and is_whole else None,
    )


def _key() -> Any:
    return tuple_(Comment.place, Comment.id)


def _last_of_stretch(session: Session, ahead: ColumnElement[bool]) -> PlacedComment | None:
    """The last of the comments that one request looks through; None where all of them are."""
    keys = in_order(Comment.place, Comment.id).where(ahead).offset(MOST_READ - 1).limit(2)
    last = session.execute(keys).all()
    return PlacedComment(*last[0]) if len(last) > 1 else None


def _unless_last(
    session: Session, ahead: ColumnElement[bool], cut: PlacedComment | None
) -> PlacedComment | None:
    if cut is None:
        return None
    behind = select(Comment.id).where(ahead, _key() > tuple_(*cut))
    return cut if session.scalar(behind.limit(1)) is not None else None


def _with_words(
    session: Session, stretch: ColumnElement[bool], words: str, most: int
) -> tuple[list[PlacedComment], PlacedComment | None]:
    """The first `most` and one more, if there is one; and the last comment compared, where there
    are too many to compare them all. In pieces twice as long each time."""
    rows = in_order(Comment.place, Comment.id, Comment.text)
    rows = rows.where(stretch, may_have_words(session, Comment.text, words))
    is_found, found, brought, piece = text.words_finder(words), list[PlacedComment](), 0, most + 1
    asked = rows
    while True:
        piece = min(piece, MOST_BROUGHT - brought)
        read = session.execute(asked.limit(piece)).all()
        found += [PlacedComment(place, known) for place, known, said in read if is_found(said)]
        brought += len(read)
        if len(found) > most or len(read) < piece:
            return found[: most + 1], None
        last = PlacedComment(*read[-1][:2])
        if brought == MOST_BROUGHT:
            return found, last
        asked = rows.where(_key() > tuple_(*last))
        piece *= 2


def _extent(
    session: Session,
    ahead: ColumnElement[bool],
    end: PlacedComment | None,
    passed: int,
    total: int,
) -> tuple[int, int]:
    """The numbers, from 1, of the first and last comment of a stretch. What was passed is what an
    address said: the list may have become shorter."""
    if end is None:
        return min(passed + 1, total), total
    looked = select(func.count()).select_from(Comment).where(ahead, _key() <= tuple_(*end))
    number = session.scalar(looked) or 0
    before = max(min(passed, total - number), 0)
    return before + 1, before + number
