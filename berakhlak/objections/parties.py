"""Who has a part in the answer to a profile. Pure: the same facts always give the same answer."""

from __future__ import annotations

from enum import StrEnum


class Party(StrEnum):
    """What somebody is to an objection; everybody else finds none."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    DECIDER = "decider"


def party_of(
    person_id: int | None, *, officer_id: int, supervisor_id: int | None, decider_id: int | None
) -> Party | None:
    """What a person is here. An officer or supervisor never decides, whatever is stored."""
    if person_id is None:
        return None
    if person_id == officer_id:
        return Party.OFFICER
    if person_id == supervisor_id:
        return Party.SUPERVISOR
    return Party.DECIDER if person_id == decider_id else None
