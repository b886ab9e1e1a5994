"""Asking, giving, hiding, showing and deleting. Nothing of it is recorded: 0209."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from berakhlak.engines import rows_changed
from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.feedback.models import Feedback
from berakhlak.feedback.queries import FeedbackNotFound, is_unwanted, waits_between
from berakhlak.feedback.words import MOST_SENTENCES, count_sentences, words_about_ratings
from berakhlak.people.models import Agency, Person

KEPT_YEARS = 2  # Where the agency has not said how long it keeps results.
REQUESTS_KEPT = timedelta(days=60)


class FeedbackUnwanted(StateConflict):
    """The receiver has hidden something of this giver's."""

    message = _("Pegawai ini sedang tidak menerima umpan balik dari Anda.")


class AlreadyAsked(StateConflict):
    """One request at a time."""

    message = _("Anda sudah meminta umpan balik kepadanya, dan ia belum menjawab.")


class TooManySentences(InvalidInput):
    """Who writes more writes about several things."""

    message = _("Tulis paling banyak tiga kalimat, tentang satu perilaku.")


class SpeaksOfRatings(InvalidInput):
    """It would draw raters out, or answer a rating."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(
            _(
                "Kalimat ini menyebut %(words)s. Umpan balik tidak boleh tentang penilaian 360 "
                "atau siapa menilai siapa. Ceritakan perilaku yang Anda lihat sendiri.",
                words=", ".join(f"“{each}”" for each in words),
            )
        )


def ask_feedback(
    session: Session, me: Person, other: Person, behaviour: str, *, today: date
) -> Feedback:
    """Ask another for feedback to me. Raises FeedbackUnwanted, AlreadyAsked."""
    if is_unwanted(session, me, other):
        raise FeedbackUnwanted
    if waits_between(session, other, me):
        raise AlreadyAsked
    row = Feedback(giver_id=other.id, receiver_id=me.id, behaviour=behaviour, asked_on=today)
    session.add(row)
    session.flush()
    return row


def give_feedback(
    session: Session, me: Person, other: Person, behaviour: str, words: str, *, today: date
) -> Feedback:
    """Tell another what I saw. Raises FeedbackUnwanted, TooManySentences, SpeaksOfRatings."""
    _check(words)
    if is_unwanted(session, me, other):
        raise FeedbackUnwanted
    row = Feedback(
        giver_id=me.id, receiver_id=other.id, behaviour=behaviour, words=words, given_on=today
    )
    session.add(row)
    session.flush()
    return row


def answer_request(
    session: Session, me: Person, request: Feedback, words: str, *, today: date
) -> None:
    """Give what was asked of me. Raises FeedbackNotFound, TooManySentences, SpeaksOfRatings."""
    _check(words)
    if request.giver_id != me.id:
        raise FeedbackNotFound
    mine = update(Feedback).where(Feedback.id == request.id, Feedback.given_on.is_(None))
    if not rows_changed(session, mine.values(words=words, given_on=today, told_on=None)):
        raise FeedbackNotFound  # Answered on another device, or withdrawn.
    session.expire(request)


def delete_feedback(session: Session, me: Person, row: Feedback) -> None:
    """Of who wrote it, or, of a request, either of the two. Raises FeedbackNotFound.

    Where the receiver has hidden it, its words go, and that nothing new is wanted stays.
    """
    if not row.waits and row.giver_id != me.id:
        raise FeedbackNotFound
    if row.is_hidden:
        row.words = ""
    else:
        session.delete(row)
    session.flush()


def hide_feedback(session: Session, me: Person, row: Feedback, *, is_hidden: bool) -> None:
    """Neither read it nor receive anything new from its giver, or take that back.

    Raises FeedbackNotFound.
    """
    _require_received(me, row)
    row.is_hidden, row.is_shown = is_hidden, False
    if not is_hidden and not row.words:  # Its writer has deleted it meanwhile.
        session.delete(row)
    session.flush()


def show_feedback(session: Session, me: Person, row: Feedback, *, is_shown: bool) -> None:
    """Let whoever leads me read it, or no longer. Raises FeedbackNotFound."""
    _require_received(me, row)
    if row.is_hidden:
        raise FeedbackNotFound
    row.is_shown = is_shown
    session.flush()


def move_feedback(session: Session, kept: Person, ended: Person) -> None:
    """Two records of one officer become one; what they had with each other goes."""
    both = (kept.id, ended.id)
    session.execute(
        delete(Feedback).where(Feedback.giver_id.in_(both), Feedback.receiver_id.in_(both))
    )
    for column in (Feedback.giver_id, Feedback.receiver_id):
        session.execute(update(Feedback).where(column == ended.id).values({column: kept.id}))


def forget_feedback(session: Session, agency_id: int, today: date) -> int:
    """Delete what is over: older than the agency keeps results, of receivers who have left, and
    requests that nobody has answered. How many; the caller commits."""
    years = session.scalar(select(Agency.results_kept_years).where(Agency.id == agency_id))
    last = today - timedelta(days=366 * (years or KEPT_YEARS))
    day = func.coalesce(Feedback.given_on, Feedback.asked_on)
    here = select(Person.id).where(Person.agency_id == agency_id)
    gone = here.where(~Person.is_active)
    waits = Feedback.given_on.is_(None)
    over = or_(
        day < last,
        Feedback.receiver_id.in_(gone),
        and_(waits, or_(Feedback.asked_on < today - REQUESTS_KEPT, Feedback.giver_id.in_(gone))),
    )
    return rows_changed(session, delete(Feedback).where(Feedback.receiver_id.in_(here), over))


def _require_received(me: Person, row: Feedback) -> None:
    if row.receiver_id != me.id or row.waits:
        raise FeedbackNotFound


def _check(words: str) -> None:
    if count_sentences(words) > MOST_SENTENCES:
        raise TooManySentences
    if found := words_about_ratings(words):
        raise SpeaksOfRatings(found)
