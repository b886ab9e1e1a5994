"""Keys that are missing, left over, or open to others."""

from __future__ import annotations

import pytest

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.inspection.findings import FindingLevel
from berakhlak.inspection.key_holders import inspect_key_holders
from berakhlak.key_holders.wrapping import make_code
from tests.factories.holders import hold


def test_a_key_folder_that_others_may_enter_is_told(look, opened):
    key_store().folder.chmod(0o755)

    assert look()["Folder kunci"].remedy == f"chmod 700 {key_store().folder}"


def test_a_key_that_others_may_read_is_told(look, opened):
    [key] = key_store().folder.glob("*.key")
    key.chmod(0o644)

    assert look()["Kunci siklus"].remedy == f"chmod 600 {key}"


def test_a_key_folder_that_is_gone_is_told(look, opened):
    folder = key_store().folder
    folder.rename(folder.with_name("hilang"))
    try:
        found = look()
    finally:
        folder.with_name("hilang").rename(folder)

    assert found["Folder kunci"].level is FindingLevel.PROBLEM
    assert "tidak terbaca" in found[f"Siklus {opened_number(found)} (Penilaian 2026)"].words


def opened_number(found):
    [name] = [subject for subject in found if subject.startswith("Siklus ")]
    return name.split()[1]


@pytest.mark.parametrize(
    ("damage", "words"),
    [("destroyed", "tidak ada"), ("cut", "rusak (31 byte)"), ("unreadable", "tidak dapat dibaca")],
)
def test_an_open_cycle_without_its_key_is_told(look, opened, damage, words):
    [key] = key_store().folder.glob("*.key")
    kept = key.read_bytes()
    key.unlink()
    if damage == "cut":
        key.write_bytes(kept[:31])
    elif damage == "unreadable":  # A right that is missing would not stop root.
        key.mkdir()

    [found] = [each for name, each in look().items() if name.startswith("Siklus")]

    assert found.level is FindingLevel.PROBLEM
    assert "jawaban" in found.words
    assert words in found.words


def test_a_key_without_an_open_cycle_is_told(look, opened):
    key_store().create("sisa")

    found = look()["Kunci siklus"]

    assert found.level is FindingLevel.PROBLEM
    assert str(key_store().folder / "sisa.key") in found.words


def test_what_a_broken_off_creation_left_is_told(look, opened):
    (key_store().folder / ".abc.0123.part").write_bytes(b"x" * 32)

    assert look()["Kunci siklus"].level is FindingLevel.WARNING


@pytest.mark.parametrize("state", ["sealing", "closed", "published", "archived"])
def test_a_sealing_that_is_not_finished_is_told(look, session, opened, state):
    number = opened.cycle.id
    session.get_one(Cycle, number).state = state

    found = look()[f"Siklus {number} (Penilaian 2026)"]

    assert found.level is FindingLevel.PROBLEM
    assert found.remedy == f"cycle close {number}"


def test_it_says_how_each_cycle_with_key_holders_stands(session, opened, look):
    number, holders = opened.cycle.id, hold()[0]
    opened.cycle.holders_json = holders.to_json()
    subject = f"Siklus {number} (Penilaian 2026)"
    assert subject not in look()
    [told] = inspect_key_holders(db.engine)
    assert "2 dari 4 kode" in told.words
    assert told.words.count("2026") == 4

    renewed, _code = make_code(holders, 3)
    session.get_one(Cycle, number).holders_json = renewed.to_json()
    finding = look()[subject]
    assert "Inspektorat belum" in finding.words
    assert f"cycle holders test {number}" in finding.remedy
