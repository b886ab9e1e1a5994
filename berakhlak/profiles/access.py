"""Who may read a profile. Pure: the same facts always give the same answer."""

from __future__ import annotations

from dataclasses import dataclass

from berakhlak.cycles.models import CycleState

RELEASED = frozenset({CycleState.PUBLISHED, CycleState.ARCHIVED})


@dataclass(frozen=True, kw_only=True)
class ProfileReader:
    """A signed-in account; `person_id` is None for accounts that are no officer.

    `reads_all`: one of its roles opens every published profile of the agency.
    """

    agency_id: int
    person_id: int | None
    reads_all: bool


@dataclass(frozen=True, kw_only=True)
class ProfileSubject:
    """The officer of a profile; `supervisor_id` is the person who led them in the cycle,
    `decider_id` whoever decides on the officer's objection to it."""

    agency_id: int
    person_id: int
    supervisor_id: int | None
    state: CycleState
    decider_id: int | None = None


def may_read_profile(reader: ProfileReader, subject: ProfileSubject) -> bool:
    """The officer, their direct supervisor in the cycle, HR of the agency, and who decides on an
    objection of the officer; after publishing.

    The role of system administrator opens nothing here.
    """
    if subject.state not in RELEASED or reader.agency_id != subject.agency_id:
        return False
    if reader.reads_all:
        return True
    if reader.person_id is None:
        return False
    return reader.person_id in {subject.person_id, subject.supervisor_id, subject.decider_id}
