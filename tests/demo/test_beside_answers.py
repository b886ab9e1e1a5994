"""Invented answers follow what a cycle asks: half forms, familiarity, three strengths and one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from berakhlak.cycles.asked_questions import asked_codes
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.policy import Policy
from berakhlak.demo.answers import WORLDS
from berakhlak.demo.operations import simulate_answers
from berakhlak.instrument.extra_questions import CHOICE_PREFIX, FAMILIARITY, is_whole_choice
from berakhlak.ratings.queries import open_sheet
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.answering import assignments
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle
from tests.method.judging import ROCH, practised

ASKS = Policy(peers_per_officer=6, asks_familiarity=True, asks_choices=True, asks_half=True)


@pytest.mark.usefixtures("app")
def test_a_simulated_cycle_answers_half_forms_and_the_questions_beside_and_can_be_closed(
    session: Any,
) -> None:
    keys = key_store()
    opened = make_open_cycle(session, keys, staff=7, policy=ASKS)
    cycle, key = opened.cycle, keys.key_of(opened.cycle)
    simulate_answers(session(), cycle, keys=keys, share=1.0)
    session.commit()
    chosen, familiar = Counter(), set()
    for row in assignments(session, opened):
        answers = open_sheet(session(), row, key)[0].answers
        asked = asked_codes(cycle.questionnaire, cycle.policy, row.group, row.rater_id)
        assert {code for code in answers if not code.startswith("_")} == set(asked)
        familiar |= {row.group for code in answers if code == FAMILIARITY}
        if any(code.startswith(CHOICE_PREFIX) for code in answers):
            chosen[is_whole_choice(answers)] += 1
    assert familiar == {"peer", "subordinate"}
    assert chosen[True] > 10 * chosen[False]
    assert seal_cycle(session(), cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)


def test_the_practised_world_is_that_of_the_published_effect() -> None:
    found, world = practised(ROCH), WORLDS["practised"]
    for name in ("leniency", "halo", "halo_value"):
        assert getattr(world, name) == pytest.approx(getattr(found, name), abs=0.003)
    assert (
        replace(
            world,
            **{
                n: getattr(WORLDS["research"], n)
                for n in ("leniency", "boss_leniency", "halo", "halo_value")
            },
        )
        == WORLDS["research"]
    )
