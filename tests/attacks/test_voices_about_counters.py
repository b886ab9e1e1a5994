"""Voices about a counter beside those about its officers: who could be worked out of the two.

The attacker reads every published figure. What is withheld is planted, and must not follow.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.models import OpenVoice
from berakhlak.citizens.operations import add_counter, receive_voices
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.counters import attack_counters
from berakhlak.disclosure.published import PublicRules, PublishedCycle
from berakhlak.disclosure.queries import audit_cycle
from berakhlak.disclosure.report import LeakKind
from berakhlak.sealing.models import CycleResult, OfficerResult, UnitResult
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.statistics.frozen_result import (
    CellFigures,
    CellStatus,
    CounterFigures,
    CycleFigures,
)
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle, participants

OWN = 5
SHOWN_OFFICER, HIDDEN_OFFICER = (4, 4, 5, 3, 5, 4), (1, 2)
"""What visitors with a ticket answer about two officers of one counter; the second has too few."""


class Closed:
    """A closed cycle with one counter of two officers. `about`: answers of visitors with a ticket
    about the counter; `own` more by each of the `doors`; `hidden`: about the second officer;
    `left`: whether the second is withdrawn before closing."""

    def __init__(
        self,
        session: Any,
        about: Sequence[int] = (),
        own: int = 0,
        doors: Sequence[Door] = (),
        *,
        hidden: Sequence[int] = HIDDEN_OFFICER,
        left: bool = False,
    ) -> None:
        opened = make_open_cycle(session, key_store(), staff=5)
        self.session, self.cycle = session, opened.cycle
        content = self.cycle.instrument.content
        self.asked = [each.code for each in content.behaviours if each.for_citizens]
        self.officers = participants(session, self.cycle)
        two = self.officers[:2]
        counter = add_counter(session, self.cycle, name="Loket 1", officers=two, by=None, at=AT)
        session.flush()

        def said(scores: Sequence[int], door: Door, officer: int = 0) -> list[VoiceContent]:
            subject = None if officer else counter.id
            return [
                VoiceContent(officer, dict.fromkeys(self.asked, n), "", door, counter_id=subject)
                for n in scores
            ]

        voices = said(about, Door.SLIP)
        voices += said(SHOWN_OFFICER, Door.SLIP, two[0].id) + said(hidden, Door.SLIP, two[1].id)
        for door in doors:
            voices += said([OWN] * own, door)
        receive_voices(session, self.cycle, voices, key=key_store().key_of(self.cycle))
        two[1].is_rated = not left
        session.commit()
        seal_cycle(session(), self.cycle.id, keys=key_store(), by=None, at=AT, today=LAST_DAY)
        self.whole: dict[str, Any] = json.loads(session.get_one(CycleResult, self.cycle.id).payload)
        self.counters: list[dict[str, Any]] = self.whole.pop("counters", [])

    def rest(self) -> list[str]:
        """All that is published but for counters, to the letter."""
        found = [json.dumps(self.whole, sort_keys=True)]
        for model in (OfficerResult, UnitResult):
            rows = select(model.payload).where(model.cycle_id == self.cycle.id)
            found += sorted(self.session.scalars(rows))
        return found

    def shown(self) -> list[tuple[int, float]]:
        """Number and mean of each behaviour that is printed of the counter."""
        cells = [cell for each in self.counters for cell in each["cells"].values()]
        for cell in cells:
            assert cell["status"] == "shown" or set(cell.values()) == {"withheld", None}
        return [(cell["n"], cell["mean"]) for cell in cells if cell["status"] == "shown"]


ENOUGH = (2, 4, 4, 5, 3)


def test_voices_about_a_counter_move_no_letter_of_anything_else_and_none_stays(
    session: Any,
) -> None:
    without, beside = Closed(session), Closed(session, ENOUGH, 20, [Door.DISPLAY, Door.POSTER])

    assert without.counters == []
    assert len(beside.shown()) == len(beside.asked)
    assert beside.rest() == without.rest()
    assert session.scalar(select(func.count()).select_from(OpenVoice)) == 0


def test_what_is_withheld_of_an_officer_moves_no_letter_of_the_counters_figures(
    session: Any,
) -> None:
    worst = Closed(session, ENOUGH, hidden=(1, 1))
    best = Closed(session, ENOUGH, hidden=(5, 5))

    assert worst.counters == best.counters
    assert audit_cycle(session, worst.cycle).is_safe


def subtracted(pool: tuple[int, float], printed: tuple[int, float]) -> tuple[int, int]:
    """The attack: how many voices are in one printed figure and not in another, and their sum."""
    (n, mean), (m, other) = pool, printed
    return n - m, round(n * mean) - round(m * other)


def test_a_figure_over_all_voices_of_a_counter_would_give_the_withheld_officer_away(
    session: Any,
) -> None:
    # What is not built: one mean over what was said of the officers and of the counter.
    everybody = (*SHOWN_OFFICER, *HIDDEN_OFFICER)
    pool = len(everybody), round(sum(everybody) / len(everybody), 2)
    printed = len(SHOWN_OFFICER), round(sum(SHOWN_OFFICER) / len(SHOWN_OFFICER), 2)
    hidden = len(HIDDEN_OFFICER), sum(HIDDEN_OFFICER)
    assert subtracted(pool, printed) == hidden

    # What is: voices about the counter are nobody else's.
    closed = Closed(session, ENOUGH)
    for figure in closed.shown():
        assert figure == (len(ENOUGH), round(sum(ENOUGH) / len(ENOUGH), 2))
        assert subtracted(figure, printed) != hidden


@pytest.mark.parametrize("own", [2, 5, 20])
def test_an_officer_with_own_voices_about_the_counter_is_left_with_five_visitors_or_nothing(
    session: Any, own: int
) -> None:
    few = Closed(session, ENOUGH[:4], own, [Door.DISPLAY, Door.POSTER])
    assert few.shown() == []
    assert [each["voices_apart"] for each in few.counters] == [(2 * own) // 5 * 5]

    enough = Closed(session, ENOUGH, own, [Door.DISPLAY, Door.POSTER])
    for n, mean in enough.shown():
        assert (n - own, round(n * mean) - own * OWN) == (len(ENOUGH), sum(ENOUGH))


def test_a_counter_that_is_one_officer_has_no_figure_however_many_spoke_of_it(
    session: Any,
) -> None:
    alone = Closed(session, [2, 3, 4, 5] * 5, left=True)

    assert [each["officers"] for each in alone.counters] == [1]
    assert alone.shown() == []
    assert audit_cycle(session, alone.cycle).is_safe


SOUND = CounterFigures(
    name="Loket 1",
    officers=2,
    cells={"BP2": CellFigures(status=CellStatus.SHOWN, n=6, mean=3.33)},
    voices_apart=0,
)
WITHHELD = CellFigures(status=CellStatus.SUPPRESSED)


def cell(**changed: Any) -> CounterFigures:
    return replace(SOUND, cells={"BP2": replace(SOUND.cells["BP2"], **changed)})


@pytest.mark.parametrize(
    ("counter", "leak"),
    [
        (SOUND, None),
        (replace(SOUND, officers=1, cells={"BP2": WITHHELD}), None),
        (replace(SOUND, officers=1), LeakKind.BELOW_MINIMUM),
        (cell(n=4, mean=3.5), LeakKind.BELOW_MINIMUM),
        (cell(status=CellStatus.SUPPRESSED), LeakKind.BELOW_MINIMUM),
        (cell(status=CellStatus.SUPPRESSED, mean=None), LeakKind.BELOW_MINIMUM),
        (cell(mean=3.4), LeakKind.UNEXPLAINED),
        (cell(mean=5.2), LeakKind.UNEXPLAINED),
        (cell(sd=0.5), LeakKind.UNEXPLAINED),
    ],
)
def test_the_audit_refuses_what_may_not_be_printed_of_a_counter(
    session: Any, counter: CounterFigures, leak: LeakKind | None
) -> None:
    whole = CycleFigures(
        n_officers=2,
        n_sheets={},
        n_invited={},
        value_means={},
        overall_mean=None,
        counters=(counter,),
    )
    content = make_open_cycle(session, key_store(), staff=1).cycle.instrument.content
    setting = PublicRules(content, Policy(behaviour_tickets=5))

    found = [each.leak for each in attack_counters(PublishedCycle([], (), whole, 0), setting)]

    assert found == ([leak] if leak else [])
