"""File names by an agency's own pattern: safe on every system, one name for one profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter

from berakhlak.run_language import N_, operator_gettext
from berakhlak.text import ascii_letters, label_key

FIELDS = ("unit", "nama", "nip3", "siklus", "bentuk", "id")
LONGEST = 80
# Names that Windows keeps for devices, whatever their ending.
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


class PatternInvalid(ValueError):
    """The pattern cannot make file names; the message says why."""


@dataclass(frozen=True, kw_only=True)
class FileNameFields:
    """What a pattern may use of one profile. `nip3`: the last three digits of the NIP."""

    participant_id: int
    unit: str
    name: str
    nip3: str
    cycle: str
    form: str

    def fields(self) -> dict[str, str]:
        return {
            "unit": self.unit,
            "nama": self.name,
            "nip3": self.nip3,
            "siklus": self.cycle,
            "bentuk": self.form,
            "id": str(self.participant_id),
        }


def file_stems(pattern: str, everyone: Iterable[FileNameFields]) -> dict[int, str]:
    """The path below the folder, without ending, by participant.

    Give `everyone` of the cycle, so that a name does not depend on who is exported this time.
    Where a pattern gives several the same name, each of them gets its number too. Raises
    PatternInvalid.
    """
    parts = _parts(pattern)
    made = {each.participant_id: _path(parts, each.fields()) for each in everyone}
    shared = Counter(label_key(stem) for stem in made.values())
    numbered = {
        number: f"{stem}-{number}" if shared[label_key(stem)] > 1 else stem
        for number, stem in made.items()
    }
    if len({label_key(stem) for stem in numbered.values()}) < len(numbered):
        raise PatternInvalid(
            operator_gettext(N_("pola memberi beberapa profil satu nama; tambahkan {id}"))
        )
    return numbered


def _parts(pattern: str) -> list[tuple[str, str | None]]:
    text = pattern.removesuffix(".pdf")
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise PatternInvalid(
            operator_gettext(N_("pola tidak dapat dibaca: %(why)s"), why=error)
        ) from error
    for _literal, field, layout, conversion in parsed:
        if field is not None and (field not in FIELDS or layout or conversion):
            known = ", ".join(f"{{{each}}}" for each in FIELDS)
            raise PatternInvalid(
                operator_gettext(
                    N_("{%(field)s} tidak dikenal; yang dikenal: %(known)s"),
                    field=field,
                    known=known,
                )
            )
    if not any(field for _literal, field, _layout, _conversion in parsed):
        raise PatternInvalid(
            operator_gettext(
                N_("pola tidak berisi satu isian pun, sehingga semua berkas bernama sama")
            )
        )
    return [(literal, field) for literal, field, _layout, _conversion in parsed]


def _path(parts: list[tuple[str, str | None]], values: Mapping[str, str]) -> str:
    # A slash in a name must not become a folder; a slash in the pattern does.
    text = "".join(
        literal + (safe_name_part(values[field]) if field is not None else "")
        for literal, field in parts
    )
    segments = [safe_name_part(segment) for segment in text.split("/")]
    return "/".join(segment for segment in segments if segment) or "_"


def safe_name_part(text: str) -> str:
    """Letters without accents, digits, dots, dashes and underscores, and at most 80 of them."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", ascii_letters(text))
    kept = re.sub(r"\.{2,}", ".", kept)[:LONGEST].strip("-.")
    return f"_{kept}" if RESERVED.fullmatch(kept) else kept
