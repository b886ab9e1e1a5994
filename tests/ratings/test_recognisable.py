"""A comment that names a person, a day or an event is noticed; one about behaviour is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.demo.remarks import CITIZENS, STRENGTHS, WISHES
from berakhlak.ratings.recognisable import Trait, recognisable

NAMES = ["Budi Santoso", "Ni Made Suarta", "Citra Lestari"]
REMARKS = [
    text for pool in (STRENGTHS, WISHES, CITIZENS) for texts in pool.values() for text in texts
]


@pytest.mark.parametrize(
    ("text", "trait", "words"),
    [
        ("Sering membantu Citra menyelesaikan laporan.", Trait.NAME, "Citra"),
        ("Lihat 19800101 200001 1 234.", Trait.NUMBER, "19800101 200001 1 234"),
        ("Pada 12 Mei terlambat membuka loket.", Trait.TIME, "12 Mei"),
        ("Kemarin tidak ada di tempat.", Trait.TIME, "Kemarin"),
        ("Baru datang pukul 9.", Trait.TIME, "pukul 9"),
        ("Tidak sabar saat rapat.", Trait.EVENT, "saat rapat"),
        ("Pernah lupa mengembalikan Rp 500.000.", Trait.EVENT, "Rp 500.000"),
        ("Pernah memarahi saya di depan warga.", Trait.SELF, "memarahi saya"),
        ("Saya sebagai bendahara sering diabaikan.", Trait.SELF, "Saya sebagai"),
    ],
)
def test_what_could_tell_the_writer_or_the_day_is_noticed(text, trait, words):
    found = {hint.trait: hint.words for hint in recognisable(text, NAMES)}

    assert found.get(trait, "").casefold().startswith(words.casefold())


@pytest.mark.parametrize("text", REMARKS)
def test_remarks_on_behaviour_are_left_in_peace(text):
    assert recognisable(text, NAMES) == []


def test_a_common_word_that_is_part_of_a_name_is_not_a_name_when_written_small():
    assert recognisable("Menjaga lestari lingkungan kantor.", NAMES) == []


@given(text=st.text(max_size=300))
def test_no_text_breaks_it_and_each_trait_is_told_once(text):
    traits = [hint.trait for hint in recognisable(text, NAMES)]

    assert len(traits) == len(set(traits))
