"""Invented answers differ as research finds, unless another world is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from click import Choice

from berakhlak.cli.simulate import simulate_answers_command
from berakhlak.cycles.rater_groups import Relation
from berakhlak.demo.answers import WORLDS, AnswerSimulation, SimulatedWorld
from tests.factories.profiles import instrument

OFFICERS = 500


def scores(simulation: AnswerSimulation, group: str, first_rater: int) -> np.ndarray:
    """Mean answers of one new rater for each officer, (officers, values)."""
    rows = []
    for officer in range(OFFICERS):
        given = simulation.answers(officer, first_rater + officer, group)
        values = ([given[b.code] for b in v.behaviours] for v in simulation.instrument.values)
        known = ([step for step in steps if step] for steps in values)
        rows.append([np.mean(steps) if steps else np.nan for steps in known])
    return np.array(rows)


def alike(first: np.ndarray, second: np.ndarray) -> float:
    """Share of what parts two sheets on a value that both have in common."""
    pairs = []
    for one, other in zip(first.T, second.T, strict=True):
        known = ~np.isnan(one + other)
        pairs.append(np.corrcoef(one[known], other[known])[0, 1])
    return float(np.mean(pairs))


def drawn(world: str) -> dict[str, np.ndarray]:
    simulation = AnswerSimulation(instrument(), 7, WORLDS[world])
    kinds = {
        "peer": (Relation.PEER, 1_000),
        "another peer": (Relation.PEER, 2_000),
        "staff": (Relation.SUBORDINATE, 3_000),
        "boss": (Relation.SUPERVISOR, 4_000),
    }
    return {name: scores(simulation, *kind) for name, kind in kinds.items()}


def test_by_default_raters_differ_more_than_officers() -> None:
    found = drawn("research")
    between_groups = alike(found["peer"], found["staff"])
    within_a_group = alike(found["peer"], found["another peer"])
    assert 0.14 <= between_groups <= 0.26  # The officer: 21 to 25 % are published.
    assert between_groups < within_a_group <= 0.34
    assert AnswerSimulation(instrument(), 7).world == WORLDS["research"] == SimulatedWorld()


def test_in_the_distinct_world_officers_differ_more() -> None:
    found = drawn("distinct")
    assert alike(found["peer"], found["staff"]) >= 0.38


def test_at_the_ceiling_most_answers_are_the_highest() -> None:
    simulation = AnswerSimulation(instrument(), 7, WORLDS["ceiling"])
    given = [
        s for k in range(200) for s in simulation.answers(k, 900 + k, Relation.PEER).values() if s
    ]
    assert np.mean(np.array(given) == 5) > 0.5


def test_lenient_bosses_praise_more_and_less_alike() -> None:
    plain, lenient = (
        drawn("research")["boss"],
        drawn("lenient-bosses")["boss"],
    )
    assert np.nanmean(lenient) > np.nanmean(plain) + 0.2
    assert np.nanmean(lenient, axis=1).std() > np.nanmean(plain, axis=1).std()


@pytest.mark.parametrize("world", WORLDS)
def test_the_same_seed_gives_the_same_answers(world: str) -> None:
    first, second = (AnswerSimulation(instrument(), 3, WORLDS[world]) for _ in range(2))
    for group in Relation:
        assert first.answers(1, 2, group) == second.answers(1, 2, group)


def test_the_command_knows_every_world() -> None:
    [option] = [each for each in simulate_answers_command.params if each.name == "world"]
    assert isinstance(option.type, Choice)
    assert set(option.type.choices) == set(WORLDS)
