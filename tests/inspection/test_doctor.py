"""`doctor` tells what it found, how to mend it, and changes nothing."""

from __future__ import annotations

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.inspection.checks import has_no_problem
from tests.inspection import SAFE


def test_the_command_changes_nothing_and_ends_well_without_a_problem(app, session, opened, file):
    session.remove()
    db.engine.dispose()
    before = file.read_bytes(), sorted(path.name for path in key_store().folder.iterdir())

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 0, result.output
    assert "peringatan Pengaturan: mode development" in result.output
    assert "baik       PDF: dapat dibuat" in result.output
    assert "masalah" not in result.output
    after = file.read_bytes(), sorted(path.name for path in key_store().folder.iterdir())
    assert after == before


def test_the_command_ends_with_one_when_there_is_a_problem(app, session, opened):
    key_store().create("sisa")

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "masalah    Kunci siklus:" in result.output
    assert "-> " in result.output


def test_warnings_alone_are_well(look, opened):
    found = list(look(**SAFE).values())

    assert found
    assert has_no_problem(found)
