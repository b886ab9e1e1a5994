"""Every sentence of the promise, for each group just below, at and above the sizes that matter."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.key_holders.holders import name_holders
from berakhlak.ratings.promise import AnonymityPromise, joint_promise, sheet_promise
from tests.factories.holders import FOUR as HOLDERS

Said = tuple[str, str, list[str], bool]  # Title, gist, sentences, whether it warns.

PLAIN, WARNING = "Siapa yang melihat jawaban Anda", "Sebagai atasan, jawaban Anda tidak anonim"
CHANGE = "Anda dapat mengubah jawaban sampai siklus ditutup."
SERVER = (
    "Selama siklus terbuka, orang yang menguasai server dan kuncinya dapat membuka formulir ini."
)
ERASED = "Sesudah ditutup, jawaban perorangan dihapus. Yang tersisa hanya angka."
DRAFTS = "Formulir yang belum dikirim saat siklus ditutup tidak ikut dihitung."
NO_COMMENTS = "Komentar tidak diminta, karena penulisnya akan mudah dikenali."
SMALL = "Kelompok Anda kecil: nilainya tidak ditampilkan."
NAMELESS = "Tanpa nama; hanya nilai kelompok."
KNOWN = "Pembaca profil tahu bahwa jawaban ini milik Anda."
EASY = "Dalam kelompok sekecil ini jawaban Anda mudah dikenali."


def comments(least: int) -> str:
    return (
        "Komentar tampil acak, tanpa nama dan kelompok, setelah diperiksa pengelola kepegawaian, "
        f"dan hanya bila minimal {least} dari kelompok Anda menjawab."
    )


def few(size: int, least: int, name: str = "Budi") -> str:
    return (
        f"Kelompok Anda hanya {size} orang, kurang dari {least}: nilainya tidak akan ditampilkan, "
        f"dan tidak masuk ke angka mana pun tentang {name}, unit, atau instansi."
    )


def one_of(size: int, who: str, name: str = "Budi", least: int = 3) -> str:
    return (
        f"Anda satu dari {size} {who} {name}; nilai kelompok tampil bila minimal {least} menjawab."
    )


def read_by(supervisor: str) -> str:
    return f"Setelah terbit, profil ini dibaca Budi, {supervisor}, dan pengelola kepegawaian."


LONE = (
    "Anda satu-satunya atasan yang menilai Budi. Nilai kelompok atasan adalah jawaban Anda, dan "
    "pembaca profil tahu itu."
)
PAIR = "Anda satu dari 2 atasan yang menilai Budi. " + EASY
ABOVE, MAYBE = read_by("atasan langsungnya"), read_by("atasan langsungnya (mungkin Anda)")
HERSELF = read_by("Anda sebagai atasannya")


def words(said: AnonymityPromise) -> Said:
    return str(said.title), str(said.gist), [str(each) for each in said.sentences], said.warns


def nameless(gist: str, *first: str) -> Said:
    return PLAIN, gist, [*first, ABOVE, CHANGE, SERVER, ERASED, DRAFTS], False


def warned(gist: str, *first: str) -> Said:
    return WARNING, gist, [*first, CHANGE, DRAFTS], True


FOUR, ONE = {"min_n_comments": 4}, {"min_n_comments": 1}
ABOUT_ONESELF: Said = (
    PLAIN,
    "Tampil di profil Anda sebagai nilai diri.",
    [
        "Jawaban Anda tampil di profil sebagai nilai diri, bersama penilaian orang lain. "
        "Nilai diri tidak ikut dihitung dalam nilai gabungan.",
        "Setelah terbit, profil ini dibaca Anda, atasan langsung Anda, dan pengelola kepegawaian.",
        CHANGE,
        DRAFTS,
    ],
    False,
)


@pytest.mark.parametrize(
    ("group", "size", "policy", "expected"),
    [
        (Relation.PEER, 2, {}, nameless(SMALL, few(2, 3), NO_COMMENTS)),
        (Relation.PEER, 3, {}, nameless(NAMELESS, one_of(3, "rekan"), comments(3))),
        (Relation.SUBORDINATE, 2, {}, nameless(SMALL, few(2, 3), NO_COMMENTS)),
        (Relation.SUBORDINATE, 3, FOUR, nameless(NAMELESS, one_of(3, "bawahan"), NO_COMMENTS)),
        (Relation.SUBORDINATE, 4, FOUR, nameless(NAMELESS, one_of(4, "bawahan"), comments(4))),
        (Relation.SUPERVISOR, 1, {}, warned(KNOWN, LONE, NO_COMMENTS, HERSELF)),
        (Relation.SUPERVISOR, 1, ONE, warned(KNOWN, LONE, NO_COMMENTS, HERSELF)),
        (Relation.SUPERVISOR, 2, ONE, warned(EASY, PAIR, comments(2), MAYBE)),
        (Relation.SUPERVISOR, 2, {}, warned(EASY, PAIR, NO_COMMENTS, MAYBE)),
        (Relation.SELF, 1, {}, ABOUT_ONESELF),
    ],
)
def test_a_rater_is_told_just_this(
    group: str, size: int, policy: dict[str, Any], expected: Said
) -> None:
    assert words(sheet_promise(group, "Budi", size=size, policy=Policy(**policy))) == expected


READ_BY_OWNERS = (
    "Setelah terbit, setiap profil dibaca pemiliknya, atasan langsungnya, dan pengelola "
    "kepegawaian."
)


def test_of_several_sheets_those_in_groups_of_one_size_share_a_sentence() -> None:
    sized = [("Budi", 4), ("Citra", 3), ("Dewi", 4), ("Eka", 2)]

    said = joint_promise(Relation.PEER, sized, policy=Policy())

    assert words(said) == (
        PLAIN,
        SMALL,
        [
            one_of(4, "rekan", "Budi, Dewi"),
            one_of(3, "rekan", "Citra"),
            few(2, 3, "Eka"),
            READ_BY_OWNERS,
            CHANGE,
            SERVER,
            ERASED,
            DRAFTS,
        ],
        False,
    )
    larger = joint_promise(Relation.SUBORDINATE, sized[:3], policy=Policy())
    assert (larger.gist, larger.warns) == (NAMELESS, False)


def test_where_holders_have_the_key_it_says_who_they_are_and_what_is_sealed() -> None:
    holders = name_holders(HOLDERS, 2)
    told = {"size": 4, "policy": Policy(), "holders": holders}
    said = " ".join(words(sheet_promise(Relation.PEER, "Budi", **told))[2])

    assert "tidak seorang pun, termasuk Anda dan pengelola server, dapat membukanya" in said
    assert "Kepala Biro SDM, Brankas Sekretaris Daerah, Ketua KORPRI, Inspektorat" in said
    assert "Draf belum tersegel" in said
    assert SERVER not in said
    assert CHANGE not in said
    # What bears a name stays open to its writer.
    assert CHANGE in words(sheet_promise(Relation.SUPERVISOR, "Budi", **told))[2]


def test_whoever_leads_several_is_warned_by_the_smallest_group() -> None:
    said = joint_promise(Relation.SUPERVISOR, [("Budi", 2), ("Citra", 1)], policy=Policy())

    assert words(said) == (
        WARNING,
        KNOWN,
        [
            PAIR,
            LONE.replace("Budi", "Citra"),
            READ_BY_OWNERS.replace("atasan langsungnya", "Anda sebagai atasannya"),
            CHANGE,
            DRAFTS,
        ],
        True,
    )
