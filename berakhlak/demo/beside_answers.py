"""Invented answers as a cycle asks for them: half forms, familiarity, three strengths and one thing
to develop. Drawn apart from the answers themselves, so that these stay as they were for a seed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.asked_questions import asked_codes
from berakhlak.cycles.models import Cycle
from berakhlak.demo.answers import AnswerSimulation
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.extra_questions import (
    DEVELOP,
    FAMILIARITY,
    LEAST_VALUES,
    STRENGTH,
    STRENGTHS,
    can_ask_choices,
    choice_code,
)
from berakhlak.ratings.box_content import SheetContent

SHARE_FAMILIAR = (0.1, 0.25, 0.4, 0.25)
"""Hardly ever, monthly, weekly, daily: invented, since colleagues of a unit rate each other."""
SHARE_SILENT = 0.15
"""Of those who pass over a question beside the behaviours."""
SHARE_UNFINISHED = 0.05
SPREAD_OF_CHOICE = 0.4
"""Standard deviation, in steps, by which a choice departs from the rater's own answers."""


def invented_sheet(
    cycle: Cycle, simulation: AnswerSimulation, assignment: Assignment, seed: int
) -> SheetContent:
    """One sheet as its rater would send it."""
    group = cycle.policy.group(assignment.group)
    answers = simulation.answers(assignment.ratee_id, assignment.rater_id, group.relation)
    if not cycle.is_pulse:
        answers = _as_asked(cycle, assignment, answers, seed)
    comments = simulation.comments(assignment.ratee_id) if group.is_anonymous else {}
    return SheetContent(answers, comments, revision=1)


def _as_asked(
    cycle: Cycle, assignment: Assignment, answers: Mapping[str, int], seed: int
) -> dict[str, int]:
    """The answers without what the rater is not asked, and with what is asked beside."""
    policy, instrument = cycle.policy, cycle.instrument.content
    rng = random.Random(f"{seed}/{assignment.id}")
    given = dict(answers)
    if policy.asks_half and len(cycle.questionnaire.parts) == 1:
        asked = asked_codes(instrument, policy, assignment.group, assignment.rater_id)
        given = {code: score for code, score in answers.items() if code in asked}
    beside: dict[str, int] = {}
    if policy.asks_familiarity and policy.group(assignment.group).is_anonymous:
        beside |= _familiarity(rng)
    if policy.asks_choices and can_ask_choices(instrument):
        beside |= _choice(instrument, given, rng)
    return given | beside


def _familiarity(rng: random.Random) -> dict[str, int]:
    if rng.random() < SHARE_SILENT:
        return {}
    return {FAMILIARITY: rng.choices(range(1, 5), SHARE_FAMILIAR)[0]}


def _choice(
    instrument: Instrument, answers: Mapping[str, int], rng: random.Random
) -> dict[str, int]:
    """What the rater's own answers suggest, give or take; now and then begun and left."""
    if rng.random() < SHARE_SILENT:
        return {}
    order = sorted(_leaning(instrument, answers, rng), reverse=True)
    assert len(order) >= LEAST_VALUES
    strengths = [code for _mean, code in order[:STRENGTHS]]
    if rng.random() < SHARE_UNFINISHED:
        return {choice_code(strengths[0]): STRENGTH}
    return {choice_code(code): STRENGTH for code in strengths} | {
        choice_code(order[-1][1]): DEVELOP
    }


def _leaning(
    instrument: Instrument, answers: Mapping[str, int], rng: random.Random
) -> list[tuple[float, str]]:
    found = []
    for value in instrument.values:
        known = [answers[b.code] for b in value.behaviours if answers.get(b.code)]
        mean = sum(known) / len(known) if known else instrument.max_score / 2
        found.append((mean + rng.gauss(0, SPREAD_OF_CHOICE), value.code))
    return found
