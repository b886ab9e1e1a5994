"""Rows in and rows out of sealing, kept with the act in the record and told to whoever closed."""

from __future__ import annotations

import re
from dataclasses import dataclass

SEALED_ACT = "sealed"
_KEPT = re.compile(SEALED_ACT + r": s=(\d+) v=(\d+) b=(\d+) x=(\d+)\+(\d+)")


@dataclass(frozen=True)
class SealingCounts:
    """Rows of a cycle, and what became of them. `sheets` and `voices`: linked ones.

    `submitted` sheets and `received` voices are all that there are.
    """

    submitted: int = 0
    received: int = 0
    sheets: int = 0
    voices: int = 0
    given_back: int = 0
    spoilt_sheets: int = 0
    spoilt_voices: int = 0

    @property
    def spoilt(self) -> int:
        return self.spoilt_sheets + self.spoilt_voices


def sealed_act(counts: SealingCounts) -> str:
    """The act as it is recorded, with its counts; the record has room for 60 letters."""
    return (
        f"{SEALED_ACT}: s={counts.sheets} v={counts.voices} b={counts.given_back} "
        f"x={counts.spoilt_sheets}+{counts.spoilt_voices}"
    )


def parse_sealed_act(act: str) -> SealingCounts | None:
    """The counts in a recorded act; None where it is another, or older than they."""
    kept = _KEPT.fullmatch(act)
    if kept is None:
        return None
    sheets, voices, back, out_sheets, out_voices = map(int, kept.groups())
    return SealingCounts(
        submitted=sheets + back + out_sheets,
        received=voices + out_voices,
        sheets=sheets,
        voices=voices,
        given_back=back,
        spoilt_sheets=out_sheets,
        spoilt_voices=out_voices,
    )
