"""The disk, the PDF renderer and the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from berakhlak import clock
from berakhlak.inspection import environment
from berakhlak.inspection.environment import (
    inspect_clock,
    inspect_disk_space,
    inspect_pdf,
    inspect_words,
)
from berakhlak.inspection.findings import FindingLevel

pytestmark = pytest.mark.usefixtures("session")  # Numbers and moments are told in its settings.


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (150_000_000, FindingLevel.PROBLEM),
        (900_000_000, FindingLevel.WARNING),
        (2_000_000_000, FindingLevel.OK),
    ],
)
def test_room_for_sealing_and_a_backup_is_asked_for(monkeypatch, tmp_path, free, level):
    usage = type("Usage", (), {"free": free})
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda _folder: usage)

    assert inspect_disk_space(tmp_path, 100_000_000).level is level


def test_one_line_is_really_rendered():
    [found] = inspect_pdf()

    assert found.level is FindingLevel.OK


def test_a_renderer_that_cannot_be_loaded_is_told(monkeypatch):
    def broken(_html):
        raise OSError("cannot load library 'libpango-1.0.so.0'")

    monkeypatch.setattr(environment, "render_pdf", broken)

    [found] = inspect_pdf()

    assert found.level is FindingLevel.PROBLEM
    assert "libpango" in found.words
    assert "scripts/system.sh" in found.remedy


def test_fonts_that_are_missing_are_told(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "STATIC", tmp_path)
    monkeypatch.setattr(environment, "render_pdf", lambda _html: b"%PDF-")

    assert [each.level for each in inspect_pdf()] == [FindingLevel.PROBLEM, FindingLevel.OK]


def test_catalogues_that_were_not_made_are_told(monkeypatch, tmp_path):
    assert inspect_words().level is FindingLevel.OK
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "messages.po").write_text("")
    monkeypatch.setattr(environment, "CATALOGUES", tmp_path)

    found = inspect_words()

    assert found.level is FindingLevel.PROBLEM
    assert "en/messages.po" in found.words
    assert found.remedy == "make install"


def test_a_clock_behind_the_record_is_told(look, opened):
    # The cycle was opened on 2 November 2026.
    found = look(now=clock.utc_now().replace(year=2026, month=10, day=1))

    assert found["Jam"].level is FindingLevel.PROBLEM
    assert "2 November 2026" in found["Jam"].words


def test_a_clock_that_differs_by_a_moment_is_fine():
    now = clock.utc_now()

    assert inspect_clock(now, now + timedelta(minutes=1)).level is FindingLevel.OK
