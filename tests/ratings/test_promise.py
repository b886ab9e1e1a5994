"""What raters are told must be what happens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.ratings.promise import AnonymityPromise, joint_promise, sheet_promise

ERASED = "jawaban perorangan dihapus"
HIDDEN = "nilainya tidak akan ditampilkan"


def told(group: str, size: int, **changed: Any) -> AnonymityPromise:
    return sheet_promise(group, "Budi Santoso", size=size, policy=Policy(**changed))


def text(shown: AnonymityPromise) -> str:
    return " ".join(str(sentence) for sentence in shown.sentences)


@given(st.sampled_from([Relation.PEER, Relation.SUBORDINATE]), st.integers(1, 40))
def test_small_groups_are_told_that_they_are_not_shown(group: str, size: int) -> None:
    said = text(told(group, size))

    assert (HIDDEN in said) is (size < 3)
    assert ("bila minimal 3 menjawab" in said) is (size >= 3)
    assert ERASED in said


@given(st.sampled_from(Policy().codes), st.integers(1, 40), st.integers(1, 6))
def test_comments_are_promised_exactly_where_they_are_asked(
    group: str, size: int, least: int
) -> None:
    if group == Relation.CITIZEN:
        return
    asked = Policy(min_n_comments=least).shows_comments(group, size)

    said = text(told(group, size, min_n_comments=least))

    assert ("Komentar tampil acak" in said) is asked
    assert asked is (group != Relation.SELF and size >= max(least, 2))


@pytest.mark.parametrize("group", [Relation.SELF, Relation.SUPERVISOR])
def test_whoever_is_recognisable_is_not_promised_anonymity(group: str) -> None:
    said = told(group, 1)

    assert ERASED not in text(said)
    assert said.warns is (group == Relation.SUPERVISOR)


def test_a_supervisor_under_a_stricter_policy_is_told_that_nothing_is_shown() -> None:
    stricter = Policy().with_numbers(min_n={"supervisor": 2})

    said = text(told(Relation.SUPERVISOR, 1, groups=stricter.groups))

    assert HIDDEN in said
    assert "satu-satunya atasan" not in said


@pytest.mark.parametrize("group", [g for g in Policy().codes if g != Relation.CITIZEN])
def test_every_rater_learns_who_reads_and_that_drafts_do_not_count(group: str) -> None:
    said = text(told(group, 4))

    readers = {
        Relation.SELF: "dibaca Anda, atasan langsung Anda, dan pengelola kepegawaian",
        Relation.SUPERVISOR: "dibaca Budi Santoso, atasan langsungnya (mungkin Anda), dan",
    }
    usual = "dibaca Budi Santoso, atasan langsungnya, dan pengelola kepegawaian"
    assert readers.get(group, usual) in said
    assert "Formulir yang belum dikirim saat siklus ditutup tidak ikut dihitung." in said


@pytest.mark.parametrize("size", [1, 2, 4])
def test_nobody_reads_about_themselves_as_about_a_third_person(size: int) -> None:
    own, leading = text(told(Relation.SELF, 1)), text(told(Relation.SUPERVISOR, size))

    assert "Budi Santoso" not in own
    assert "langsungnya" not in own
    assert "Anda sebagai atasannya" in leading or "(mungkin Anda)" in leading


def test_supervisors_of_several_are_told_of_themselves() -> None:
    shown = joint_promise(Relation.SUPERVISOR, [("Budi", 1), ("Citra", 1)], policy=Policy())

    assert "dibaca pemiliknya, Anda sebagai atasannya, dan pengelola kepegawaian" in text(shown)
