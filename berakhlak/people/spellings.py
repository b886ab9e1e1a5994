"""The words by which offices call ranks, kinds of post and kinds of employment.

Sources: PP 11/2017 and 17/2020 for ranks; UU 5/2014 article 131 for what an eselon became.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from berakhlak.people.models import Employment, PositionLevel
from berakhlak.text import label_key, normalise_width, single_line, uppercase_code, word_key

Word = TypeVar("Word", PositionLevel, Employment)

PNS_RANKS = frozenset(
    f"{class_}/{room}"
    for class_ in ("I", "II", "III", "IV")
    for room in ("abcde" if class_ == "IV" else "abcd")
)
ROMAN_RANKS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII") + (
    "XIV",
    "XV",
    "XVI",
    "XVII",
)
PPPK_RANKS = frozenset(ROMAN_RANKS)
_TITLES = {
    "juru muda": "I/a",
    "juru muda tk i": "I/b",
    "juru": "I/c",
    "juru tk i": "I/d",
    "pengatur muda": "II/a",
    "pengatur muda tk i": "II/b",
    "pengatur": "II/c",
    "pengatur tk i": "II/d",
    "penata muda": "III/a",
    "penata muda tk i": "III/b",
    "penata": "III/c",
    "penata tk i": "III/d",
    "pembina": "IV/a",
    "pembina tk i": "IV/b",
    "pembina utama muda": "IV/c",
    "pembina utama madya": "IV/d",
    "pembina utama": "IV/e",
}
_FIRST_STEP = re.compile(r"\b(?:tingkat|tkt|tk)\.?\s*(?:I|1)(?!\w|/\s*[a-e]\b)\s*/?", re.IGNORECASE)
_TITLE_OF = {word_key(words): rank for words, rank in _TITLES.items()}
# Letters that look like a Roman one: small l, bars, Greek and Cyrillic.
_LOOK_ALIKES = str.maketrans({"l": "I", "|": "I", "\u0399": "I", "\u0406": "I", "\u04c0": "I"})
_PNS = re.compile(r"(?<![\w/])(IV|I{1,3}|[1-4])[\s/\\.,\-]*([a-e])(?!\w)", re.IGNORECASE)
_PPPK = re.compile(r"(?:gol(?:ongan)?\.?)?\s*([IVX]+|\d{1,2})", re.IGNORECASE)
# It begins where a run of signs begins, not again at each of them: long runs would take for ever.
_PPPK_WORD = re.compile(r"(?<![\s/,(\-])[\s/,(\-]*\b(?:pppk|p3k)\b[\s/,)\-]*", re.IGNORECASE)

_LEVELS = {
    PositionLevel.JPT_UTAMA: "jpt utama|pimpinan tinggi utama",
    PositionLevel.JPT_MADYA: "jpt madya|pimpinan tinggi madya|eselon i|eselon i a|eselon i b",
    PositionLevel.JPT_PRATAMA: "jpt pratama|jptp|pimpinan tinggi pratama|eselon ii|eselon ii a|"
    "eselon ii b",
    PositionLevel.ADMINISTRATOR: "administrator|eselon iii|eselon iii a|eselon iii b",
    PositionLevel.PENGAWAS: "pengawas|eselon iv|eselon iv a|eselon iv b",
    PositionLevel.FUNGSIONAL: "fungsional|fungsional tertentu|jf|jft|ahli pertama|ahli muda|"
    "ahli madya|ahli utama|terampil|mahir|penyelia|pemula|fungsional ahli pertama|"
    "fungsional ahli muda|fungsional ahli madya|fungsional ahli utama|fungsional keahlian|"
    "fungsional keterampilan|fungsional pemula|fungsional terampil|fungsional mahir|"
    "fungsional penyelia",
    PositionLevel.PELAKSANA: "pelaksana|fungsional umum|jfu|staf|staff|staf pelaksana|jp|"
    "eselon v|eselon v a",
}
_LEVEL_OF = {word_key(w): level for level, words in _LEVELS.items() for w in words.split("|")}
_STEPS = ("ahli pertama", "ahli muda", "ahli madya", "ahli utama") + (
    "pemula",
    "terampil",
    "mahir",
    "penyelia",
)
_LEVEL_OF |= {
    word_key(f"{kind} {step}"): PositionLevel.FUNGSIONAL
    for kind in ("jf", "jft")
    for step in _STEPS
}
_ESELON = re.compile(r"(?:eselon|esl?\.?)?\s*(I{1,3}|IV|V|[1-5])[/.\-\s]*([ab])?", re.I)
_BEFORE = re.compile(r"^(?:jabatan|pejabat)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"[/,;()]|\s-\s")
_BRACKETS = re.compile(r"\(([^()]*)\)")

_EMPLOYMENT = {
    Employment.PNS: "pns|cpns|p|c|calon pns|pegawai negeri sipil|calon pegawai negeri sipil|"
    "pns daerah|pns pusat|pns dpk|pns dpb|pns dipekerjakan|pns diperbantukan|dpk|dpb|pns aktif|"
    "asn pns",
    Employment.PPPK: "pppk|p3k|pppk paruh waktu|p3k paruh waktu|pppk penuh waktu|asn pppk|"
    "pppk pw|p3k pw|pppk part time|pppk daerah|pppk pusat|pppk guru|p3k guru|pppk teknis|"
    "p3k teknis|pppk tenaga teknis|pppk nakes|pppk kesehatan|pppk tenaga kesehatan|"
    "pegawai pemerintah dengan perjanjian kerja|"
    "pegawai pemerintah dengan perjanjian kerja paruh waktu",
}
_EMPLOYMENT_OF = {
    word_key(w): kind for kind, words in _EMPLOYMENT.items() for w in words.split("|")
}


def rank_from_words(text: str) -> str | None:
    """III/b out of "IIIb", "3/b", "Penata Muda Tk. I" or both; IX out of "Gol. IX" or "9"."""
    # "Tk. 1" and "Tingkat I" are one; and so the I is no part of a code that follows it.
    words = _FIRST_STEP.sub("Tk I ", single_line(normalise_width(text)))
    code = _PNS.search(words.translate(_LOOK_ALIKES)) or _PNS.search(words)
    titled = _TITLE_OF.get(word_key(_without(words, code)))
    if code:
        if _PNS.search(_without(words.translate(_LOOK_ALIKES), code)):
            return None  # Two ranks: nobody here knows which.
        found = f"{_roman(code[1])}/{label_key(code[2])}"
        return found if found in PNS_RANKS and titled in {None, found} else None
    if titled:
        return titled
    if plain_class := _PPPK.fullmatch(single_line(_PPPK_WORD.sub(" ", words))):
        roman = _roman(plain_class[1])
        return roman if roman in PPPK_RANKS else None
    return None


def level_from_words(text: str) -> PositionLevel | None:
    """The kind of post, by its name today or by the eselon that it was."""
    words = single_line(text)
    inside = _BRACKETS.search(words)
    outside = single_line(_BRACKETS.sub("", words))
    for each in (words, outside, inside[1] if inside else ""):
        if found := _level(each):
            return found
    return _agreed(_level, words)


def _agreed(meaning: Callable[[str], Word | None], words: str) -> Word | None:
    """What every part of "Pelaksana/Staf" or "PNS (CPNS)" means, if all mean the same."""
    meant = {meaning(each) for each in _BETWEEN.split(words) if word_key(each)}
    return meant.pop() if len(meant) == 1 else None


def _level(words: str) -> PositionLevel | None:
    bare = _BEFORE.sub("", words)
    if found := _LEVEL_OF.get(word_key(bare)):
        return found
    if eselon := _ESELON.fullmatch(words):
        return _LEVEL_OF.get(word_key(f"eselon {_roman(eselon[1])}"))
    return None


def employment_from_words(text: str) -> Employment | None:
    """PNS or PPPK; candidates and part-time staff are among them."""
    return _EMPLOYMENT_OF.get(word_key(text)) or _agreed(_known_employment, text)


def _known_employment(words: str) -> Employment | None:
    return _EMPLOYMENT_OF.get(word_key(words))


def _roman(text: str) -> str:
    if text.isdigit():
        number = int(text)
        return ROMAN_RANKS[number - 1] if 1 <= number <= len(ROMAN_RANKS) else ""
    return uppercase_code(text)


def _without(words: str, found: re.Match[str] | None) -> str:
    return words if found is None else words[: found.start()] + words[found.end() :]
