"""The frozen figures of counters; see docs/decisions/0199-the-counter-as-subject.md."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.instrument.answers import NOT_ASKED
from berakhlak.instrument.catalogue import Instrument
from berakhlak.sealing.freezing.statements import round_or_none
from berakhlak.sealing.linking_counters import LinkedCounter
from berakhlak.statistics.frozen_result import CellFigures, CellStatus, CounterFigures
from berakhlak.statistics.statements import in_steps_of_voices

FEWEST_OFFICERS = 2  # With one, a figure of the counter is that officer's.
WITHHELD = CellFigures(status=CellStatus.SUPPRESSED)


def counter_figures(
    counters: Sequence[LinkedCounter], instrument: Instrument, policy: Policy
) -> tuple[CounterFigures, ...]:
    """Of each counter, the behaviours that voices enough answer; all withheld where it stands for
    one officer. Nobody's silence is told: no voices look like few."""
    least = policy.behaviour_min_n[Relation.CITIZEN]
    asked = [
        (place, each.code) for place, each in enumerate(instrument.behaviours) if each.for_citizens
    ]
    return tuple(
        CounterFigures(
            name=each.name,
            officers=each.officers,
            cells={
                code: _cell(each.answers[:, place], least)
                if each.officers >= FEWEST_OFFICERS
                else WITHHELD
                for place, code in asked
            },
            voices_apart=in_steps_of_voices(each.apart),
        )
        for each in counters
    )


def _cell(answers: NDArray[np.uint8], least: int) -> CellFigures:
    scores = answers[(answers > 0) & (answers != NOT_ASKED)]
    if len(scores) < least:
        return WITHHELD
    return CellFigures(
        status=CellStatus.SHOWN, n=len(scores), mean=round_or_none(float(scores.mean()))
    )
