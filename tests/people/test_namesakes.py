"""People of one name can be told apart: by no more than is needed, in every list."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from berakhlak.people.namesakes import Namesake, name_with_mark, namesake_marks
from berakhlak.text import search_key
from tests.people.files import plan_of
from tests.people.test_cases import CASES

POSTS = st.sampled_from(["Analis", "ANALIS ", "Arsiparis"])
UNITS = st.sampled_from(["Bidang Mutasi", "Sekretariat"])
NAMES = st.sampled_from(["Siti Aminah", "SITI AMINAH", "Siti Aminah, S.E.", "Budi"])
NIPS = st.lists(st.integers(1, 999), min_size=1, max_size=8, unique=True)


@given(NIPS, st.data())
def test_nobody_is_called_like_anybody_else(numbers: list[int], data: Any) -> None:
    people = [
        Namesake(
            number,
            data.draw(NAMES),
            data.draw(POSTS),
            data.draw(UNITS),
            # The last three digits are 001 for many.
            f"19850315201{number:03d}1001"[-18:],
        )
        for number in numbers
    ]

    found = namesake_marks(people)

    names = [search_key(each.name) + "|" + found[each.id] for each in people]
    assert len(set(names)) == len(people)
    for each in people:
        alone = [search_key(other.name) for other in people].count(search_key(each.name)) == 1
        assert (found[each.id] == "") is alone


def person(number: int, post: str, unit: str, nip: str) -> Namesake:
    return Namesake(number, "Siti Aminah", post, unit, nip)


def told(*people: Namesake) -> list[str]:
    return list(namesake_marks(people).values())


A, B = "198503152010012001", "198503152008042001"


def test_the_post_comes_first_then_the_unit_then_both_then_the_end_of_the_nip() -> None:
    assert told(person(1, "Analis", "X", A), person(2, "Arsiparis", "X", B)) == [
        "Analis",
        "Arsiparis",
    ]
    assert told(person(1, "Analis", "X", A), person(2, "Analis", "Y", B)) == ["X", "Y"]
    assert told(
        person(1, "Analis", "X", A), person(2, "Analis", "Y", B), person(3, "Arsiparis", "X", A)
    ) == ["Analis, X", "Analis, Y", "Arsiparis, X"]
    assert told(person(1, "Analis", "X", A), person(2, "Analis", "X", B)) == [
        "NIP …12001",
        "NIP …42001",
    ]


def test_a_post_that_says_nothing_tells_nobody_apart() -> None:
    assert told(person(1, "", "X", A), person(2, "Analis", "Y", B)) == ["X", "Y"]


def test_numbers_that_differ_at_the_very_front_are_shown_whole() -> None:
    early = "097503152010012001"
    late = "197503152010012001"
    assert told(person(1, "Analis", "X", early), person(2, "Analis", "X", late)) == [
        f"NIP {early}",
        f"NIP {late}",
    ]


def test_a_name_of_its_own_is_shown_alone() -> None:
    assert (
        name_with_mark("Budi", namesake_marks([Namesake(1, "Budi", "Analis", "X", A)])[1]) == "Budi"
    )


def test_every_officer_of_the_case_can_be_told_apart() -> None:
    content = (CASES / "40-homonyms/agency.csv").read_bytes()
    officers = plan_of(content).new_officers
    found = namesake_marks(
        Namesake(int(o.nip), o.name, o.position, o.unit_code, o.nip) for o in officers
    )

    names = [name_with_mark(o.name, found[int(o.nip)]) for o in officers]

    assert len(set(names)) == len(officers)
    assert sum(name.startswith("Siti Aminah (") for name in names) > 1
