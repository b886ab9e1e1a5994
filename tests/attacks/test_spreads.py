"""No number that a reader gets says how far the answers of one group lie apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from statistics import stdev
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.profiles.editions import build_form, figures_json
from berakhlak.profiles.printing import profile_pdf
from berakhlak.profiles.queries import load_profile_source
from berakhlak.sealing.models import CycleResult, OfficerResult
from tests.attacks.spreads import (
    ToldCell,
    found_by_spread,
    spreads_of,
    telling,
    told_cells,
    true_answers,
    unexplained,
)
from tests.attacks.world import Stages, session_of
from tests.factories.profiles import rendering_app
from tests.support.pdf import text_of

PRINTED = 2  # Officers whose whole profile is printed, which takes seconds.


@pytest.fixture
def told(stages: Stages) -> list[ToldCell]:
    """Every shown behaviour of the frozen figures."""
    with session_of(stages.published) as session:
        cycle = session.get_one(Cycle, stages.published.cycle.cycle_id)
        codes = [each.code for each in cycle.instrument.content.behaviours]
        rows = session.scalars(select(OfficerResult).where(OfficerResult.cycle_id == cycle.id))
        payloads = {row.participant_id: json.loads(row.payload) for row in rows}
    return told_cells(payloads, true_answers(stages.published, codes))


def with_own_spread(cells: list[ToldCell]) -> list[ToldCell]:
    """As an older version printed them: the spread, and a bar that it makes."""
    return [
        replace(
            cell,
            told={
                **cell.told,
                "cell.sd": round(stdev(cell.answers), 2),
                "cell.bar": round(spreads_of(cell.answers)[-1], 2),
            },
        )
        for cell in cells
    ]


def test_no_frozen_figure_follows_the_spread_of_its_own_cell(told: list[ToldCell]) -> None:
    assert len(told) > 1000

    assert {"cell.sd", "cell.bar"} <= telling(with_own_spread(told))
    assert telling(told) == set()


def test_mean_and_spread_of_five_give_all_answers_away_and_bars_do_not(
    told: list[ToldCell],
) -> None:
    fives = [cell for cell in told if len(cell.answers) == 5]
    assert len(fives) > 100

    claimed, right, _blind = found_by_spread(with_own_spread(fives), "cell.sd")
    assert right == claimed > len(fives) / 4

    claimed, right, chance = found_by_spread(fives, "cell.bar")
    assert right < chance + 2 * claimed**0.5 < claimed  # Four standard deviations at most.
    assert found_by_spread(fives, "cell.sd")[0] == 0


def test_no_export_and_no_page_says_the_spread_of_a_cell(stages: Stages, tmp_path: Path) -> None:
    exported: dict[int, Any] = {}
    pages: dict[int, str] = {}
    with session_of(stages.published) as session, rendering_app().app_context():
        cycle = session.get_one(Cycle, stages.published.cycle.cycle_id)
        codes = [each.code for each in cycle.instrument.content.behaviours]
        whole = json.loads(session.get_one(CycleResult, cycle.id).payload)
        for row in session.scalars(select(OfficerResult).order_by(OfficerResult.participant_id)):
            who = session.get_one(Participant, row.participant_id)
            source = load_profile_source(session, who, "Asia/Jakarta")
            exported[who.id] = json.loads(figures_json(source))["figures"]
            if len(pages) < PRINTED:
                pages[who.id] = text_of(profile_pdf(build_form(source, form="full")), tmp_path)
    truth = true_answers(stages.published, codes)

    assert telling(told_cells(exported, truth)) == set()
    for officer, text in pages.items():
        own = told_cells({officer: exported[officer]}, truth)
        planted = " ".join(f"{stdev(cell.answers) + 1e-9:.2f}" for cell in own)
        assert unexplained(text, exported[officer], whole) == set()
        assert len(unexplained(planted, exported[officer], whole)) > 1
