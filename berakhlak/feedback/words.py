"""What feedback may say: at most three sentences, and nothing about who rated whom.

Plain Python; docs/decisions/0209.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from berakhlak.text import label_key, normalise_width

MOST_SENTENCES = 3
_SHORT = "plt plh dr drs ir dll dsb dst no prof hj h sdr bpk yth s.d a.n e.g i.e etc mr mrs"
_ABBREVIATIONS = frozenset(_SHORT.split(" "))
_ENDS = ".!?…"
_AROUND = "\"'”’)"
_RATINGS = (
    r"penilai|penilaian 360|penilaianmu|penilaian anda|(?:menilai|dinilai)(?:ku|mu)?"
    r"(?= saya| aku| kamu| anda)|menilaiku|menilaimu",
    "skor|skormu|rating|peringkat|ranking|predikat|kuesioner|formulir penilaian",
    "rater|raters|rated me|rate me|your rating|my rating|score|scores|questionnaire",
)
_PATTERN = re.compile(rf"(?<!\w)(?:{'|'.join(_RATINGS)})(?:nya)?(?!\w)", re.IGNORECASE)


def count_sentences(text: str) -> int:
    """Parts that end with a full stop, a mark of question or exclamation, or a line."""
    return sum(_in_line(line.split()) for line in text.splitlines())


def _in_line(words: Sequence[str]) -> int:
    ends = [_ends_sentence(word) for word in words]
    return sum(ends) + bool(ends and not ends[-1])


def _ends_sentence(word: str) -> bool:
    bare = word.rstrip(_AROUND)
    return bare.endswith(tuple(_ENDS)) and label_key(bare.rstrip(_ENDS)) not in _ABBREVIATIONS


def words_about_ratings(text: str) -> Sequence[str]:
    """Words that speak of ratings and raters, each once, as they were typed."""
    return list(dict.fromkeys(found.group() for found in _PATTERN.finditer(normalise_width(text))))
