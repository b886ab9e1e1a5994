"""Suggestions follow rules, say which, and know no figure; amounts are read as people type them."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.instrument.dimension import BilingualText
from berakhlak.training.subjects import Subject
from berakhlak.training.suggesting import MOST_SUGGESTED, Cause, suggest
from berakhlak.training.typed_amounts import rupiah_of, whole_number_of

CODES = ("BP", "BP1", "BP2", "KB", "KB1")
SUBJECTS = {code: Subject(code, BilingualText(code, code), code[:2]) for code in CODES}
_numbers = count(1)


def programme(*serves, levels=(), title="a"):
    number = next(_numbers)
    return SimpleNamespace(id=number, served=serves, for_levels=levels, title_key=title)


def suggested(programmes, *, steps=(), advised=(), level="pelaksana", planned=()):
    return suggest(
        programmes, steps=steps, advised=advised, level=level, subjects=SUBJECTS, planned=planned
    )


def test_the_nearest_rule_that_holds_gives_the_reason_and_the_order():
    exact, wide = programme("BP1", title="z"), programme("BP", title="y")
    advised, wider = programme("KB1", title="b"), programme("KB", "BP2", title="a")
    found = suggested([wider, advised, wide, exact], steps=["BP1"], advised=["KB1"])
    assert [(each.programme, each.cause, each.code) for each in found] == [
        (exact, Cause.STEP, "BP1"),
        (wide, Cause.STEP_VALUE, "BP"),
        (advised, Cause.ADVICE, "KB1"),
        (wider, Cause.ADVICE_VALUE, "KB"),
    ]


def test_what_is_planned_or_for_other_posts_is_not_suggested():
    planned, other = programme("BP"), programme("BP", levels=("pengawas",))
    fitting = programme("BP", levels=("pelaksana",))
    found = suggested([planned, other, fitting], steps=["BP1"], planned={planned.id})
    assert [each.programme for each in found] == [fitting]
    assert suggested([fitting]) == []


@settings(max_examples=30)
@given(st.lists(st.lists(st.sampled_from(CODES), min_size=1, max_size=3), max_size=9))
def test_whatever_is_suggested_serves_what_its_reason_says(served):
    found = suggested([programme(*each) for each in served], steps=["BP1"], advised=["KB1", "BP2"])
    assert len(found) <= MOST_SUGGESTED
    assert all(each.code in each.programme.served for each in found)
    assert [each.cause for each in found] == sorted(each.cause for each in found)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("Rp1.500.000", 1_500_000), ("1500000", 1_500_000), ("1,500,000", 1_500_000),
        ("1.500.000,00", 1_500_000), ("1500000.0", 1_500_000), ("Rp. 2.000.000,-", 2_000_000),
        ("gratis", 0), ("0", 0), ("1.50", None), ("12.5", None), ("sejuta", None), ("-5", None),
        ("1.5000", None), ("", None),
    ],
)  # fmt: skip
def test_rupiah_are_read_as_people_and_spreadsheets_write_them(typed, amount):
    assert rupiah_of(typed) == amount


@given(st.integers(0, 10**12))
@settings(max_examples=30)
def test_every_amount_is_read_back(amount):
    assert rupiah_of(f"Rp{amount:,}".replace(",", ".")) == amount
    assert rupiah_of(str(amount)) == amount
    assert whole_number_of("20.0") == 20
    assert whole_number_of("20.5") is None
