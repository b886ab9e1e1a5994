"""A comment that names a person, a day or an event is noticed; one about behaviour is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.demo.remarks import CITIZENS, STRENGTHS, WISHES
from berakhlak.ratings.identifying_details import (
    RecognisablePassage,
    RecognisableTrait,
    recognisable_passages,
)

NAMES = ["Budi Santoso", "Ni Made Suarta", "Citra Lestari"]
REMARKS = [
    text for pool in (STRENGTHS, WISHES, CITIZENS) for texts in pool.values() for text in texts
]


@pytest.mark.parametrize(
    ("text", "trait", "words"),
    [
        ("Sering membantu Citra menyelesaikan laporan.", RecognisableTrait.NAME, "Citra"),
        ("Lihat 19800101 200001 1 234.", RecognisableTrait.NUMBER, "19800101 200001 1 234"),
        ("Pada 12 Mei terlambat membuka loket.", RecognisableTrait.TIME, "12 Mei"),
        ("Kemarin tidak ada di tempat.", RecognisableTrait.TIME, "Kemarin"),
        ("Baru datang pukul 9.", RecognisableTrait.TIME, "pukul 9"),
        ("Tidak sabar saat rapat.", RecognisableTrait.EVENT, "saat rapat"),
        ("Pernah lupa mengembalikan Rp 500.000.", RecognisableTrait.EVENT, "Rp 500.000"),
        ("Pernah memarahi saya di depan warga.", RecognisableTrait.SELF, "memarahi saya"),
        ("Saya sebagai bendahara sering diabaikan.", RecognisableTrait.SELF, "Saya sebagai"),
    ],
)
def test_what_could_tell_the_writer_or_the_day_is_noticed(text, trait, words):
    found = {hint.trait: hint.words for hint in recognisable_passages(text, NAMES)}

    assert found.get(trait, "").casefold().startswith(words.casefold())


@pytest.mark.parametrize("text", REMARKS)
def test_remarks_on_behaviour_are_left_in_peace(text):
    assert recognisable_passages(text, NAMES) == []


def test_a_common_word_that_is_part_of_a_name_is_not_a_name_when_written_small():
    assert recognisable_passages("Menjaga lestari lingkungan kantor.", NAMES) == []


@given(text=st.text(max_size=300))
def test_no_text_breaks_it_and_each_trait_is_told_once(text):
    traits = [hint.trait for hint in recognisable_passages(text, NAMES)]

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
    (RecognisableTrait.NUMBER, "198001012000011234"),
    *((RecognisableTrait.TIME, f"9 {month}") for month in MONTHS),
    *((RecognisableTrait.TIME, f"sejak {month.lower()}") for month in MONTHS),
    *((RecognisableTrait.TIME, f"Hari {day}") for day in DAYS),
    (RecognisableTrait.TIME, "bulan Mei"),
    (RecognisableTrait.TIME, "12/5"),
    (RecognisableTrait.TIME, "12.05.2026"),
    (RecognisableTrait.TIME, "1-5-26"),
    (RecognisableTrait.TIME, "jam 14"),
    *(
        (RecognisableTrait.TIME, words)
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
        (RecognisableTrait.EVENT, f"{when} {what}")
        for when in ("saat", "Ketika", "waktu", "pada")
        for what in ("rapat", "acara", "apel", "upacara", "kunjungan", "pelatihan", "audit")
    ),
    *(
        (RecognisableTrait.EVENT, sum_)
        for sum_ in ("Rp. 2.000", "rp5", "3 juta", "2 miliar", "50ribu")
    ),
    *(
        (RecognisableTrait.EVENT, f"at the {what}")
        for what in ("meeting", "ceremony", "audit", "training")
    ),
    (RecognisableTrait.EVENT, "during the meeting"),
    *(
        (RecognisableTrait.SELF, f"saya {what}")
        for what in ("selaku", "satu-satunya", "pernah", "waktu")
    ),
    *(
        (RecognisableTrait.SELF, f"{act} aku")
        for act in ("kepada", "dengan", "terhadap", "menegur")
    ),
    *((RecognisableTrait.SELF, f"{act} saya") for act in ("memarahi", "menyuruh")),
    *(
        (RecognisableTrait.SELF, f"selaku {post}")
        for post in ("sekretaris", "bendahara", "operator", "sopir", "satpamnya", "ajudan")
    ),
    (RecognisableTrait.SELF, "as the only"),
]


@pytest.mark.parametrize(("trait", "words"), EVERY_PATTERN, ids=lambda each: str(each))
def test_every_pattern_is_found_by_itself_and_inside_no_longer_word(
    trait: RecognisableTrait, words: str
) -> None:
    assert recognisable_passages(f"kata {words}, lain", []) == [RecognisablePassage(trait, words)]
    assert trait not in {hint.trait for hint in recognisable_passages(f"kata x{words}x lain", [])}


@pytest.mark.parametrize("around", ["%s", "(%s)", "“%s”", "a-%s", "…\n%s", "ſ %s", "'%s'"])
def test_a_pattern_is_found_however_it_is_written_and_whatever_stands_around(around: str) -> None:
    for trait, words in EVERY_PATTERN:
        written = words.upper()
        found = recognisable_passages(around % written, [])
        assert found == [RecognisablePassage(trait, written)], words


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
    found = {hint.trait: hint.words for hint in recognisable_passages(text, names)}

    assert found.get(RecognisableTrait.NAME) == word


def test_of_several_traits_each_is_told_by_its_first_words_in_a_fixed_order() -> None:
    text = "Kemarin saya pernah saat rapat jam 9, Citra, 198001012000011234, 9 Mei."

    assert recognisable_passages(text, NAMES) == [
        RecognisablePassage(RecognisableTrait.NAME, "Citra"),
        RecognisablePassage(RecognisableTrait.NUMBER, "198001012000011234"),
        RecognisablePassage(RecognisableTrait.TIME, "9 Mei"),
        RecognisablePassage(RecognisableTrait.EVENT, "saat rapat"),
        RecognisablePassage(RecognisableTrait.SELF, "saya pernah"),
    ]
