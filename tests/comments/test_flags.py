"""What in a comment asks to be read first, and what does not."""

from __future__ import annotations

import pytest

from berakhlak.comments.flags import CommentFlag, comment_flags, insults, name_keys

NAMES = name_keys(["Dr. Indah Permata, S.E.", "Budi Santoso", "Sri Wahyuni", "I Made Putra"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Selalu menolong warga yang bingung.", ()),
        ("Kerjanya indah dan rapi.", ()),
        ("Indah sekali caranya melayani.", ()),  # A beginning of a sentence tells nothing.
        ("Sering membantu Budi di loket.", (CommentFlag.NAME,)),
        ("kata pak santoso ia rajin", (CommentFlag.NAME,)),
        ("Tanya 0812-3456-7890.", (CommentFlag.PHONE,)),
        ("Tanya +62 812 3456 7890.", (CommentFlag.PHONE,)),
        ("NIP 198001012000011001 itu rajin.", (CommentFlag.NUMBER,)),
        ("Dasar GOBLOK.", (CommentFlag.INSULT,)),
        ("Marah ketika rapat anggaran.", (CommentFlag.EVENT,)),
        ("Pada 12 Maret ia terlambat.", (CommentFlag.EVENT,)),
        ("", ()),
    ],
)
def test_flags(text: str, found: tuple[CommentFlag, ...]) -> None:
    assert comment_flags(text, NAMES) == found


def test_the_list_of_insults_holds_single_words() -> None:
    assert len(insults()) > 20
    assert all(" " not in each and each for each in insults())


def test_a_long_comment_beside_many_names_is_read_quickly() -> None:
    many = name_keys([f"Nama{n:05}" for n in range(20_000)])
    assert comment_flags("aman " * 20_000, many) == ()
