"""Realistic answers: officers differ, raters differ, and some do not read the questions.

A score is the rounded sum of the officer's standing, its deviation on the value and with the group,
the behaviour's difficulty, the rater's leniency, the rater's halo for this officer, the group's
habit and chance. `SimulatedWorld` holds the sizes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from berakhlak.cycles.rater_groups import Relation
from berakhlak.demo.remarks import CITIZENS, STRENGTHS, WISHES
from berakhlak.instrument.catalogue import Behaviour, Instrument


@dataclass(frozen=True, kw_only=True)
class SimulatedWorld:
    """How people differ, standard deviations in steps of the scale.

    The defaults hold the proportions that Scullen, Mount & Goff (2000, Journal of Applied
    Psychology 85, 956-970) found in ratings of managers: of what parts two sheets on a value some
    20 % comes from the officer, 50 to 60 % from the rater. `leniency` is a rater's towards all,
    `halo` towards one officer, `perspective` what a group sees of an officer, `chance` the rest.
    """

    centre: float = 4.15
    officer: float = 0.27
    value: float = 0.17
    perspective: float = 0.19
    leniency: float = 0.37
    boss_leniency: float = 0.37
    boss_habit: float = -0.15
    halo: float = 0.32
    halo_value: float = 0.17
    chance: float = 0.59
    behaviour: float = 0.19


WORLDS = {
    "research": SimulatedWorld(),
    "ceiling": SimulatedWorld(centre=4.55),
    "lenient-bosses": SimulatedWorld(boss_leniency=0.60, boss_habit=0.35),
    "distinct": SimulatedWorld(
        centre=3.8,
        officer=0.45,
        value=0.25,
        perspective=0.0,
        leniency=0.30,
        boss_leniency=0.30,
        halo=0.30,
        halo_value=0.0,
        chance=0.60,
        behaviour=0.0,
    ),
    "practised": SimulatedWorld(leniency=0.23, boss_leniency=0.23, halo=0.20, halo_value=0.105),
}
"""`ceiling`: most answers are the highest step. `lenient-bosses`: some superiors praise everybody,
some nobody. `distinct`: officers differ more than raters, kinder than life. `practised`: what each
rater brings, times .62, which is half a standard deviation nearer to the truth, as Roch and others
(2012) report for frame-of-reference training; `tests.method.judging` computes it."""
DEFAULT_WORLD = "research"
GROUP_HABIT = {
    Relation.SELF: 0.35,
    Relation.PEER: 0.1,
    Relation.SUBORDINATE: 0.05,
    Relation.CITIZEN: 0.05,
    Relation.APPOINTED: 0.05,
}
SHARE_CANNOT_RATE = {
    Relation.SELF: 0.0,
    Relation.SUPERVISOR: 0.03,
    Relation.PEER: 0.06,
    Relation.SUBORDINATE: 0.08,
    Relation.CITIZEN: 0.04,
    Relation.APPOINTED: 0.08,
}
SHARE_STRAIGHT_LINING = 0.03
SHARE_COMMENTING = 0.18


@dataclass(frozen=True)
class LatentOfficer:
    """An officer's latent standing overall and on each value."""

    overall: float
    values: dict[str, float]


class AnswerSimulation:
    """Draws officers, raters and answers from one seed in one of the WORLDS."""

    def __init__(
        self, instrument: Instrument, seed: int, world: SimulatedWorld = WORLDS[DEFAULT_WORLD]
    ) -> None:
        self.instrument, self.world = instrument, world
        self.rng = random.Random(seed)
        self._officers: dict[int, LatentOfficer] = {}
        self._leniency: dict[tuple[int, bool], float] = {}
        self._views: dict[tuple[int, Relation], float] = {}
        self._behaviours = {
            each.code: self.rng.gauss(0, world.behaviour) for each in instrument.behaviours
        }

    def officer(self, officer_id: int) -> LatentOfficer:
        """The latent standing of an officer, drawn at first sight."""
        if officer_id not in self._officers:
            self._officers[officer_id] = LatentOfficer(
                self.rng.gauss(0, self.world.officer),
                {v.code: self.rng.gauss(0, self.world.value) for v in self.instrument.values},
            )
        return self._officers[officer_id]

    def answers(self, officer_id: int, rater_id: int, relation: Relation) -> dict[str, int]:
        """One sheet's answers by behaviour code; citizens answer the short form."""
        officer = self.officer(officer_id)
        base = self.world.centre + officer.overall + self._habit(relation)
        base += self._view_of(officer_id, relation) + self._leniency_of(rater_id, relation)
        base += self.rng.gauss(0, self.world.halo)
        if relation != Relation.SELF and self.rng.random() < SHARE_STRAIGHT_LINING:
            return {code: self._step(base, code) for code in self._asked(relation)}
        answers = {}
        for value in self.instrument.values:
            seen = base + officer.values[value.code] + self.rng.gauss(0, self.world.halo_value)
            for behaviour in value.behaviours:
                if not self._is_asked(behaviour, relation):
                    continue
                answers[behaviour.code] = self._answer(seen, behaviour.code, relation)
        return answers

    def _answer(self, seen: float, code: str, relation: Relation) -> int:
        if self.rng.random() < SHARE_CANNOT_RATE[relation]:
            return 0
        score = seen + self._behaviours[code] + self.rng.gauss(0, self.world.chance)
        return self._step(score, code)

    def _habit(self, relation: Relation) -> float:
        return self.world.boss_habit if relation == Relation.SUPERVISOR else GROUP_HABIT[relation]

    def _view_of(self, officer_id: int, relation: Relation) -> float:
        """How a group's view of an officer lies apart from the other groups'."""
        key = officer_id, relation
        if key not in self._views:
            self._views[key] = self.rng.gauss(0, self.world.perspective)
        return self._views[key]

    def comments(self, officer_id: int) -> dict[str, str]:
        """A few remarks by value code that fit the officer's standing."""
        officer = self.officer(officer_id)
        return {
            code: self.rng.choice((STRENGTHS if standing >= -0.1 else WISHES)[code])
            for code, standing in officer.values.items()
            if code in STRENGTHS and self.rng.random() < SHARE_COMMENTING
        }

    def citizen_comment(self, officer_id: int) -> str:
        """A short remark, or none."""
        if self.rng.random() > SHARE_COMMENTING:
            return ""
        return self.rng.choice(CITIZENS[self.officer(officer_id).overall >= -0.2])

    def _leniency_of(self, rater_id: int, relation: Relation) -> float:
        """How lenient a person is, which may be another thing as somebody's superior."""
        leads = relation == Relation.SUPERVISOR
        key = rater_id, leads
        if key not in self._leniency:
            size = self.world.boss_leniency if leads else self.world.leniency
            self._leniency[key] = self.rng.gauss(0, size)
        return self._leniency[key]

    def _asked(self, relation: Relation) -> list[str]:
        return [
            behaviour.code
            for behaviour in self.instrument.behaviours
            if self._is_asked(behaviour, relation)
        ]

    def _is_asked(self, behaviour: Behaviour, relation: Relation) -> bool:
        """Citizens answer the short form, of the first instrument alone."""
        first = self.instrument.parts[0].positions
        is_short = behaviour.for_citizens and behaviour.code in first
        return relation != Relation.CITIZEN or is_short

    def _step(self, score: float, code: str) -> int:
        return min(max(round(score), 1), self.instrument.part_with(code).max_score)
