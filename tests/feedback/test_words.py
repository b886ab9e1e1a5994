"""At most three sentences, and none about who rated whom."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.feedback.words import count_sentences, words_about_ratings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", 0),
        ("Terima kasih", 1),
        ("Anda menutup rapat dengan ringkasan. Itu membantu! Lanjutkan?", 3),
        ("Plt. Kepala puas, dll. juga", 1),
        ("Satu.\nDua\n\nTiga.", 3),
        ("Benar… lalu selesai (tepat waktu).", 2),
        ("Biaya Rp1.500.000 sudah benar.", 1),
    ],
)
def test_sentences_are_counted_as_readers_would(text, found):
    assert count_sentences(text) == found


@given(st.lists(st.from_regex(r"[a-z]{4,8}( [a-z]{4,8}){0,3}\.", fullmatch=True), max_size=6))
@settings(max_examples=30)
def test_every_sentence_counts_once(sentences):
    assert count_sentences(" ".join(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Skor saya turun karena Anda.", ["Skor"]),
        ("Siapa penilai saya?", ["penilai"]),
        ("Kenapa Anda menilai saya rendah?", ["menilai"]),
        ("You rated me low, a bad score.", ["rated me", "score"]),
        ("Anda pandai menilai risiko dan mendengar tamu.", []),
        ("Nilai pengadaannya tepat, dan timnya kolaboratif.", []),
    ],
)
def test_words_about_ratings_are_found_as_they_were_typed(text, found):
    assert list(words_about_ratings(text)) == found
