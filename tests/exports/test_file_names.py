"""File names follow the agency's pattern and are safe and unique on every system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.exports.file_names import FileNameFields, PatternInvalid, file_stems, safe_name_part


def named(number: int, name: str = "Siti Rahmawati", unit: str = "BKD.1") -> FileNameFields:
    return FileNameFields(
        participant_id=number, unit=unit, name=name, nip3="014", cycle="Semester II", form="full"
    )


def test_a_pattern_gives_folders_and_names() -> None:
    stems = file_stems("{unit}/{nip3}-{nama}.pdf", [named(7)])
    assert stems == {7: "BKD.1/014-Siti-Rahmawati"}


def test_equal_names_get_numbers_all_of_them() -> None:
    everyone = [named(1, "Budi"), named(2, "budi"), named(3, "Wati")]
    assert file_stems("{nama}", everyone) == {1: "Budi-1", 2: "budi-2", 3: "Wati"}


def test_a_name_does_not_depend_on_who_is_listed_first() -> None:
    everyone = [named(1, "Budi"), named(2, "Budi"), named(3, "Wati")]
    assert file_stems("{nama}", everyone) == file_stems("{nama}", everyone[::-1])


@pytest.mark.usefixtures("english_run")
def test_a_name_made_unique_may_not_meet_another() -> None:
    with pytest.raises(PatternInvalid, match="add {id}"):
        file_stems("{nama}", [named(1, "Budi"), named(2, "Budi"), named(3, "Budi-1")])


@pytest.mark.usefixtures("english_run")
@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{gaji}", "not known"),
        ("{nama.__class__}", "not known"),
        ("{nama!r}", "not known"),
        ("{nama:>99999999}", "not known"),
        ("{}", "not known"),
        ("{nama", "cannot be read"),
        ("profil", "no field"),
    ],
)
def test_patterns_that_cannot_work_are_told(pattern: str, words: str) -> None:
    with pytest.raises(PatternInvalid, match=words):
        file_stems(pattern, [named(1)])


@given(st.text(max_size=200), st.text(max_size=40))
def test_no_name_leaves_its_folder_or_troubles_a_file_system(name: str, unit: str) -> None:
    [stem] = file_stems("{unit}/{nama}", [named(1, name, unit)]).values()
    assert re.fullmatch(r"[A-Za-z0-9._/-]+", stem)
    assert not stem.startswith("/")
    for part in stem.split("/"):
        assert part
        assert len(part) <= 81
        assert not part.startswith(".")
        assert ".." not in part
        assert not part.endswith(".")


@pytest.mark.parametrize("device", ["CON", "nul", "com1", "Aux.txt"])
def test_device_names_are_avoided(device: str) -> None:
    assert safe_name_part(device) == f"_{device}"


def test_slashes_in_names_make_no_folders() -> None:
    assert file_stems("{nama}", [named(1, "../../etc/passwd")]) == {1: "etc-passwd"}
