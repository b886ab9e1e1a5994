"""Whether an officer is asked about the talk: both have confirmed it, and a round is running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from berakhlak.cycles.keys import BoxDamaged, KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.development.models import DevelopmentTalk, TalkState
from berakhlak.development.queries import Plan
from berakhlak.errors import NotFound
from berakhlak.talk_survey.models import TalkSurvey, TalkSurveyMail
from berakhlak.talk_survey.queries import own_answers, running_survey


class NotAsked(NotFound):
    """There is no such talk, or nobody is asked about it now: the answer is the same."""

    message = _(
        "Pertanyaan ini tidak ada, atau waktu menjawabnya sudah lewat. Pegawai ditanya sesudah "
        "percakapannya dikonfirmasi kedua pihak."
    )


def survey_for(session: Session, plan: Plan, today: date) -> TalkSurvey | None:
    """The round in which the reader is asked, as the officer of the talk."""
    if not plan.is_officer or plan.talk.state is not TalkState.CONFIRMED:
        return None
    return running_survey(session, plan.participant.cycle_id, today)


def required_survey(session: Session, plan: Plan, today: date) -> TalkSurvey:
    """The same; raises NotAsked."""
    found = survey_for(session, plan, today)
    if found is None:
        raise NotAsked
    return found


def unanswered(
    session: Session, plans: Iterable[Plan], keys: KeyStore, today: date
) -> Iterator[tuple[Plan, TalkSurvey]]:
    """Talks about which the reader is asked and has not answered, each with its round."""
    for plan in plans:
        survey = survey_for(session, plan, today)
        if survey is not None and not _has_answered(session, survey, plan, keys):
            yield plan, survey


def _has_answered(session: Session, survey: TalkSurvey, plan: Plan, keys: KeyStore) -> bool:
    """Also true where it cannot be known: nobody is asked for what could not be kept."""
    try:
        key = keys.key_of(survey)
        return own_answers(session, key, plan.participant.id) is not None
    except (KeyUnusable, BoxDamaged):
        return True


def officers_to_tell(session: Session, cycle: Cycle) -> set[int]:
    """Participants whose talk is confirmed and who have not been written to.

    Whether they have answered makes no difference: who got no mail would be known to have.
    """
    told = exists().where(TalkSurveyMail.participant_id == Participant.id)
    wanted = (
        select(Participant.id)
        .join(DevelopmentTalk, DevelopmentTalk.participant_id == Participant.id)
        .where(
            Participant.cycle_id == cycle.id,
            DevelopmentTalk.officer_confirmed,
            DevelopmentTalk.supervisor_confirmed,
            ~told,
        )
    )
    return set(session.scalars(wanted))


def note_told(session: Session, officers: Iterable[int], today: date) -> None:
    """Keep that a mail went out."""
    session.add_all(TalkSurveyMail(participant_id=each, told_on=today) for each in officers)
    session.flush()
