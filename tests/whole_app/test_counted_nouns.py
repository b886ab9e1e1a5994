"""What is counted is said in the number that it has: "1 damaged row", never "1 damaged rows"."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from scripts.translations import ENGLISH

NOUNS = (
    "answers|assignments|behaviours|cells|characters|citizens|colleagues|columns|comments|cycles|"
    "days|digits|figures|files|forms|hours|letters|lines|minutes|months|names|officers|others|"
    "peers|people|profiles|questions|raters|ratings|rows|subordinates|supervisors|times|units|"
    "values|years"
)
COUNTED = re.compile(rf"%\((\w+)\)[sd] (?:(?!of\b)[\w’'-]+ ){{0,2}}?(?:{NOUNS})\b")

# Each with what keeps it from being one; all else that is counted has two forms.
NEVER_ONE = {
    "Bila kurang dari %(least)s orang menjawab": "ten at least",
    "Kurang dari %(least)s orang menjawab": "ten at least",
    "–: kurang dari %(least)s orang": "three at least",
    "Jawaban disimpan tanpa identitas": "ten at least",
    "Rencana memuat paling banyak %(most)s": "a fixed bound above one",
    "Kunci siklus %(id)s membuka formulirnya ": "a name or number; nothing is counted",
    "PostgreSQL %(version)s menjawab": "a name or number; nothing is counted",
    "Siklus %(names)s sedang menerima jawaban": "a name or number; nothing is counted",
    "%(apart)s dari %(all)s unit": "a funnel is drawn of several units",
    "%(people)s dalam %(days)s hari sebelum dibuka": "a fixed number of days above one",
    "%(joined)s dari %(officers)s": "said where officers are apart, so there are several",
    "%(unit)s: %(n)s pegawai": "a unit is shown from five officers on",
    "%(group)s: ditahan pada": "a policy's minimum is 3 or more",
    "(boleh kosong, paling banyak %(most)s": "a field holds more than one letter",
    "(paling banyak %(most)s huruf)": "a field holds more than one letter",
    "Agar sebuah nilai setepat formulir utuh": "more than the peers of a policy, 3 at least",
    "Setiap penilai dari kelompok tanpa nama menjawab": "a policy's peers are 3 at least",
    "Anda satu dari %(size)s bawahan": "said from a policy's minimum, 3, on",
    "Anda satu dari %(size)s rekan": "said from a policy's minimum, 3, on",
    "Angka instansi dan unit berasal": "said where a unit is shown and another is not",
    "Angka unit ini ditahan": "a fixed minimum above one",
    "Baris %(line)s berisi nomor kolom": "the number of a row; nothing is counted",
    "Dua rekan yang saling memberi tahu": "a policy's minimum and two more",
    "Jawaban yang tinggal satu": "figures are counted, and they stand without a noun",
    "Kurang dari %(wanted)s orang": "a policy's minimum and two more",
    "Anda satu dari %(size)s penilai": "an anonymous group's minimum is 3 or more",
    "beri nama, paling panjang": "a fixed maximum above one",
    "Dengan bobot atasan %(share)s dan": "peers of a policy are 3 or more",
    "Dibandingkan %(cycle)s, belum dapat": "an agency's mean is compared over several units",
    "Dibandingkan %(cycle)s, rata-rata": "an agency's mean is compared over several units",
    "Disebut bila berbeda": "a multiple with decimals",
    "Ditampilkan hanya bila sedikitnya": "a policy's minimum is 3 or more",
    "%(Dimensions)s dan perilaku": "what an instrument measures; nothing is counted",
    "Grafik %(value)s dan": "the name of a value; nothing is counted",
    "%(column)s lebih dari %(most)s": "a column holds more than one letter",
    "%(reached)s dari %(officers)s sudah": "twenty hours a year",
    "Tahun %(year)s: %(hours)s dari": "twenty hours a year",
    "lebih dari %(most)s baris.": "a fixed bound of thousands",
    "Lebih dari %(share)s formulir": "a percentage",
    "Lebih dari %(most)s nama": "a fixed maximum above one",
    "Pada %(unknown)s dari": "an instrument has more than one behaviour",
    "Paling sering tidak dapat menilai": "a percentage",
    "Pilih %(least)s sampai %(most)s": "the most are more than the least",
    "Pilih %(thing)s dari jawaban": "the name of a field; nothing is counted",
    "Saat siklus dibuka, paling banyak": "peers of a policy are 3 or more",
    "Setiap kelompok mempunyai bentuk": "a policy's minimum is 3 or more",
    "Singkatkan %(thing)s menjadi": "a field holds more than one letter",
    "Unit dengan kurang dari %(n)s": "a fixed minimum above one",
    "Warga menjawab formulir pendek": "a policy's minimum is 3 or more",
    "berisi lebih dari %(most)s": "a fixed bound of thousands",
    "kolom %(name)s melebihi %(most)s": "a column holds more than one letter",
    "memuat sel dengan lebih dari": "a fixed bound of thousands",
    "atasan dan %(n)s rekan": "peers of a policy are 3 or more",
    "ditahan: kurang dari %(n)s": "a fixed minimum above one",
    "ditambah %(n)s": "fixed examples above one",
    "kurang dari %(n)s penilai": "a policy's minimum is 3 or more",
    "singkatkan menjadi paling banyak": "a field holds more than one letter",
    "terlalu panjang: %(count)s": "longer than a field may be",
    "“Satu jawaban saja”": "a fixed minimum above one",
}


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    with ENGLISH.open("rb") as file:
        return [each for each in read_po(file, locale="en") if each.id]


def test_whatever_is_counted_has_a_form_for_one(messages: list[Message]) -> None:
    single = [each for each in messages if isinstance(each.id, str)]
    counted = [each for each in single if COUNTED.search(str(each.string))]
    assert [
        each.string for each in counted if not any(str(each.id).startswith(k) for k in NEVER_ONE)
    ] == []


def test_the_form_for_one_is_not_the_form_for_many(messages: list[Message]) -> None:
    assert [
        each.string
        for each in messages
        if isinstance(each.string, tuple) and COUNTED.search(each.string[0])
    ] == []


def test_no_exception_outlives_its_sentence(messages: list[Message]) -> None:
    ids = [str(each.id) for each in messages]
    assert [start for start in NEVER_ONE if not any(i.startswith(start) for i in ids)] == []


@pytest.mark.parametrize(
    ("text", "is_counted"),
    [
        ("%(spoilt)s damaged rows", True),
        ("%(num)s officers", True),
        ("Damaged rows: %(spoilt)s.", False),
        ("on %(count)s of the values", False),
    ],
)
def test_a_count_before_its_noun_is_noticed(text: str, is_counted: bool) -> None:
    assert bool(COUNTED.search(text)) is is_counted
