"""A comment that names a person, a day or an event is noticed; one about behaviour is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.demo.remarks import CITIZENS, STRENGTHS, WISHES
from berakhlak.ratings.identifying_details import Recognisable, Trait, recognisable

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


MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Jum'at", "Sabtu", "Minggu"]
EVERY_PATTERN = [
    (Trait.NUMBER, "198001012000011234"),
    *((Trait.TIME, f"9 {month}") for month in MONTHS),
    *((Trait.TIME, f"sejak {month.lower()}") for month in MONTHS),
    *((Trait.TIME, f"Hari {day}") for day in DAYS),
    (Trait.TIME, "bulan Mei"),
    (Trait.TIME, "12/5"),
    (Trait.TIME, "12.05.2026"),
    (Trait.TIME, "1-5-26"),
    (Trait.TIME, "jam 14"),
    *(
        (Trait.TIME, words)
        for words in (
            "tadi pagi",
            "tadi siang",
            "minggu lalu",
            "bulan lalu",
            "tahun lalu",
            "lusa",
            "yesterday",
            "last week",
            "last month",
            "Last year",
            "this morning",
        )
    ),
    *(
        (Trait.EVENT, f"{when} {what}")
        for when in ("saat", "Ketika", "waktu", "pada")
        for what in ("rapat", "acara", "apel", "upacara", "kunjungan", "pelatihan", "audit")
    ),
    *((Trait.EVENT, sum_) for sum_ in ("Rp. 2.000", "rp5", "3 juta", "2 miliar", "50ribu")),
    *((Trait.EVENT, f"at the {what}") for what in ("meeting", "ceremony", "audit", "training")),
    (Trait.EVENT, "during the meeting"),
    *((Trait.SELF, f"saya {what}") for what in ("selaku", "satu-satunya", "pernah", "waktu")),
    *((Trait.SELF, f"{act} aku") for act in ("kepada", "dengan", "terhadap", "menegur")),
    *((Trait.SELF, f"{act} saya") for act in ("memarahi", "menyuruh")),
    *(
        (Trait.SELF, f"selaku {post}")
        for post in ("sekretaris", "bendahara", "operator", "sopir", "satpamnya", "ajudan")
    ),
    (Trait.SELF, "as the only"),
]


@pytest.mark.parametrize(("trait", "words"), EVERY_PATTERN, ids=lambda each: str(each))
def test_every_pattern_is_found_by_itself_and_inside_no_longer_word(
    trait: Trait, words: str
) -> None:
    assert recognisable(f"kata {words}, lain", []) == [Recognisable(trait, words)]
    assert trait not in {hint.trait for hint in recognisable(f"kata x{words}x lain", [])}


@pytest.mark.parametrize(
    ("text", "names", "word"),
    [
        ("Bersama Citra dan Budi", NAMES, "Citra"),
        ("Bersama budi", NAMES, None),
        ("Bersama Ni", NAMES, None),  # Two letters are too few to be told from a word.
        ("Bersama Ani", ["Ani"], "Ani"),
        ("Bersama Drs. Ahmad", ["Drs. Ahmad"], "Ahmad"),
        ("Bersama Drs", ["Drs. Ahmad"], None),
        ("Bersama Ma’ruf", ["Ma'ruf Amin"], "Ma’ruf"),
        ("Bersama Ma`ruf", ["Maʼruf Amin"], "Ma`ruf"),
        ("Bersama RENÉ", ["Rene Descartes"], "RENÉ"),
        ("Budi2 datang", NAMES, "Budi"),
        ("Budiman datang", NAMES, None),
        ("Bersama Citra", [], None),
    ],
)
def test_a_name_is_a_word_of_its_own_with_a_capital_and_three_letters(
    text: str, names: list[str], word: str | None
) -> None:
    found = {hint.trait: hint.words for hint in recognisable(text, names)}

    assert found.get(Trait.NAME) == word


def test_of_several_traits_each_is_told_by_its_first_words_in_a_fixed_order() -> None:
    text = "Kemarin saya pernah saat rapat jam 9, Citra, 198001012000011234, 9 Mei."

    assert recognisable(text, NAMES) == [
        Recognisable(Trait.NAME, "Citra"),
        Recognisable(Trait.NUMBER, "198001012000011234"),
        Recognisable(Trait.TIME, "9 Mei"),
        Recognisable(Trait.EVENT, "saat rapat"),
        Recognisable(Trait.SELF, "saya pernah"),
    ]
