"""An operator can fill an open cycle with invented answers, the same for the same seed."""

from __future__ import annotations

import pytest

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.ratings.progress import SheetProgress, progress_of
from tests.factories.answering import assignments
from tests.factories.cycles import make_open_cycle


@pytest.fixture
def opened(session):
    made = make_open_cycle(session, key_store(), staff=5)
    session.commit()
    return made


def run(app, *words):
    return app.test_cli_runner().invoke(args=["cycle", "simulate", *words])


def test_every_sheet_is_filled_when_the_share_is_one(app, session, opened):
    result = run(app, str(opened.cycle.id), "--share", "1")

    rows = assignments(session, opened)
    states = progress_of(session, rows, key=key_store().load_key(opened.cycle.key_name))
    assert result.exit_code == 0, result.output
    assert f"{len(rows)} formulir diisi" in result.output
    assert set(states.values()) == {SheetProgress.SUBMITTED}


def test_sheets_already_there_are_left_alone(app, session, opened):
    run(app, str(opened.cycle.id), "--share", "1")

    assert "0 formulir diisi" in run(app, str(opened.cycle.id), "--share", "1").output


def test_a_cycle_that_is_not_open_is_refused(app, session, opened):
    opened.cycle.state = CycleState.DRAFT
    session.commit()

    result = run(app, str(opened.cycle.id))

    assert result.exit_code == 1
    assert "buka dahulu" in result.output


def test_a_cycle_that_does_not_exist_is_refused(app, session):
    assert run(app, "4711").exit_code == 1
