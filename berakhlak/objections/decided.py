"""What stands with a profile once an objection to it is decided. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from berakhlak.objections.models import Objection, ObjectionPart, Outcome


@dataclass(frozen=True, kw_only=True)
class DecidedObjection:
    """The outcome with its days, without a word that anybody wrote."""

    number: str
    part: ObjectionPart
    about: str | None
    outcome: Outcome
    lodged_on: date
    decide_by: date
    decided_on: date

    @classmethod
    def of(cls, objection: Objection | None) -> DecidedObjection | None:
        """None where there is none, or none that was decided."""
        if objection is None or objection.outcome is None or objection.decided_on is None:
            return None
        return cls(
            number=objection.number,
            part=objection.part,
            about=objection.about,
            outcome=objection.outcome,
            lodged_on=objection.lodged_on,
            decide_by=objection.decide_by,
            decided_on=objection.decided_on,
        )
