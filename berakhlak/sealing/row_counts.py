"""Rows in and rows out of sealing, kept with the act in the record and told to whoever closed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from berakhlak.audit.models import AuditDetail

RECORDED = ("sheets", "voices", "given_back", "spoilt_sheets", "spoilt_voices")


@dataclass(frozen=True)
class SealingCounts:
    """Rows of a cycle, and what became of them. `sheets` and `voices`: linked ones.

    `submitted` sheets and `received` voices are all that there are, but for those about officers
    who were withdrawn. How many these are is told nobody, and is not recorded.
    """

    submitted: int = 0
    received: int = 0
    sheets: int = 0
    voices: int = 0
    given_back: int = 0
    spoilt_sheets: int = 0
    spoilt_voices: int = 0
    withdrawn_sheets: int = 0
    withdrawn_voices: int = 0

    @property
    def spoilt(self) -> int:
        return self.spoilt_sheets + self.spoilt_voices

    def as_detail(self) -> AuditDetail:
        """What the record of closing keeps; the two sums follow from it."""
        return {name: getattr(self, name) for name in RECORDED}

    @classmethod
    def of_detail(cls, detail: AuditDetail) -> SealingCounts | None:
        """What was recorded; None where an older version kept no counts."""
        if not detail.keys() >= set(RECORDED):
            return None
        kept = cls(**{name: int(detail[name]) for name in RECORDED})
        return replace(
            kept,
            submitted=kept.sheets + kept.given_back + kept.spoilt_sheets,
            received=kept.voices + kept.spoilt_voices,
        )
