"""What the holder wrote, agreed or was told after a profile. Texts of others stay out."""

from __future__ import annotations

from sqlalchemy import or_, select

from berakhlak.clock import day_of
from berakhlak.development.models import DevelopmentStep, DevelopmentTalk, SharedSentence
from berakhlak.development.words import ANSWERS, STEP_STATES, TALK_STATES, WAYS
from berakhlak.exceptional_access.queries import accesses_to_own
from berakhlak.exceptional_access.words import GROUNDS, THINGS
from berakhlak.expectations.models import Expectation
from berakhlak.feedback.models import Feedback
from berakhlak.objections.models import Objection, ProfileResponse
from berakhlak.objections.words import OUTCOMES, PARTS
from berakhlak.people.models import Person
from berakhlak.performance.models import (
    BehaviourRating,
    ReopenedRating,
    StandInAppraiser,
    WorkResult,
)
from berakhlak.performance.words import RATINGS
from berakhlak.personal_data.holder import Holder, Record
from berakhlak.personal_data.words import FEEDBACK_WAYS
from berakhlak.talk_survey.models import TalkSurveyMail


def objections(holder: Holder) -> list[Record]:
    """Own replies and objections with what was decided on them; the decision is to the holder."""
    found: list[Record] = []
    for seat in holder.seats:
        response = holder.session.get(ProfileResponse, seat.id)
        if response is not None:
            found.append(
                {
                    "cycle": seat.cycle.name,
                    "read_on": response.read_on,
                    "reply": response.reply,
                    "replied_on": response.replied_on,
                }
            )
    wanted = select(Objection).where(Objection.participant_id.in_(holder.seat_ids))
    rows = holder.session.scalars(wanted.order_by(Objection.id)).all()
    return found + [_objection(holder, row) for row in rows]


def _objection(holder: Holder, row: Objection) -> Record:
    return {
        "cycle": holder.cycle_of(row.participant_id),
        "number": row.number,
        "part": str(PARTS[row.part]),
        "about": row.about,
        "reason": row.reason,
        "lodged_on": row.lodged_on,
        "decide_by": row.decide_by,
        "withdrawn_on": row.withdrawn_on,
        "outcome": str(OUTCOMES[row.outcome]) if row.outcome else None,
        "decision": row.decision,
        "decided_on": row.decided_on,
    }


def steps(holder: Holder) -> list[Record]:
    """Own steps with what was answered to each look, and own talks."""
    wanted = select(DevelopmentStep).where(DevelopmentStep.participant_id.in_(holder.seat_ids))
    found = [
        _step(holder, step) for step in holder.session.scalars(wanted.order_by(DevelopmentStep.id))
    ]
    for seat in holder.seats:
        talk = holder.session.get(DevelopmentTalk, seat.id)
        if talk is not None:
            mailed = holder.session.get(TalkSurveyMail, seat.id)
            days: Record = {"planned_on": talk.planned_on, "held_on": talk.held_on}
            days["asked_about_it_on"] = mailed.told_on if mailed else None
            state = str(TALK_STATES[talk.state])
            found.append({"cycle": seat.cycle.name, "talk": state} | days)
    return found


def _step(holder: Holder, step: DevelopmentStep) -> Record:
    looks = [
        f"{look.answered_on}: {ANSWERS[look.answer]}"
        for look in step.check_ins
        if look.answer is not None
    ]
    return {
        "cycle": holder.cycle_of(step.participant_id),
        "behaviour": step.behaviour,
        "situation": step.situation,
        "intention": step.intention,
        "way": str(WAYS[step.way]),
        "evidence": step.evidence,
        "chosen_on": step.chosen_on,
        "due_on": step.due_on,
        "state": str(STEP_STATES[step.state]),
        "answers_given": "; ".join(looks),
    }


def shared(holder: Holder) -> list[Record]:
    """Sentences that the unit reads now."""
    wanted = select(SharedSentence).where(SharedSentence.participant_id.in_(holder.seat_ids))
    order = SharedSentence.participant_id, SharedSentence.place
    return [
        {
            "cycle": holder.cycle_of(row.participant_id),
            "words": row.words,
            "shared_on": row.shared_on,
        }
        for row in holder.session.scalars(wanted.order_by(*order))
    ]


def behaviour_rating(holder: Holder) -> list[Record]:
    """Ratings that are final, and those that were and were opened again."""
    found: list[Record] = []
    for seat in holder.released:
        row = holder.session.get(BehaviourRating, seat.id)
        if row is not None and row.final_on is not None:
            work = holder.session.get(WorkResult, seat.id)
            found.append(
                {
                    "cycle": seat.cycle.name,
                    "rating": str(RATINGS[row.rating]),
                    "reason": row.reason,
                    "final_on": row.final_on,
                    "work_results": str(RATINGS[work.rating]) if work else None,
                }
            )
        found += _reopened(holder, seat.id)
    return found


def _reopened(holder: Holder, seat_id: int) -> list[Record]:
    wanted = select(ReopenedRating).where(ReopenedRating.participant_id == seat_id)
    return [
        {
            "cycle": holder.cycle_of(seat_id),
            "rating": str(RATINGS[row.rating]),
            "reason": row.reason,
            "final_on": row.final_on,
            "reopened_on": row.reopened_on,
            "why": row.why,
        }
        for row in holder.session.scalars(wanted.order_by(ReopenedRating.id))
    ]


def expectations(holder: Holder) -> list[Record]:
    """What was especially expected of the holder, cycle by cycle."""
    if holder.person is None:
        return []
    names = {seat.cycle_id: seat.cycle.name for seat in holder.seats}
    wanted = select(Expectation).where(
        Expectation.person_id == holder.person.id, Expectation.cycle_id.in_(names)
    )
    return [
        {"cycle": names[row.cycle_id], "value": value, "expectation": words}
        for row in holder.session.scalars(wanted.order_by(Expectation.cycle_id))
        for value, words in row.texts.items()
    ]


def exceptional_access(holder: Holder) -> list[Record]:
    """What was opened of the holder, when and why; by whom stands on the page."""
    return [
        {
            "cycle": row.participant.cycle.name,
            "what": str(THINGS[row.thing]),
            "day": day_of(row.opened_at, holder.timezone),
            "ground": str(GROUNDS[row.ground]),
            "paper": row.paper,
            "reason": row.reason,
            "times": row.readings,
        }
        for row in accesses_to_own(holder.session, holder.account.id)
    ]


def stand_in(holder: Holder) -> list[Record]:
    """Who stood in for the holder's supervisor, and when that began."""
    found: list[Record] = []
    for seat in holder.seats:
        row = holder.session.get(StandInAppraiser, seat.id)
        if row is not None:
            name = holder.session.get_one(Person, row.person_id).name
            found.append({"cycle": seat.cycle.name, "appraiser": name, "since": row.named_on})
    return found


def feedback(holder: Holder) -> list[Record]:
    """What the holder wrote and what was written to them; whom else it concerns stays out."""
    if holder.person is None:
        return []
    own = holder.person.id
    wanted = select(Feedback).where(or_(Feedback.giver_id == own, Feedback.receiver_id == own))
    return [
        {
            "way": str(FEEDBACK_WAYS[row.giver_id == own]),
            "behaviour": row.behaviour,
            "asked_on": row.asked_on,
            "given_on": row.given_on,
            "words": row.words,
        }
        for row in holder.session.scalars(wanted.order_by(Feedback.id))
        # Words that the holder deleted leave a row only where they were unwelcome.
        if row.words != ""
    ]
