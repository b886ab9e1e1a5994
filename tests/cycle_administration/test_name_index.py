"""A search by the kept words of names finds whom a search through all names finds."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from berakhlak import text
from berakhlak.cycle_administration.name_index import NameIndex, packed_names

NAMES = st.lists(st.text("aAbé .,’é-ßxİ", max_size=8) | st.text(max_size=6), max_size=8)


@given(names=NAMES, typed=st.text("abexi ", max_size=4) | st.text(max_size=3))
@example(names=["Siti Aminah", "Siti", "Aminah, S.E."], typed="amin siti")
@example(names=[], typed="a")
@example(names=["a", "ab", "b"], typed="b a")
def test_the_same_people_are_found(names: list[str], typed: str) -> None:
    index = NameIndex(packed_names(enumerate(names)))

    wanted = [at for at, name in enumerate(names) if text.has_every_word(typed, name)]
    assert index.numbers_of(typed).tolist() == wanted
