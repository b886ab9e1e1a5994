"""Feedback of one person, and whom they may write to. No role opens anybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from berakhlak.accounts.models import Account
from berakhlak.errors import NotFound
from berakhlak.feedback.models import Feedback
from berakhlak.people.models import Person
from berakhlak.people.queries import matches_every_word

NEAREST, FOUND = 40, 20
NEW_FOR = timedelta(days=14)


class NoOwnFeedback(NotFound):
    """The account belongs to no officer."""

    message = _("Umpan balik ada bagi pegawai.")


class FeedbackNotFound(NotFound):
    """There is none, or it is between two others: the answer is the same."""

    message = _("Umpan balik ini tidak ada, sudah dihapus, atau bukan tentang Anda.")


class ColleagueNotFound(NotFound):
    """Nobody of this number can be written to."""

    message = _("Pegawai ini tidak ada, sudah tidak aktif, atau belum punya akun.")


@dataclass(frozen=True)
class OwnFeedback:
    """All that is between the reader and others, the newest first."""

    asked_of_me: Sequence[Feedback]
    asked_by_me: Sequence[Feedback]
    received: Sequence[Feedback]
    hidden: Sequence[Feedback]
    given: Sequence[Feedback]

    @property
    def shown(self) -> list[Feedback]:
        """What the reader shows to whoever leads them."""
        return [each for each in self.received if each.is_shown]


def own_person(session: Session, account_id: int) -> Person:
    """The officer to whom the account belongs. Raises NoOwnFeedback."""
    found = session.scalar(select(Person).where(Person.account_id == account_id))
    if found is None:
        raise NoOwnFeedback
    return found


def own_feedback(session: Session, me: Person) -> OwnFeedback:
    """Both ways, in one statement."""
    rows = _rows(session, or_(Feedback.giver_id == me.id, Feedback.receiver_id == me.id))
    mine = [each for each in rows if each.receiver_id == me.id]
    others = [each for each in rows if each.giver_id == me.id]
    return OwnFeedback(
        asked_of_me=[each for each in others if each.waits],
        asked_by_me=[each for each in mine if each.waits],
        received=[each for each in mine if not each.waits and not each.is_hidden],
        hidden=[each for each in mine if not each.waits and each.is_hidden],
        given=[each for each in others if each.words],
    )


def feedback_with(session: Session, me: Person, feedback_id: int) -> Feedback:
    """One in which the reader is giver or receiver. Raises FeedbackNotFound."""
    found = session.get(Feedback, feedback_id)
    if found is None or me.id not in (found.giver_id, found.receiver_id):
        raise FeedbackNotFound
    return found


def colleague(session: Session, me: Person, person_id: int) -> Person:
    """Another officer of the agency who can be written to. Raises ColleagueNotFound."""
    wanted = select(Person).where(Person.id == person_id, _reachable(me))
    found = session.scalar(wanted)
    if found is None:
        raise ColleagueNotFound
    return found


def colleagues(session: Session, me: Person, words: str) -> Sequence[Person]:
    """By name: those whose name holds all the words; without words, those of the same unit."""
    narrowed = matches_every_word(words, Person.name_key) if words else Person.unit_id == me.unit_id
    wanted = select(Person).where(_reachable(me), narrowed).options(joinedload(Person.unit))
    found = wanted.order_by(Person.name_key, Person.id).limit(FOUND if words else NEAREST)
    return session.scalars(found).all()


def shown_feedback(session: Session, person_id: int) -> Sequence[Feedback]:
    """What an officer shows to whoever leads them, the newest first."""
    return _rows(
        session,
        and_(
            Feedback.receiver_id == person_id,
            Feedback.is_shown,
            ~Feedback.is_hidden,
            Feedback.words.is_not(None),
        ),
    )


def is_unwanted(session: Session, giver: Person, receiver: Person) -> bool:
    """Whether the receiver has hidden something of the giver's."""
    pair = (Feedback.giver_id == giver.id, Feedback.receiver_id == receiver.id)
    wanted = select(func.count()).select_from(Feedback).where(*pair, Feedback.is_hidden)
    return bool(session.scalar(wanted))


def waits_between(session: Session, giver: Person, receiver: Person) -> bool:
    """Whether the receiver's request to the giver is not answered yet."""
    pair = (Feedback.giver_id == giver.id, Feedback.receiver_id == receiver.id)
    wanted = select(func.count()).select_from(Feedback)
    return bool(session.scalar(wanted.where(*pair, Feedback.given_on.is_(None))))


def waiting_feedback(session: Session, account_id: int, today: date) -> dict[str, object] | None:
    """What the start page tells; None for who is no officer."""
    me = session.scalar(select(Person).where(Person.account_id == account_id))
    if me is None:
        return None
    own = own_feedback(session, me)
    return {
        "asked": own.asked_of_me,
        "fresh": [each for each in own.received if _is_new(each, today)],
    }


def untold(session: Session, agency_id: int, since: date) -> list[tuple[int, Feedback]]:
    """(Account, feedback or request) of which no mail has told, and that is no older."""
    reader = or_(
        and_(Feedback.given_on.is_(None), Person.id == Feedback.giver_id),
        and_(Feedback.given_on.is_not(None), Person.id == Feedback.receiver_id),
    )
    wanted = (
        select(Person.account_id, Feedback)
        .join(Feedback, reader)
        .where(
            Person.agency_id == agency_id,
            Person.is_active,
            Person.account_id.is_not(None),
            Feedback.told_on.is_(None),
            ~Feedback.is_hidden,
            func.coalesce(Feedback.given_on, Feedback.asked_on) >= since,
        )
        .order_by(Feedback.id)
    )
    return [(who, row) for who, row in session.execute(wanted) if who is not None]


def _is_new(row: Feedback, today: date) -> bool:
    return row.given_on is not None and today - row.given_on <= NEW_FOR


def _rows(session: Session, which: ColumnElement[bool]) -> Sequence[Feedback]:
    wanted = (
        select(Feedback)
        .where(which)
        .options(joinedload(Feedback.giver), joinedload(Feedback.receiver))
        .order_by(func.coalesce(Feedback.given_on, Feedback.asked_on).desc(), Feedback.id.desc())
    )
    return session.scalars(wanted).all()


def _reachable(me: Person) -> ColumnElement[bool]:
    enabled = select(Account.id).where(Account.is_enabled)
    return and_(
        Person.agency_id == me.agency_id,
        Person.is_active,
        Person.id != me.id,
        Person.account_id.in_(enabled),
    )
