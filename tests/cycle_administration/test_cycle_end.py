"""HR closes and publishes a cycle; what was cut short is taken up again."""

from __future__ import annotations

import pytest

from berakhlak.cycle_administration.cycle_list import NextStep, next_step
from berakhlak.cycles.models import CycleState
from tests.factories.answering import answer, assignments, close


@pytest.fixture
def hr(client, opened, on_day):
    on_day(2026, 11, 30)  # From the last day on, one person may close.
    return client.sign_in(opened.hr)


def test_closing_tells_how_many_have_not_answered_before_it_acts(hr, session, keys, opened):
    answer(session, keys, opened, assignments(session, opened)[:20])

    page = hr.get(f"/siklus/{opened.cycle.id}/tutup")

    assert "20 dari 36" in page.text
    assert "Formulir yang belum terkirim tidak akan ikut dihitung" in page.text
    assert "tidak dapat dibatalkan" in page.text
    session.refresh(opened.cycle)
    assert opened.cycle.state is CycleState.OPEN


def test_closing_seals_and_leaves_out_drafts(hr, session, keys, opened):
    rows = assignments(session, opened)
    answer(session, keys, opened, rows[2:])
    answer(session, keys, opened, rows[:2], submit=False)

    page = hr.take_step(f"/siklus/{opened.cycle.id}/tutup")

    session.refresh(opened.cycle)
    assert opened.cycle.state is CycleState.CLOSED
    assert not keys.exists(opened.cycle.key_name)
    assert "34 dari 36" in page.text
    assert page.link("Terbitkan hasil Penilaian 2026").endswith("/terbitkan")


def test_a_sealed_cycle_leads_to_its_results(hr, session, keys, opened):
    answer(session, keys, opened, assignments(session, opened))

    page = hr.take_step(f"/siklus/{opened.cycle.id}/tutup")

    assert page.link("Lihat hasil") == f"/siklus/{opened.cycle.id}/hasil"


def test_publishing_makes_the_result_readable_once(hr, session, keys, opened):
    answer(session, keys, opened, assignments(session, opened))
    close(session, keys, opened)

    page = hr.take_step(f"/siklus/{opened.cycle.id}/terbitkan")

    session.refresh(opened.cycle)
    assert opened.cycle.state is CycleState.PUBLISHED
    assert "hasil sudah terbit" in page.text
    again = hr.post(f"/siklus/{opened.cycle.id}/terbitkan", status=422)
    assert "Langkah ini tidak lagi berlaku" in again.text


def test_an_open_cycle_cannot_be_published(hr, session, opened):
    hr.post(f"/siklus/{opened.cycle.id}/terbitkan", status=422)

    session.refresh(opened.cycle)
    assert opened.cycle.state is CycleState.OPEN


def test_sealing_that_was_cut_short_is_taken_up_again(hr, session, keys, opened):
    opened.cycle.state = CycleState.SEALING
    session.commit()
    waiting = hr.get(f"/siklus/{opened.cycle.id}")

    hr.post(f"/siklus/{opened.cycle.id}/tutup")

    session.refresh(opened.cycle)
    assert waiting.link("Lanjutkan penguncian Penilaian 2026").endswith("/tutup")
    assert opened.cycle.state is CycleState.CLOSED
    assert (
        next_step(opened.cycle, keys=keys, pending_comments=0, today=opened.cycle.closes_on)
        is NextStep.PUBLISH
    )


def test_a_key_left_behind_by_a_cut_short_sealing_must_go_first(session, keys, opened):
    opened.cycle.state = CycleState.CLOSED

    step = next_step(opened.cycle, keys=keys, pending_comments=3, today=opened.cycle.closes_on)

    assert step is NextStep.RESEAL
