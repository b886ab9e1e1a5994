"""An officer with 2, 5 or 20 voices of their own, by each door that asks for no ticket.

The others' voices came by ticket. The officer knows the own ones and every published figure.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.operations import receive_voices
from berakhlak.cycles.keyring import key_store
from berakhlak.disclosure.attackers_wording import attacker_rows
from berakhlak.disclosure.queries import audit_cycle
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.statistics.frozen_result import CycleFigures
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle, participants

HONEST = [(2,), (3, 5), (5, 5, 4), (1, 4, 4, 5), (2, 3, 3, 4, 5), (5, 5, 5, 4, 1, 2)]
"""What visitors with a ticket answer about each officer in turn."""
OWN = 5


class Sealed:
    """A closed cycle with these tickets' voices, and `own` of each officer's by each door."""

    def __init__(
        self,
        session: Any,
        door: Door | None = None,
        own: int = 0,
        *more: Door,
        short: bool = False,
    ) -> None:
        opened = make_open_cycle(session, key_store(), staff=5)
        self.cycle, key = opened.cycle, key_store().key_of(opened.cycle)
        asked = [b.code for b in self.cycle.instrument.content.behaviours if b.for_citizens]
        form = self.cycle.citizen_form
        assert form is not None

        def answers(score: int) -> dict[str, int]:
            return form.answers(score, (), {}) if short else dict.fromkeys(asked, score)

        officers = participants(session, self.cycle)
        said = [
            VoiceContent(officer.id, answers(score), "", Door.SLIP)
            for officer, scores in zip(officers, HONEST, strict=True)
            for score in scores
        ]
        for each in (door, *more) if door else ():
            said += [VoiceContent(x.id, answers(OWN), "", each) for x in officers] * own
        receive_voices(session, self.cycle, said, key=key)
        session.commit()
        seal_cycle(session(), self.cycle.id, keys=key_store(), by=None, at=AT, today=LAST_DAY)
        rows = session.scalars(
            select(OfficerResult).where(OfficerResult.cycle_id == self.cycle.id)
        ).all()
        payloads = {row.participant_id: json.loads(row.payload) for row in rows}
        self.officers = [payloads[each.id] for each in officers]
        whole = session.get_one(CycleResult, self.cycle.id)
        self.whole: dict[str, Any] = json.loads(whole.payload)
        self.figures = CycleFigures.from_json(whole.payload)

    def values(self) -> list[list[Any]]:
        """By officer, what is printed of citizens for each value."""
        return [[x["cells"].get("citizen") for x in each["values"]] for each in self.officers]

    def shown(self) -> list[list[tuple[int, float]]]:
        """By officer, number and mean of each behaviour of citizens that is printed."""
        return [
            [
                (cell["n"], cell["mean"])
                for value in payload["values"]
                for row in value["behaviours"]
                if (cell := row["cells"].get("citizen")) and cell["status"] == "shown"
            ]
            for payload in self.officers
        ]


@pytest.mark.parametrize("own", [2, 5, 20])
def test_through_the_poster_an_officer_moves_one_coarse_count_and_learns_nothing(
    session: Any, own: int
) -> None:
    alone, beside = Sealed(session), Sealed(session, Door.POSTER, own)

    for before, after in zip(alone.officers, beside.officers, strict=True):
        assert (before.pop("voices_apart"), after.pop("voices_apart")) == (0, own // 5 * 5)
        assert before == after
    assert beside.figures.voices is not None
    assert beside.figures.voices.apart == 6 * own // 5 * 5
    del alone.whole["voices"], beside.whole["voices"]
    assert alone.whole == beside.whole


@pytest.mark.parametrize("own", [2, 5, 20])
def test_through_the_display_an_officer_is_left_with_the_sum_of_five_visitors_or_more(
    session: Any, own: int
) -> None:
    shown = Sealed(session, Door.DISPLAY, own).shown()

    assert [len(cells) for cells in shown] == [0, 0, 0, 0, 6, 6]
    for cells, honest in zip(shown, HONEST, strict=True):
        for n, mean in cells:
            assert n - own == len(honest) >= 5
            # Subtracted, it is what is printed of these visitors alone, and no more.
            assert round(n * mean) - own * OWN == sum(honest)


@pytest.mark.parametrize("own", [2, 5, 20])
def test_by_the_short_form_through_every_open_door_at_once_the_same_is_left(
    session: Any, own: int
) -> None:
    alone = Sealed(session, short=True)
    poster = Sealed(session, Door.POSTER, own, short=True)
    both = Sealed(session, Door.POSTER, own, Door.DISPLAY, short=True)

    # One face is one answer, and behaviours of which nothing was said have none.
    assert [len(cells) for cells in alone.shown()] == [0, 0, 0, 0, 1, 1]
    assert poster.shown() == alone.shown()
    assert poster.values() == alone.values()
    # Three and four tickets carry a value; there the display's voices change nothing.
    assert both.values()[:4] == alone.values()[:4]
    assert [len(cells) for cells in both.shown()] == [0, 0, 0, 0, 1, 1]
    for (before,), (after,) in zip(alone.shown()[4:], both.shown()[4:], strict=True):
        assert after[0] - own == before[0] >= 5
        # What is left is the sum of all visitors with a ticket, which is printed without them, too.
        assert round(after[0] * after[1]) - own * OWN == round(before[0] * before[1])


def test_values_are_shown_from_three_tickets_and_single_behaviours_from_five(
    session: Any,
) -> None:
    sealed = Sealed(session)

    values = [
        {value["cells"]["citizen"]["status"] for value in payload["values"]} - {"none", ""}
        for payload in sealed.officers
    ]
    assert values[:2] == [{"withheld"}, {"withheld"}]
    assert all("shown" in each for each in values[3:])
    assert [len(cells) for cells in sealed.shown()] == [0, 0, 0, 0, 6, 6]


def test_the_audit_finds_no_leak_and_names_officers_with_many_voices(
    session: Any, app: Flask
) -> None:
    sealed = Sealed(session, Door.DISPLAY, 20)

    report = audit_cycle(session, sealed.cycle)

    assert report.is_safe
    with app.app_context():
        told = " ".join(attacker_rows(report))
    assert "lewat poster, berapa pun banyaknya: tidak ada" in told
    for row in ("dengan tiket, banyaknya 5:", "dengan tiket, banyaknya 20:"):
        assert row in told
    assert "lewat layar loket: sekitar 0,0% angka" in told
