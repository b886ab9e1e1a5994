"""Realistic answers: officers differ, raters differ, and some do not read the questions.

A score is the rounded sum of the officer's standing, its deviation on the value, the rater's
leniency, the rater's halo for this officer, the group's habit and noise. The sizes below are
choices of this simulation, in steps of the scale; they are not estimates from real data.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from berakhlak.cycles.policy import Group
from berakhlak.demo.remarks import CITIZENS, STRENGTHS, WISHES
from berakhlak.instrument.catalogue import Instrument

CENTRE = 3.8
SPREAD_OFFICER, SPREAD_VALUE, SPREAD_RATER, SPREAD_HALO, SPREAD_NOISE = 0.45, 0.25, 0.3, 0.3, 0.6
GROUP_HABIT = {
    Group.SELF: 0.35,
    Group.SUPERVISOR: -0.15,
    Group.PEER: 0.1,
    Group.SUBORDINATE: 0.05,
    Group.CITIZEN: 0.05,
}
SHARE_CANNOT_RATE = {
    Group.SELF: 0.0,
    Group.SUPERVISOR: 0.03,
    Group.PEER: 0.06,
    Group.SUBORDINATE: 0.08,
    Group.CITIZEN: 0.04,
}
SHARE_STRAIGHT_LINING = 0.03
SHARE_COMMENTING = 0.18


@dataclass(frozen=True)
class Officer:
    """An officer's latent standing overall and on each value."""

    overall: float
    values: dict[str, float]


class Simulation:
    """Draws officers, raters and answers from one seed."""

    def __init__(self, instrument: Instrument, seed: int) -> None:
        self.instrument = instrument
        self.rng = random.Random(seed)
        self._officers: dict[int, Officer] = {}
        self._leniency: dict[int, float] = {}

    def officer(self, officer_id: int) -> Officer:
        """The latent standing of an officer, drawn at first sight."""
        if officer_id not in self._officers:
            self._officers[officer_id] = Officer(
                self.rng.gauss(0, SPREAD_OFFICER),
                {v.code: self.rng.gauss(0, SPREAD_VALUE) for v in self.instrument.values},
            )
        return self._officers[officer_id]

    def answers(self, officer_id: int, rater_id: int, group: Group) -> dict[str, int]:
        """One sheet's answers by behaviour code; citizens answer the short form."""
        leniency = self._leniency_of(rater_id)
        officer = self.officer(officer_id)
        base = CENTRE + officer.overall + leniency + GROUP_HABIT[group]
        base += self.rng.gauss(0, SPREAD_HALO)
        if group is not Group.SELF and self.rng.random() < SHARE_STRAIGHT_LINING:
            return dict.fromkeys(self._asked(group), self._step(base))
        answers = {}
        for value in self.instrument.values:
            for behaviour in value.behaviours:
                if group is Group.CITIZEN and not behaviour.for_citizens:
                    continue
                if self.rng.random() < SHARE_CANNOT_RATE[group]:
                    answers[behaviour.code] = 0
                else:
                    noise = self.rng.gauss(0, SPREAD_NOISE)
                    answers[behaviour.code] = self._step(base + officer.values[value.code] + noise)
        return answers

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

    def _leniency_of(self, rater_id: int) -> float:
        if rater_id not in self._leniency:
            self._leniency[rater_id] = self.rng.gauss(0, SPREAD_RATER)
        return self._leniency[rater_id]

    def _asked(self, group: Group) -> list[str]:
        return [
            behaviour.code
            for behaviour in self.instrument.behaviours
            if group is not Group.CITIZEN or behaviour.for_citizens
        ]

    def _step(self, score: float) -> int:
        return min(max(round(score), 1), self.instrument.max_score)
