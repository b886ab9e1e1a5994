"""What a sentence that is shared with a unit may not say: figures, and who among the raters.

Whoever reads it also knows who rates whom, so one such sentence could tell what a single rater
answered. Plain Python; docs/decisions/0195.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from berakhlak.text import normalise_width

# "satu" and "one" are left: they are words of every day.
_FIGURES = (
    r"\w*\d\w*(?:[.,]\d+)*",
    "nol|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|setengah|separuh",
    "two|three|four|five|six|seven|eight|nine|ten|half",
    "persen|percent|rata-rata|average|skor|score|scores|peringkat|ranking|rating|predikat",
)
_GROUPS = (
    "atasan|pimpinan|penilai|rekan|sejawat|bawahan|masyarakat|warga|pengguna layanan",
    "supervisor|rater|raters|peer|peers|colleague|colleagues|subordinate|subordinates",
    "citizen|citizens|public|service user|service users",
)
_ENDINGS = r"(?:-\w+|ku|mu|nya)?"


def forbidden_words(text: str, groups: Iterable[str]) -> Sequence[str]:
    """The words of a sentence that may not be shared, each once, as they were typed.

    `groups`: what the cycle calls its groups of raters, in every language.
    """
    named = [re.escape(name) for name in groups if name]
    known = "|".join((*_FIGURES, *_GROUPS, *named))
    pattern = re.compile(rf"(?<!\w)(?:{known}){_ENDINGS}(?!\w)|%", re.IGNORECASE)
    plain = normalise_width(text)  # ½ and digits of other scripts are figures, too.
    return list(dict.fromkeys(match.group() for match in pattern.finditer(plain)))
