"""Sentences that an officer shares with the unit of the cycle; nothing of it is audited: 0182."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SignedIn
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.development.models import SharedSentence
from berakhlak.development.operations import StepsAreTheOfficers
from berakhlak.development.queries import Plan
from berakhlak.development.shared_words import forbidden_words
from berakhlak.errors import InvalidInput, NotFound
from berakhlak.profiles.access import RELEASED
from berakhlak.profiles.queries import profile_reader

MOST_SENTENCES = 3


class SharingNotFound(NotFound):
    """Profiles are not out, or the reader was in no unit of the cycle."""

    message = _("Halaman ini tidak ada, atau hanya terbuka bagi unit kerja dalam siklus itu.")


class WordsNotShareable(InvalidInput):
    """A sentence names a figure or a group of raters; `place` counts from 0."""

    def __init__(self, place: int, words: Sequence[str]) -> None:
        super().__init__(
            _(
                "Kalimat ini menyebut %(words)s. Tulis tanpa angka dan tanpa kelompok penilai, "
                "misalnya “tim” atau “orang di sekitar saya”: dari kata itu jawaban seseorang "
                "dapat tertebak.",
                words=", ".join(f"“{each}”" for each in words),
            )
        )
        self.place = place


@dataclass(frozen=True)
class SharedBy:
    """One officer and what they share, in its order."""

    officer: Participant
    sentences: tuple[str, ...]


def shared_sentences(session: Session, participant_id: int) -> list[str]:
    """What an officer shares now."""
    wanted = select(SharedSentence.words).where(SharedSentence.participant_id == participant_id)
    return list(session.scalars(wanted.order_by(SharedSentence.place)))


def share_sentences(session: Session, plan: Plan, texts: Sequence[str], *, today: date) -> None:
    """Put these in the place of what was shared; empty ones are left out, none takes all back.

    Raises StepsAreTheOfficers, WordsNotShareable. At most MOST_SENTENCES are kept.
    """
    if not plan.is_officer:
        raise StepsAreTheOfficers
    for place, text in enumerate(texts):
        if found := forbidden_words(text, _group_names(plan.participant.cycle)):
            raise WordsNotShareable(place, found)
    session.execute(
        delete(SharedSentence).where(SharedSentence.participant_id == plan.participant.id)
    )
    kept = [text for text in texts if text][:MOST_SENTENCES]
    for place, text in enumerate(kept):
        session.add(
            SharedSentence(
                participant_id=plan.participant.id, place=place, words=text, shared_on=today
            )
        )
    session.flush()


def _group_names(cycle: Cycle) -> list[str]:
    """Of every group but oneself, in both languages."""
    groups = [cycle.policy.group(code) for code in cycle.policy.others]
    return [name for group in groups for name in (group.words.id, group.words.en)]


def shared_in_unit(
    session: Session, account: Account | SignedIn, cycle_id: int
) -> tuple[Cycle, list[SharedBy]]:
    """What is shared in the reader's unit as the cycle saw it, and by whom they led; by name.

    Raises SharingNotFound. No role opens it.
    """
    own = _own_seat(session, account, cycle_id)
    wanted = (
        select(Participant, SharedSentence.words)
        .join(SharedSentence, SharedSentence.participant_id == Participant.id)
        .where(
            Participant.cycle_id == cycle_id,
            or_(Participant.unit_id == own.unit_id, Participant.supervisor_id == own.id),
        )
        .order_by(Participant.name, Participant.id, SharedSentence.place)
    )
    found: dict[int, tuple[Participant, list[str]]] = {}
    for officer, words in session.execute(wanted):
        found.setdefault(officer.id, (officer, []))[1].append(words)
    return own.cycle, [SharedBy(officer, tuple(said)) for officer, said in found.values()]


def _own_seat(session: Session, account: Account | SignedIn, cycle_id: int) -> Participant:
    person_id = profile_reader(session, account).person_id
    wanted = (
        select(Participant)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(
            Participant.person_id == person_id,
            Cycle.id == cycle_id,
            Cycle.agency_id == account.agency_id,
            Cycle.state.in_(RELEASED),
        )
    )
    found = session.scalars(wanted).one_or_none() if person_id is not None else None
    if found is None:
        raise SharingNotFound
    return found
